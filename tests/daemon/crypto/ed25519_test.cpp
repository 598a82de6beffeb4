// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/ed25519.h"

#include "base/hex.h"
#include "crypto/sha256.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::crypto;

class Ed25519Test final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // RFC 8032 section 7.1, test 2, its secret wrapped as RFC 8410 section 7 says.
    void signsAsTheStandardSays()
    {
        const Secret pem(std::string("-----BEGIN PRIVATE KEY-----\n"
                                     "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
                                     "-----END PRIVATE KEY-----\n"));
        const auto key = SigningKey::parse(pem);
        QVERIFY2(key, key ? "" : key.error().detail.c_str());
        const std::array<std::uint8_t, 1> message{0x72};
        const Signature signature = key->sign(message);
        QCOMPARE(toHex(signature), std::string("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        QVERIFY(key->verifyKey().verifies(message, signature));
    }

    void aKeyComesBackFromItsPem()
    {
        const SigningKey made = SigningKey::make();
        const auto read = SigningKey::parse(made.pem());
        QVERIFY(read);
        const auto open = VerifyKey::parse(made.verifyKey().pem());
        QVERIFY(open);
        QCOMPARE(open->id(), made.verifyKey().id());
        QCOMPARE(open->id().size(), VerifyKey::kIdDigits);
        const auto message = asBytes("head");
        QVERIFY(open->verifies(message, read->sign(message)));
        QVERIFY(SigningKey::make().verifyKey().id() != open->id());
    }

    void whatWasChangedDoesNotVerify()
    {
        const SigningKey key = SigningKey::make();
        Signature signature = key.sign(asBytes("one"));
        QVERIFY(!key.verifyKey().verifies(asBytes("two"), signature));
        QVERIFY(!SigningKey::make().verifyKey().verifies(asBytes("one"), signature));
        signature[63] ^= 1;
        QVERIFY(!key.verifyKey().verifies(asBytes("one"), signature));
    }

    void severalPublicKeysStandInOneFile()
    {
        const SigningKey first = SigningKey::make();
        const SigningKey second = SigningKey::make();
        const auto keys = VerifyKey::parseAll(first.verifyKey().pem() + second.verifyKey().pem());
        QVERIFY(keys);
        QCOMPARE(keys->size(), 2U);
        QCOMPARE((*keys)[1].id(), second.verifyKey().id());
    }

    void othersAreNoKeys()
    {
        QVERIFY(!VerifyKey::parseAll(""));
        QVERIFY(!VerifyKey::parse("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
        QVERIFY(!SigningKey::parse(Secret(std::string("x"))));
        const SigningKey key = SigningKey::make();
        QVERIFY(!VerifyKey::parse(key.pem().reveal()));
        // An X25519 key (RFC 7748 section 6.1): it cannot sign.
        QVERIFY(!VerifyKey::parse("-----BEGIN PUBLIC KEY-----\n"
                                  "MCowBQYDK2VuAyEAhSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=\n"
                                  "-----END PUBLIC KEY-----\n"));
    }
};

QTEST_GUILESS_MAIN(Ed25519Test)
#include "ed25519_test.moc"
