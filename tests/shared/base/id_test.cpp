// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/id.h"

#include <QTest>

#include <unordered_set>

using namespace gotoai;
using namespace std::chrono_literals;

class IdTest : public QObject
{
    Q_OBJECT

private:
    const Instant m_now = fromMicroseconds(1'700'000'000'123'000);

private Q_SLOTS:
    void isAVersion7Uuid()
    {
        // Another test of this thread may have borrowed later milliseconds: start far behind.
        const IdBytes bytes = makeUuidV7(m_now + 24h);
        std::uint64_t ms = 0;
        for (std::size_t i = 0; i < 6; ++i)
            ms = ms << 8 | bytes[i];
        QCOMPARE(ms, std::uint64_t{1'700'000'000'123 + 86'400'000});
        QCOMPARE(bytes[6] >> 4, 7);
        QCOMPARE(bytes[8] >> 6, 2);
    }

    void ascendsWithinOneMillisecond()
    {
        OrderId last = OrderId::make(m_now);
        for (int i = 0; i < 20'000; ++i) {
            const OrderId next = OrderId::make(m_now);
            QVERIFY(next > last);
            last = next;
        }
    }

    void ascendsWhenTheClockGoesBack()
    {
        const OrderId late = OrderId::make(m_now + 48h);
        QVERIFY(OrderId::make(m_now) > late);
    }

    void isDistinct()
    {
        std::unordered_set<KeyId> seen;
        for (int i = 0; i < 10'000; ++i)
            QVERIFY(seen.insert(KeyId::make(m_now)).second);
    }

    void readsWhatItWrites()
    {
        const AccountId id = AccountId::make(m_now);
        const std::string text = id.toString();
        QCOMPARE(text.size(), std::size_t{5 + 32});
        QVERIFY(text.starts_with("acct_"));
        QVERIFY(*AccountId::parse(text) == id);
        QVERIFY(*AccountId::fromBytes(id.bytes()) == id);
    }

    void refusesOtherTexts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("prefix alone") << QByteArray("acct_");
        QTest::newRow("another kind") << QByteArray("key_0123456789abcdef0123456789abcdef");
        QTest::newRow("upper case") << QByteArray("acct_0123456789ABCDEF0123456789abcdef");
        QTest::newRow("short") << QByteArray("acct_0123456789abcdef0123456789abcde");
        QTest::newRow("long") << QByteArray("acct_0123456789abcdef0123456789abcdef0");
        QTest::newRow("dashes") << QByteArray("acct_01234567-89ab-cdef-0123-456789abcdef");
        QTest::newRow("no digits") << QByteArray("acct_................................");
    }
    void refusesOtherTexts()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(AccountId::parse(text.toStdString()).error().code, ErrorCode::InvalidRequest);
    }

    void refusesOtherSizes()
    {
        const std::array<std::uint8_t, 17> bytes{};
        QCOMPARE(KeyId::fromBytes(std::span(bytes).first(15)).error().code, ErrorCode::Corrupt);
        QCOMPARE(KeyId::fromBytes(bytes).error().code, ErrorCode::Corrupt);
    }

    void zeroMeansNone()
    {
        QVERIFY(KeyId().isNull());
        QVERIFY(!KeyId::make(m_now).isNull());
    }
};

QTEST_GUILESS_MAIN(IdTest)
#include "id_test.moc"
