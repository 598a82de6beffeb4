// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/signature.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::webhooks;

class SignatureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // openssl dgst -sha256 -hmac whsec_1 over `1700000000.{"a":1}`
    void isWhatOthersCompute()
    {
        const std::string signature =
            signatureOf(Secret("whsec_1"), fromMicroseconds(1'700'000'000'999'999), R"({"a":1})");
        QCOMPARE(signature,
                 std::string("t=1700000000,v1=2bacf7b77f8a947e36777d445799846ce8389284516e77b94f239ef893b8def7"));
    }

    void dependsOnEverything()
    {
        const Instant at = fromMicroseconds(1'700'000'000'000'000);
        const std::string one = signatureOf(Secret("a"), at, "x");
        QVERIFY(one != signatureOf(Secret("b"), at, "x"));
        QVERIFY(one != signatureOf(Secret("a"), at + std::chrono::seconds(1), "x"));
        QVERIFY(one != signatureOf(Secret("a"), at, "y"));
    }
};

QTEST_GUILESS_MAIN(SignatureTest)
#include "signature_test.moc"
