// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/access.h"

#include "hypercore/access/credential.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class AccessTest : public QObject
{
    Q_OBJECT

private:
    const Instant m_now = fromMicroseconds(1'700'000'000'000'000);
    const std::shared_ptr<const Peppers> m_peppers =
        std::make_shared<const Peppers>(std::vector{Pepper{.version = 1, .key = {1, 2, 3}, .createdAt = {}}});
    Account m_account;
    ApiKey m_key;
    Secret m_text;

    AccessSnapshot snapshot() const
    {
        return AccessSnapshot({{m_account.id, std::make_shared<Account>(m_account)}},
                              {{m_key.id, std::make_shared<ApiKey>(m_key)}}, m_peppers);
    }
    ErrorCode refusal(std::string_view text) const { return snapshot().authenticate(text, m_now).error().code; }

private Q_SLOTS:
    void init()
    {
        m_account = Account{};
        m_account.id = AccountId::make(m_now);
        m_key = ApiKey{};
        m_key.id = KeyId::make(m_now);
        m_key.account = m_account.id;
        m_text = makeCredential(kApiKeyPrefix, m_key.id.bytes());
        m_key.mac = m_peppers->macOf(m_text.reveal());
    }

    void knowsItsKeys()
    {
        const auto customer = snapshot().authenticate(m_text.reveal(), m_now);
        QVERIFY(customer.has_value());
        QVERIFY(customer->account->id == m_account.id);
        QVERIFY(customer->key->id == m_key.id);
    }

    void outlivesItsSnapshot()
    {
        auto snapshot = std::make_unique<AccessSnapshot>(this->snapshot());
        const auto customer = snapshot->authenticate(m_text.reveal(), m_now);
        snapshot.reset();
        QVERIFY(customer->account->id == m_account.id);
    }

    void refusesMalformedTexts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another maker's") << QByteArray("sk-proj-0000000000000000000000000000000000");
        QTest::newRow("prefix alone") << QByteArray("gai_");
        QTest::newRow("long") << QByteArray(100'000, 'a');
        QTest::newRow("zero bytes") << QByteArray(86, '\0');
    }
    void refusesMalformedTexts()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(refusal(text.toStdString()), ErrorCode::InvalidCredential);
    }

    void refusesAnUnknownKey()
    {
        const Secret other = makeCredential(kApiKeyPrefix, KeyId::make(m_now).bytes());
        QCOMPARE(refusal(other.reveal()), ErrorCode::InvalidCredential);
    }

    void refusesAKnownIdWithAnotherSecret()
    {
        const Secret other = makeCredential(kApiKeyPrefix, m_key.id.bytes());
        QCOMPARE(refusal(other.reveal()), ErrorCode::InvalidCredential);
    }

    void refusesUnderAnotherPepper()
    {
        const AccessSnapshot other({{m_account.id, std::make_shared<Account>(m_account)}},
                                   {{m_key.id, std::make_shared<ApiKey>(m_key)}},
                                   std::make_shared<const Peppers>(std::vector{Pepper{}}));
        QCOMPARE(other.authenticate(m_text.reveal(), m_now).error().code, ErrorCode::InvalidCredential);
    }

    void refusesARevokedKey()
    {
        m_key.revokedAt = m_now;
        QCOMPARE(refusal(m_text.reveal()), ErrorCode::RevokedCredential);
    }

    void refusesFromTheMomentOfExpiry()
    {
        m_key.expiresAt = m_now + 1us;
        QVERIFY(snapshot().authenticate(m_text.reveal(), m_now).has_value());
        m_key.expiresAt = m_now;
        QCOMPARE(refusal(m_text.reveal()), ErrorCode::ExpiredCredential);
    }

    void refusesADisabledAccount()
    {
        m_account.isEnabled = false;
        QCOMPARE(refusal(m_text.reveal()), ErrorCode::Forbidden);
    }

    // Who holds no right secret must not learn what became of a key.
    void saysNothingAboutAKeyWithoutItsSecret()
    {
        m_key.revokedAt = m_now;
        m_account.isEnabled = false;
        QCOMPARE(refusal(makeCredential(kApiKeyPrefix, m_key.id.bytes()).reveal()), ErrorCode::InvalidCredential);
    }

    void knowsNobodyWhenEmpty()
    {
        QCOMPARE(AccessSnapshot().authenticate(m_text.reveal(), m_now).error().code, ErrorCode::InvalidCredential);
    }
};

QTEST_GUILESS_MAIN(AccessTest)
#include "access_test.moc"
