// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/sha256.h"

#include "base/hex.h"
#include "crypto/random.h"

#include <QTest>

#include <string>

using namespace gotoai;
using namespace gotoai::crypto;

class Sha256Test : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // FIPS 180-4 examples.
    void hashesPublishedVectors_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("digest");
        QTest::newRow("empty") << QByteArray()
                               << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::newRow("abc") << QByteArray("abc")
                             << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    void hashesPublishedVectors()
    {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, digest);
        QCOMPARE(toHex(sha256(asBytes(message.toStdString()))), digest.toStdString());
    }

    void isReadyForTheNextMessage()
    {
        Sha256 hash;
        hash.update(asBytes("a"));
        hash.update(asBytes("bc"));
        const Digest first = hash.finish();
        hash.update(asBytes("abc"));
        QVERIFY(hash.finish() == first);
    }

    // RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
    void authenticatesPublishedVectors()
    {
        const std::string longKey(131, '\xaa');
        const std::string firstKey(20, '\x0b');
        QCOMPARE(toHex(hmacSha256(asBytes(firstKey), asBytes("Hi There"))),
                 "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        QCOMPARE(toHex(hmacSha256(asBytes("Jefe"), asBytes("what do ya want for nothing?"))),
                 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        QCOMPARE(toHex(hmacSha256(asBytes(longKey), asBytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
                 "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    void comparesBytes()
    {
        QVERIFY(constantTimeEqual(asBytes("same"), asBytes("same")));
        QVERIFY(!constantTimeEqual(asBytes("same"), asBytes("sane")));
        QVERIFY(!constantTimeEqual(asBytes("same"), asBytes("sam")));
    }
};

QTEST_GUILESS_MAIN(Sha256Test)
#include "sha256_test.moc"
