// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class HeadFileTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    const crypto::SigningKey m_key = crypto::SigningKey::make();
    int m_files = 0;

    SignedHead head(std::int64_t batch) const
    {
        crypto::Digest hash{};
        hash[0] = static_cast<std::uint8_t>(batch);
        return SignedHead::sign({}, {.batch = batch, .transfers = 4 * batch, .hash = hash},
                                fromMicroseconds(1'700'000'000'000'000 + batch), m_key);
    }
    std::string newPath() { return m_folder.filePath(QString::number(++m_files)).toStdString(); }
    static void write(const std::string& path, const std::string& text)
    {
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text.c_str(), static_cast<qint64>(text.size())), static_cast<qint64>(text.size()));
    }
    static QByteArray content(const std::string& path)
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void aHeadIsItsLine()
    {
        const SignedHead made = head(7);
        const auto read = SignedHead::parse(made.text());
        QVERIFY(read);
        QCOMPARE(read->text(), made.text());
        QCOMPARE(read->head.transfers, 28);
        QVERIFY(read->at == made.at);
        QVERIFY(read->isSignedBy(m_key.verifyKey()));
        QVERIFY(!read->isSignedBy(crypto::SigningKey::make().verifyKey()));
    }

    void everyCharacterOfALineCounts()
    {
        const std::string line = head(7).text();
        for (std::size_t i = 0; i < line.size(); ++i) {
            std::string changed = line;
            changed[i] = changed[i] == '1' ? '2' : '1';
            const auto read = SignedHead::parse(changed);
            QVERIFY2(!read || !read->isSignedBy(m_key.verifyKey()), changed.c_str());
        }
        QVERIFY(!SignedHead::parse(line + " "));
        QVERIFY(!SignedHead::parse(" " + line));
    }

    void whatIsAppendedIsReadBack()
    {
        const std::string path = newPath();
        {
            auto file = HeadFile::open(path);
            QVERIFY(file);
            QVERIFY(!file->last());
            QVERIFY(file->append(head(1)));
            QVERIFY(file->append(head(2)));
        }
        QVERIFY((QFile::permissions(QString::fromStdString(path)) & QFile::ReadOther) == 0);
        auto file = HeadFile::open(path);
        QVERIFY(file && file->last());
        QCOMPARE(file->last()->head.batch, 2);
        auto reader = HeadReader::open(path);
        QVERIFY(reader);
        QCOMPARE((*reader->next())->head.batch, 1);
        QCOMPARE((*reader->next())->head.batch, 2);
        QVERIFY(!*reader->next());
    }

    void aTornLineIsAsGoodAsAbsent_data()
    {
        QTest::addColumn<QByteArray>("torn");
        QTest::newRow("half") << QByteArray(head(2).text().substr(0, 100).c_str());
        QTest::newRow("without its end") << QByteArray(head(2).text().c_str());
        QTest::newRow("zeros with an end") << QByteArray(100, '\0') + '\n';
        QTest::newRow("zeros") << QByteArray(400, '\0');
    }
    void aTornLineIsAsGoodAsAbsent()
    {
        QFETCH(QByteArray, torn);
        const std::string path = newPath();
        const std::string whole = head(1).text() + '\n';
        write(path, whole + torn.toStdString());
        auto reader = HeadReader::open(path);
        QVERIFY(reader);
        QCOMPARE((*reader->next())->head.batch, 1);
        const auto end = reader->next();
        QVERIFY2(end, end ? "" : end.error().detail.c_str());
        QVERIFY(!*end);
        auto file = HeadFile::open(path);
        QVERIFY2(file, file ? "" : file.error().detail.c_str());
        QCOMPARE(file->last()->head.batch, 1);
        QCOMPARE(content(path), QByteArray(whole.c_str()));
        QVERIFY(file->append(head(3)));
        QCOMPARE(content(path), QByteArray((whole + head(3).text() + '\n').c_str()));
    }

    void aFirstLineThatIsTornLeavesNothing()
    {
        const std::string path = newPath();
        write(path, "gotoai.hea");
        auto file = HeadFile::open(path);
        QVERIFY(file && !file->last());
        QCOMPARE(content(path), QByteArray());
    }

    void otherFilesAreLeftAlone()
    {
        const std::string path = newPath();
        const std::string text = "one\ntwo\nthree\n";
        write(path, text);
        const auto file = HeadFile::open(path);
        QVERIFY(!file);
        QVERIFY(file.error().code == ErrorCode::Corrupt);
        QCOMPARE(content(path), QByteArray(text.c_str()));
    }

    void aLineThatIsNoneIsNamed()
    {
        const std::string path = newPath();
        write(path, head(1).text() + "\nnonsense\n" + head(2).text() + '\n');
        auto reader = HeadReader::open(path);
        QVERIFY(reader && reader->next());
        const auto read = reader->next();
        QVERIFY(!read);
        QVERIFY(read.error().detail.starts_with("heads 2: "));
        QVERIFY(HeadReader::open(newPath()).error().code == ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(HeadFileTest)
#include "headfile_test.moc"
