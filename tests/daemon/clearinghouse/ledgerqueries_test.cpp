// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"

#include "clearinghouse/listplaces.h"
#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class LedgerQueriesTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;
    std::unique_ptr<storage::Database> m_reader;
    AccountId m_other;
    OrderId m_first;

    std::vector<OrderNumber> numbers(const OrderFilter& filter)
    {
        std::vector<OrderNumber> found;
        const auto page = LedgerQueries(*m_reader).orders(filter, {});
        if (page) {
            for (const OrderRow& row : page->rows)
                found.push_back(row.number);
        }
        return found;
    }

private Q_SLOTS:
    // Orders: 1 finalized, 2 released, 3 rejected, 4 in doubt, 5 reserved (of the other account).
    void initTestCase()
    {
        m_ledger = std::make_unique<TestLedger>();
        TestLedger& ledger = *m_ledger;
        m_other = AccountId::make(ledger.clock.now());
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        QVERIFY(ledger.topUp(m_other, nano(50), "2"));
        Reservation first = ledger.reservation(ledger.account, nano(400'000));
        first.fee.basisPoints = 500;
        m_first = first.order;
        QVERIFY(ledger.reserve(first));
        QVERIFY(ledger.reserve(ledger.account, nano(500'000)));
        ledger.clock.advance(std::chrono::seconds(3));
        Settlement settlement =
            ledger.finalization(1, {ledger.attempt(Payer::Platform, 10, 0), ledger.attempt(Payer::User, 30, 14, 2)});
        QVERIFY(ledger.settle(settlement));
        QVERIFY(ledger.settle(ledger.release(2)));
        QVERIFY(!ledger.reserve(ledger.account, nano(5'000'000)));
        QVERIFY(ledger.reserve(ledger.account, nano(100)));
        ledger.reopen();
        QVERIFY(ledger.reserve(m_other, nano(50)));
        m_reader = std::make_unique<storage::Database>(ledger.reader());
    }

    void aRejectedOrderEndedWhenItCame()
    {
        OrderFilter rejected;
        rejected.state = OrderState::Rejected;
        const auto page = LedgerQueries(*m_reader).orders(rejected, {});
        QVERIFY(page && page->rows.size() == 1);
        QVERIFY(page->rows.front().endedAt == page->rows.front().createdAt);
    }

    void orderShowsEverything()
    {
        const auto order = LedgerQueries(*m_reader).order(m_first);
        QVERIFY(order);
        QCOMPARE(order->number, 1);
        QVERIFY(order->state == OrderState::Finalized);
        QVERIFY(order->account == m_ledger->account && order->key == m_ledger->key);
        QCOMPARE(order->model, std::string("openai/gpt-4o-mini"));
        QCOMPARE(order->mode, std::string("economy"));
        QVERIFY(order->isStreamed && !order->wasInDoubt);
        QCOMPARE(order->hold, nano(400'000));
        QCOMPARE(order->providerCost, nano(7'100));
        QCOMPARE(order->fee, nano(355));
        QCOMPARE(order->charge, nano(7'455));
        QCOMPARE(order->reason, std::string("completed"));
        QVERIFY(order->endedAt && *order->endedAt - order->createdAt == std::chrono::seconds(3));
        QCOMPARE(order->attempts.size(), std::size_t{2});
        const AttemptRow& attempt = order->attempts.back();
        QVERIFY(attempt.payer == Payer::User && attempt.usageSource == UsageSource::Reported);
        QVERIFY(attempt.provider == m_ledger->provider && attempt.endpoint == m_ledger->endpoint);
        QVERIFY(attempt.price == examplePrice()->id());
        QCOMPARE(attempt.usage[Meter::Prompt], 30);
        QCOMPARE(attempt.cost, nano(7'100));
        QCOMPARE(attempt.outcome, std::string("answered"));
        QCOMPARE(attempt.upstreamId, std::string("chatcmpl-1"));
        QCOMPARE(attempt.httpStatus, 200);
        QVERIFY(!attempt.firstTokenAt);
    }

    void unknownOrderIsNotFound()
    {
        const auto order = LedgerQueries(*m_reader).order(OrderId::make(m_ledger->clock.now()));
        QVERIFY(!order && order.error().code == ErrorCode::NotFound);
    }

    void ordersAreFilteredByState_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("number");
        QTest::newRow("finalized") << int(OrderState::Finalized) << 1;
        QTest::newRow("released") << int(OrderState::Released) << 2;
        QTest::newRow("rejected") << int(OrderState::Rejected) << 3;
        QTest::newRow("in doubt") << int(OrderState::InDoubt) << 4;
        QTest::newRow("reserved") << int(OrderState::Reserved) << 5;
    }
    void ordersAreFilteredByState()
    {
        QFETCH(int, state);
        QFETCH(int, number);
        OrderFilter filter;
        filter.state = OrderState(state);
        QVERIFY(numbers(filter) == std::vector<OrderNumber>{number});
        const auto page = LedgerQueries(*m_reader).orders(filter, {});
        QVERIFY(page->rows.front().state == OrderState(state));
    }

    void ordersAreFilteredByAccountAndKey()
    {
        QVERIFY((numbers({.account = m_other, .key = {}, .state = {}}) == std::vector<OrderNumber>{5}));
        QVERIFY((numbers({.account = m_ledger->account, .key = m_ledger->key, .state = {}}) ==
                 std::vector<OrderNumber>{4, 3, 2, 1}));
        QVERIFY(numbers({.account = {}, .key = KeyId::make(m_ledger->clock.now()), .state = {}}).empty());
    }

    void pagesMeetWithoutGapOrOverlap()
    {
        LedgerQueries queries(*m_reader);
        std::vector<OrderNumber> seen;
        PageRequest request{.limit = 2, .before = {}};
        int pages = 0;
        do {
            const auto page = queries.orders({}, request);
            QVERIFY(page);
            for (const OrderRow& row : page->rows)
                seen.push_back(row.number);
            request.before = page->next;
            ++pages;
        } while (request.before);
        QVERIFY((seen == std::vector<OrderNumber>{5, 4, 3, 2, 1}));
        QCOMPARE(pages, 3);
    }

    void aPageLeadsToItsNewerNeighbour()
    {
        LedgerQueries queries(*m_reader);
        const auto numbersOf = [](const Page<OrderRow>& page) {
            std::vector<OrderNumber> found;
            for (const OrderRow& row : page.rows)
                found.push_back(row.number);
            return found;
        };
        const auto newest = queries.orders({}, {.limit = 2});
        QVERIFY(newest && newest->next == 4 && !newest->previous);
        const auto middle = queries.orders({}, {.limit = 2, .before = newest->next});
        QVERIFY(middle && middle->next == 2 && middle->previous == 3);
        const auto back = queries.orders({}, {.limit = 2, .after = middle->previous});
        QVERIFY(back && !back->previous && back->next == 4);
        QVERIFY(numbersOf(*back) == numbersOf(*newest));
        const auto one = queries.orders({}, {.limit = 1, .after = 2});
        QVERIFY(one && (numbersOf(*one) == std::vector<OrderNumber>{3}) && one->previous == 3 && one->next == 3);
        const auto nothingNewer = queries.orders({}, {.limit = 2, .after = 5});
        QVERIFY(nothingNewer && nothingNewer->rows.empty() && !nothingNewer->previous && nothingNewer->next == 6);
        const auto nothingOlder = queries.orders({}, {.limit = 2, .before = 1});
        QVERIFY(nothingOlder && nothingOlder->rows.empty() && !nothingOlder->next && nothingOlder->previous == 0);
    }

    void aPageAroundAnOrderHasBothSides()
    {
        LedgerQueries queries(*m_reader);
        const auto number = orderNumber(*m_reader, queries.orders({}, {.limit = 3})->rows.back().id, std::nullopt);
        QVERIFY(number && *number == 3);
        const auto page = queries.orders({}, {.limit = 2, .around = *number});
        QVERIFY(page && page->rows.size() == 2);
        QCOMPARE(page->rows.front().number, 4);
        QCOMPARE(page->rows.back().number, 3);
        QVERIFY(page->previous == 4 && page->next == 3);
        QVERIFY(!orderNumber(*m_reader, OrderId::make(m_ledger->clock.now()), std::nullopt));
    }

    void numbersAreFoundByTime()
    {
        LedgerQueries queries(*m_reader);
        const auto orders = queries.orders({}, {});
        const Instant first = orders->rows.back().createdAt;
        const auto number = [](const Result<std::int64_t>& found) { return found.value_or(-1); };
        QCOMPARE(number(orderNumberAt(*m_reader, first - std::chrono::seconds(1))), 0);
        QCOMPARE(number(orderNumberAt(*m_reader, first)), 2); // two came at once
        QCOMPARE(number(orderNumberAt(*m_reader, first + std::chrono::hours(1))), 5);
        QCOMPARE(number(transferNumberAt(*m_reader, first - std::chrono::seconds(1))), 0);
        QCOMPARE(number(transferNumberAt(*m_reader, first + std::chrono::hours(1))),
                 m_ledger->figure("SELECT max(number) FROM transfers"));
    }

    void ordersAreFilteredByTime()
    {
        const Instant first = LedgerQueries(*m_reader).orders({}, {})->rows.back().createdAt;
        const Instant later = first + std::chrono::seconds(1);
        QVERIFY((numbers({.created = {.to = later}}) == std::vector<OrderNumber>{2, 1}));
        QVERIFY((numbers({.created = {.from = later}}) == std::vector<OrderNumber>{5, 4, 3}));
        QVERIFY((numbers({.created = {.from = first, .to = first}}).empty()));
    }

    void ordersAreFilteredByModelAndProvider()
    {
        QCOMPARE(numbers({.model = "openai/gpt-4o-mini"}).size(), std::size_t{5});
        QVERIFY(numbers({.model = "openai/gpt-4o"}).empty());
        QVERIFY((numbers({.provider = m_ledger->provider}) == std::vector<OrderNumber>{1}));
        QVERIFY(numbers({.state = OrderState::Released, .provider = m_ledger->provider}).empty());
    }

    void transfersOfAWallet()
    {
        LedgerQueries queries(*m_reader);
        const auto mine = queries.transfers({.account = m_ledger->account}, {});
        const auto others = queries.transfers({.account = m_other}, {});
        QVERIFY(mine && others);
        QCOMPARE(others->rows.size(), std::size_t{2}); // its top-up and its hold
        for (const TransferRow& row : mine->rows)
            QVERIFY((row.debit + row.credit).find(m_ledger->account.toString()) != std::string::npos);
        // All but what the platform absorbed and what is the other's.
        const auto all = queries.transfers({}, {});
        const auto absorbed = queries.transfers({.kind = "absorb"}, {});
        QCOMPARE(mine->rows.size() + others->rows.size() + absorbed->rows.size(), all->rows.size());
        QVERIFY(queries.transfers({.kind = "fee", .account = m_other}, {})->rows.empty());
    }

    // More orders than are gathered, so the wallet is found by looking at transfers.
    void transfersOfABusyWallet()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000'000)));
        for (int i = 0; i < 502; ++i)
            QVERIFY(ledger.reserve(ledger.account, nano(1)));
        auto reader = ledger.reader();
        LedgerQueries queries(reader);
        const auto page = queries.transfers({.account = ledger.account}, {.limit = 500});
        QVERIFY(page && page->rows.size() == 500);
        QCOMPARE(page->rows.front().number, 503);
        const auto rest = queries.transfers({.account = ledger.account}, {.limit = 500, .before = page->next});
        QVERIFY(rest && rest->rows.size() == 3 && !rest->next);
        QCOMPARE(rest->rows.back().kind, std::string("topup"));
        QVERIFY(queries.transfers({.account = AccountId::make(ledger.clock.now())}, {})->rows.empty());
    }

    void lastPageThatIsFullHasNoNext()
    {
        const auto page = LedgerQueries(*m_reader).orders({}, {.limit = 5, .before = {}});
        QVERIFY(page && page->rows.size() == 5 && !page->next);
    }

    void transfersOfAnOrder()
    {
        const auto page = LedgerQueries(*m_reader).transfers({.order = m_first, .kind = {}}, {});
        QVERIFY(page);
        std::vector<std::string> kinds;
        for (const TransferRow& row : page->rows) {
            QVERIFY(row.order == m_first);
            kinds.push_back(row.kind);
        }
        QVERIFY((kinds == std::vector<std::string>{"absorb", "release", "fee", "cost", "reserve"}));
        const std::string wallet = "wallet:" + m_ledger->account.toString();
        QCOMPARE(page->rows.back().debit, wallet + ":available");
        QCOMPARE(page->rows.back().credit, wallet + ":held");
        QCOMPARE(page->rows.back().amount, nano(400'000));
        QCOMPARE(page->rows[3].credit, "provider:" + m_ledger->provider.toString() + ":payable");
    }

    void transfersAreFilteredByKind()
    {
        const auto page = LedgerQueries(*m_reader).transfers({.order = {}, .kind = "topup"}, {});
        QVERIFY(page);
        QCOMPARE(page->rows.size(), std::size_t{2});
        QVERIFY(!page->rows.front().order);
        QCOMPARE(page->rows.front().debit, std::string("cash:manual"));
        const auto unknown = LedgerQueries(*m_reader).transfers({.order = {}, .kind = "gift"}, {});
        QVERIFY(!unknown && unknown.error().code == ErrorCode::InvalidRequest);
    }

    void transfersArePaged()
    {
        LedgerQueries queries(*m_reader);
        const auto all = queries.transfers({}, {});
        QVERIFY(all);
        QCOMPARE(all->rows.front().number, m_ledger->figure("SELECT max(number) FROM transfers"));
        const auto rest = queries.transfers({}, {.limit = 3, .before = 4});
        QVERIFY(rest && !rest->next);
        QCOMPARE(rest->rows.size(), std::size_t{3});
        QCOMPARE(rest->rows.front().number, 3);
    }

    void topUpsByAccount()
    {
        LedgerQueries queries(*m_reader);
        const auto all = queries.topUps({}, {});
        QVERIFY(all && all->rows.size() == 2);
        const auto page = queries.topUps(m_other, {});
        QVERIFY(page && page->rows.size() == 1);
        QCOMPARE(page->rows.front().amount, nano(50));
        QCOMPARE(page->rows.front().rail, std::string("manual"));
        QCOMPARE(page->rows.front().externalId, std::string("2"));
        QVERIFY(page->rows.front().account == m_other);
    }
};

QTEST_GUILESS_MAIN(LedgerQueriesTest)
#include "ledgerqueries_test.moc"
