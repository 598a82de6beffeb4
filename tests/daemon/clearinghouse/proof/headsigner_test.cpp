// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headsigner.h"

#include "support/manualclock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class HeadSignerTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;
    test::ManualClock m_clock;
    const crypto::SigningKey m_key = crypto::SigningKey::make();

    std::string newPath() { return m_folder.filePath(QString::number(++m_files)).toStdString(); }
    crypto::SigningKey key() const { return *crypto::SigningKey::parse(m_key.pem()); }

private Q_SLOTS:
    void signsWhatMoves()
    {
        const std::string path = newPath();
        HeadSigner signer(*HeadFile::open(path), key(), IdBytes{7}, m_clock);
        QVERIFY(!signer.figures().last);
        signer.offer({.batch = 3, .transfers = 9});
        signer.waitForRest();
        const auto last = signer.figures().last;
        QVERIFY(last);
        QCOMPARE(last->head.batch, 3);
        QVERIFY(last->at == m_clock.now());
        QVERIFY(last->book == IdBytes{7});
        QVERIFY(last->isSignedBy(m_key.verifyKey()));
        signer.offer({.batch = 3, .transfers = 9});
        signer.offer({.batch = 0});
        signer.waitForRest();
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 1);
    }

    void aHeadThatIsOfferedWhileItIsSignedIsSignedOnce()
    {
        const std::string path = newPath();
        HeadSigner signer(*HeadFile::open(path), key(), IdBytes{7}, m_clock);
        constexpr int heads = 100;
        for (int batch = 1; batch <= heads; ++batch) {
            do
                signer.offer({.batch = batch});
            while (!signer.figures().last || signer.figures().last->head.batch < batch);
        }
        signer.waitForRest();
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), heads);
    }

    void goesOnAfterAStart()
    {
        const std::string path = newPath();
        {
            HeadSigner signer(*HeadFile::open(path), key(), IdBytes{7}, m_clock);
            signer.offer({.batch = 3}); // signed before it ends
        }
        HeadSigner signer(*HeadFile::open(path), key(), IdBytes{7}, m_clock);
        QCOMPARE(signer.figures().last->head.batch, 3);
        signer.offer({.batch = 4});
        signer.waitForRest();
        QCOMPARE(signer.figures().last->head.batch, 4);
    }

    void aFileThatTakesNothingIsTold()
    {
        HeadSigner signer(*HeadFile::open("/dev/full"), key(), IdBytes{7}, m_clock);
        signer.offer({.batch = 3});
        signer.waitForRest();
        QVERIFY(signer.figures().hasFailed);
        QVERIFY(!signer.figures().last);
    }
};

QTEST_GUILESS_MAIN(HeadSignerTest)
#include "headsigner_test.moc"
