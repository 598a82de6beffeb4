// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/credential.h"

#include <QTest>

#include <set>
#include <string>

using namespace gotoai;
using namespace gotoai::hypercore;

class CredentialTest : public QObject
{
    Q_OBJECT

private:
    const KeyId m_id = KeyId::make(fromMicroseconds(1'700'000'000'000'000));

private Q_SLOTS:
    void hasTheDocumentedForm()
    {
        const Secret key = makeCredential(kApiKeyPrefix, m_id.bytes());
        const std::string text(key.reveal());
        QCOMPARE(text.size(), std::size_t{4 + 32 + 1 + 43 + 6});
        QCOMPARE(text.substr(0, 37), "gai_" + m_id.toString().substr(4) + "_");
    }

    void carriesItsId()
    {
        const Secret key = makeCredential(kApiKeyPrefix, m_id.bytes());
        const auto id = credentialId(kApiKeyPrefix, key.reveal());
        QVERIFY(id.has_value());
        QVERIFY(*id == m_id.bytes());
    }

    void isNeverTheSameTwice()
    {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i)
            seen.emplace(makeCredential(kApiKeyPrefix, m_id.bytes()).reveal());
        QCOMPARE(seen.size(), std::size_t{1000});
    }

    void refusesEveryChangedCharacter()
    {
        const Secret key = makeCredential(kApiKeyPrefix, m_id.bytes());
        const std::string text(key.reveal());
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string changed = text;
            changed[i] = changed[i] == '7' ? '8' : '7';
            QVERIFY2(!credentialId(kApiKeyPrefix, changed), qPrintable(QString::number(i)));
        }
    }

    void refusesEveryOtherLength()
    {
        const Secret key = makeCredential(kApiKeyPrefix, m_id.bytes());
        const std::string text(key.reveal());
        for (std::size_t size = 0; size < text.size(); ++size)
            QVERIFY(!credentialId(kApiKeyPrefix, std::string_view(text).substr(0, size)));
        QVERIFY(!credentialId(kApiKeyPrefix, text + "0"));
    }

    void keepsKeysAndTokensApart()
    {
        QVERIFY(!credentialId(kAdminTokenPrefix, makeCredential(kApiKeyPrefix, m_id.bytes()).reveal()));
        QVERIFY(!credentialId(kApiKeyPrefix, makeCredential(kAdminTokenPrefix, m_id.bytes()).reveal()));
    }

    // The checksum alone does not make a text well formed: these are right sums over wrong characters.
    void refusesForeignCharactersUnderARightChecksum_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("upper-case id") << QByteArray("gai_0123456789ABCDEF0123456789ABCDEF_"
                                                     "0000000000000000000000000000000000000000000"
                                                     "1XfOCK");
        QTest::newRow("dash in the secret") << QByteArray("gai_0123456789abcdef0123456789abcdef_"
                                                          "000000000000000000000-000000000000000000000"
                                                          "01CJsQ");
    }
    void refusesForeignCharactersUnderARightChecksum()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!credentialId(kApiKeyPrefix, text.toStdString()));
    }

    void computesTheChecksumOfIso3309()
    {
        QVERIFY(credentialId(kApiKeyPrefix, "gai_0123456789abcdef0123456789abcdef_"
                                            "0000000000000000000000000000000000000000000"
                                            "1ePr59"));
    }
};

QTEST_GUILESS_MAIN(CredentialTest)
#include "credential_test.moc"
