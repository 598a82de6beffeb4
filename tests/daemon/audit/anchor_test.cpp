// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/anchor.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::audit;

class AnchorTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    crypto::KeyRing m_ring = crypto::KeyRing::make();
    const Head m_head{41, crypto::sha256(crypto::asBytes("the head"))};

    QString path() const { return m_directory->filePath(QStringLiteral("audit.anchor")); }
    Anchor anchor() const { return Anchor(path().toStdString()); }
    QByteArray content() const
    {
        QFile file(path());
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    void replaceContent(const QByteArray& content)
    {
        QFile file(path());
        QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate) && file.write(content) == content.size());
    }

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void isAbsentAtFirst()
    {
        const auto read = anchor().read(&m_ring);
        QVERIFY(read && !*read);
        QCOMPARE(anchor().rewrap(m_ring).value_or(9), 0U);
    }

    void keepsTheLastHead()
    {
        QVERIFY(anchor().write({40, {}}, m_ring));
        QVERIFY(anchor().write(m_head, m_ring));
        const auto read = anchor().read(&m_ring);
        QVERIFY(read && *read);
        QVERIFY((*read)->head == m_head);
        QVERIFY((*read)->authenticity == Authenticity::Proven);
        QCOMPARE(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void canBeReadWithoutTheMasterKey()
    {
        QVERIFY(anchor().write(m_head, m_ring));
        const auto read = anchor().read(nullptr);
        QVERIFY(read && *read && (*read)->head == m_head);
        QVERIFY((*read)->authenticity == Authenticity::Unknown);
    }

    void findsEveryChangedByte()
    {
        QVERIFY(anchor().write(m_head, m_ring));
        const QByteArray written = content();
        for (qsizetype i = 0; i < written.size(); ++i) {
            QByteArray changed = written;
            changed[i] = written[i] == '3' ? '4' : '3';
            replaceContent(changed);
            const auto read = anchor().read(&m_ring);
            QVERIFY2(!read && read.error().code == ErrorCode::Corrupt, changed.constData());
        }
        const QByteArrayList others{"",
                                    written.left(40),
                                    written.chopped(1),
                                    written.repeated(2),
                                    QByteArray(written).replace('\n', " x\n"),
                                    QByteArray(600, 'x')};
        for (const QByteArray& other : others) {
            replaceContent(other);
            const auto read = anchor().read(&m_ring);
            QVERIFY2(!read && read.error().code == ErrorCode::Corrupt, other.constData());
        }
    }

    void isNotTakenFromAnotherInstallation()
    {
        QVERIFY(anchor().write(m_head, crypto::KeyRing::make()));
        const auto read = anchor().read(&m_ring);
        QVERIFY(!read && read.error().code == ErrorCode::Corrupt);
        QVERIFY(read.error().detail.find("which is not there") != std::string::npos);
    }

    void followsARotation()
    {
        QVERIFY(anchor().write(m_head, m_ring));
        const crypto::KeyRing both = m_ring.withNewKey();
        QCOMPARE(anchor().rewrap(both).value_or(9), 1U);
        QCOMPARE(anchor().rewrap(both).value_or(9), 0U);
        const crypto::KeyRing next = both.activeOnly();
        const auto read = anchor().read(&next);
        QVERIFY(read && *read && (*read)->head == m_head && (*read)->authenticity == Authenticity::Proven);
    }

    // A rotation must not make a forgery look genuine.
    void aRotationLeavesAForgeryAsItIs()
    {
        QVERIFY(anchor().write(m_head, m_ring));
        QByteArray forged = content();
        forged.replace(" 41 ", " 17 ");
        replaceContent(forged);
        QCOMPARE(anchor().rewrap(m_ring.withNewKey()).value_or(9), 0U);
        QCOMPARE(content(), forged);
    }
};

QTEST_GUILESS_MAIN(AnchorTest)
#include "anchor_test.moc"
