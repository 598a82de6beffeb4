// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/listplaces.h"

#include "clearinghouse/ledgerqueries.h"
#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;
using namespace std::chrono_literals;

class ListPlacesTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;
    std::unique_ptr<storage::Database> m_reader;
    AccountId m_other;
    Instant m_first{};

    static std::int64_t value(const Result<std::int64_t>& number) { return number.value_or(-1); }

private Q_SLOTS:
    // A top-up and a grant a minute, of one account and another by turns.
    void initTestCase()
    {
        m_ledger = std::make_unique<TestLedger>();
        m_other = AccountId::make(m_ledger->clock.now());
        m_first = m_ledger->clock.now();
        for (int minute = 0; minute < 4; ++minute) {
            const AccountId account = minute % 2 == 0 ? m_ledger->account : m_other;
            const std::string name = std::to_string(minute);
            QVERIFY(m_ledger->topUp(account, nano(100), name));
            QVERIFY(m_ledger->book(Grant{account, nano(10), m_first + 24h}, name));
            m_ledger->clock.advance(1min);
        }
        m_reader = std::make_unique<storage::Database>(m_ledger->reader());
    }

    void idsHaveNumbers()
    {
        LedgerQueries queries(*m_reader);
        const auto topUps = queries.topUps({}, {});
        QCOMPARE(topUps->rows.size(), std::size_t{4});
        for (const TopUpRow& row : topUps->rows) {
            QCOMPARE(value(topUpNumber(*m_reader, row.id, {})), row.number);
            QCOMPARE(value(topUpNumber(*m_reader, row.id, row.account)), row.number);
        }
        const auto bookings = queries.bookings({}, {});
        QCOMPARE(bookings->rows.size(), std::size_t{4});
        for (const BookingView& view : bookings->rows)
            QCOMPARE(value(bookingNumber(*m_reader, view.booking.id, view.booking.account)), view.number);
    }

    void whatIsUnknownOrOfOthersIsNotFound()
    {
        LedgerQueries queries(*m_reader);
        const TopUpId mine = queries.topUps(m_ledger->account, {})->rows.front().id;
        QCOMPARE(topUpNumber(*m_reader, mine, m_other).error().code, ErrorCode::NotFound);
        QCOMPARE(topUpNumber(*m_reader, TopUpId::make(m_first), {}).error().code, ErrorCode::NotFound);
        const BookingId booking = queries.bookings({.account = m_other}, {})->rows.front().booking.id;
        QCOMPARE(bookingNumber(*m_reader, booking, m_ledger->account).error().code, ErrorCode::NotFound);
        QCOMPARE(bookingNumber(*m_reader, BookingId::make(m_first), {}).error().code, ErrorCode::NotFound);
    }

    void timesHaveNumbers()
    {
        for (const auto numberAt : {&topUpNumberAt, &bookingNumberAt}) {
            QCOMPARE(value(numberAt(*m_reader, m_first - 1us)), 0);
            QCOMPARE(value(numberAt(*m_reader, m_first)), 1);
            QCOMPARE(value(numberAt(*m_reader, m_first + 2min + 30s)), 3);
            QCOMPARE(value(numberAt(*m_reader, m_first + 24h)), 4);
        }
    }

    void transfersAreDense()
    {
        const std::int64_t last = m_ledger->figure("SELECT max(number) FROM transfers");
        QVERIFY(*hasTransfer(*m_reader, 1) && *hasTransfer(*m_reader, last));
        QVERIFY(!*hasTransfer(*m_reader, 0) && !*hasTransfer(*m_reader, last + 1));
    }
};

QTEST_GUILESS_MAIN(ListPlacesTest)
#include "listplaces_test.moc"
