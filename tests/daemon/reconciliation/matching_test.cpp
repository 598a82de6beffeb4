// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/matching.h"

#include "clearinghouse/schema.h"
#include "daemon/clearinghouse/testledger.h"
#include "reconciliation/matchsides.h"
#include "reconciliation/reconciliationtable.h"
#include "support/requestdatabase.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::reconciliation;
using namespace std::chrono_literals;
using clearinghouse::Payer;
using test::nano;

class MatchingTest : public QObject
{
    Q_OBJECT

private:
    static constexpr std::int64_t kCost = 7'100; // of 30 and 14 tokens
    static constexpr std::int64_t kPico = kCost * 1'000;

    std::unique_ptr<test::TestLedger> m_ledger;
    std::unique_ptr<test::RequestDatabase> m_requests;
    std::unique_ptr<storage::Database> m_database;
    StatementId m_statement;
    MatchingRequest m_request;
    std::int64_t m_runs = 0;

    struct Ordered
    {
        OrderId id;
        clearinghouse::OrderNumber number = 0;
    };
    Ordered reserve()
    {
        m_ledger->clock.advance(1s);
        const auto reservation = m_ledger->reservation(m_ledger->account, nano(900'000));
        const auto reserved = m_ledger->reserve(reservation);
        if (!reserved)
            qFatal("%s", reserved.error().detail.c_str());
        return {reservation.order, reserved->number};
    }
    // An order with one attempt that cost kCost, billed under this id.
    OrderId order(const std::string& upstreamId, Payer payer = Payer::User)
    {
        const Ordered made = reserve();
        auto attempt = m_ledger->attempt(payer, 30, 14);
        attempt.upstreamId = upstreamId;
        const auto settled =
            m_ledger->settle(payer == Payer::Platform ? m_ledger->release(made.number, {attempt})
                                                      : m_ledger->finalization(made.number, {attempt}));
        if (!settled)
            qFatal("%s", settled.error().detail.c_str());
        return made.id;
    }
    StatementRow row(const std::string& id, std::int64_t pico = kPico) const
    {
        StatementRow row{.externalId = id, .model = "gpt-4o-mini"};
        row.at = m_ledger->clock.now();
        row.prompt = 30;
        row.completion = 14;
        row.cost = pico;
        return row;
    }
    void import(const std::vector<StatementRow>& rows, const std::string& name = "s")
    {
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
        ProviderStatement fresh{.id = StatementId::make(m_ledger->clock.now()), .provider = m_ledger->provider};
        fresh.name = name;
        fresh.format = "generic_csv";
        const auto added = addPiece(*database, fresh, rows, {});
        QVERIFY2(added, added ? "" : added.error().detail.c_str());
        m_request.statement = added->id;
    }
    MatchingResult match()
    {
        m_request.now = m_ledger->clock.now();
        auto database = m_ledger->reader();
        auto result = matchStatement(database, &m_requests->database(), m_request);
        if (!result)
            qFatal("%s", result.error().detail.c_str());
        return *std::move(result);
    }
    // As if each had been resolved by a booking.
    void book(const MatchingResult& result)
    {
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
        Reconciliation run{.number = ++m_runs, .id = ReconciliationId::make(m_request.now)};
        run.provider = m_ledger->provider;
        run.to = run.from + 1s;
        QVERIFY(insertReconciliation(*database, run));
        QVERIFY(insertDifferences(*database, run.number, result.differences));
        for (Difference difference : result.differences) {
            QVERIFY(claimDifference(*database, difference));
            difference.state = Difference::State::Booked;
            difference.resolvedAt = m_request.now;
            QVERIFY(resolveDifference(*database, difference));
        }
    }
    static QStringList told(const MatchingResult& result)
    {
        QStringList texts;
        for (const Difference& difference : result.differences)
            texts << QString::fromStdString(std::string(differenceClassWord(difference.what)) + " " +
                                            difference.externalId + " " + difference.apart.toUsd());
        texts.sort();
        return texts;
    }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<test::TestLedger>();
        m_requests = std::make_unique<test::RequestDatabase>();
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
        const auto ledger = clearinghouse::ledgerMigrations();
        std::vector<storage::Migration> all(ledger.begin(), ledger.end());
        const auto own = reconciliationMigrations();
        all.insert(all.end(), own.begin(), own.end());
        QVERIFY(database && storage::migrate(*database, all));
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1'000'000'000)));
        m_request = {.provider = m_ledger->provider};
        m_runs = 0;
        m_request.from = m_ledger->clock.now() - 24h;
        m_request.to = m_ledger->clock.now() + 24h;
        m_request.models = {{m_ledger->endpoint, "gpt-4o-mini-2024-07-18"}};
    }
    void cleanup()
    {
        m_database.reset();
        m_ledger.reset();
        m_requests.reset();
    }

    void whatAgreesIsNoDifference()
    {
        order("a");
        order("b", Payer::Platform);
        import({row("a"), row("b")});
        const MatchingResult result = match();
        QCOMPARE(told(result), QStringList());
        QCOMPARE(result.attempts, 2);
        QCOMPARE(result.rows, 2);
        QVERIFY(result.classes == ClassTable());
    }

    void eachIsFoundOnce()
    {
        const OrderId priced = order("price");
        order("ghost");
        order("tokens");
        order("over");
        order("duplicate");
        order("absurd");
        order("rounding");
        StatementRow tokens = row("tokens");
        tokens.completion = 15;
        StatementRow absurd = row("absurd", 0);
        absurd.isAbsurd = true;
        import({row("price", kPico * 2), tokens, row("over", 900'000'001), row("duplicate"), row("duplicate"), absurd,
                row("rounding", kPico + 900'000), row("orphan"), row("orphan twice"), row("orphan twice")});
        const MatchingResult result = match();
        QCOMPARE(told(result),
                 (QStringList{QStringLiteral("absurd absurd 0"), QStringLiteral("duplicate duplicate 0.0000071"),
                              QStringLiteral("duplicate orphan twice 0.0000142"),
                              QStringLiteral("ghost ghost -0.0000071"), QStringLiteral("orphan orphan 0.0000071"),
                              QStringLiteral("over over 0.0008929"), QStringLiteral("price price 0.0000071"),
                              QStringLiteral("rounding rounding 0.0000009"), QStringLiteral("tokens tokens 0")}));
        QCOMPARE(result.attempts, 7);
        QCOMPARE(result.rows, 10);
        const auto& duplicates = result.classes[static_cast<std::size_t>(DifferenceClass::Duplicate)];
        QCOMPARE(duplicates.count, 2);
        QCOMPARE(duplicates.amount.toUsd(), "0.0000213");
        const auto& found = *std::ranges::find(result.differences, std::string("price"), &Difference::externalId);
        QVERIFY(found.order == priced && found.attempt == 1);
        QCOMPARE(found.booked->nano(), kCost);
        QCOMPARE(*found.billed, kPico * 2);
        QCOMPARE(found.bookedTokens->prompt, 30);
    }

    void anExtendedHoldIsTheWholeHold()
    {
        const Ordered made = reserve();
        QVERIFY(m_ledger->book(clearinghouse::HoldExtension{made.number, 1, nano(100'000), Money()}, "1"));
        auto attempt = m_ledger->attempt(Payer::User, 30, 14);
        attempt.upstreamId = "a";
        QVERIFY(m_ledger->settle(m_ledger->finalization(made.number, {attempt})));
        import({row("a", 1'000'000'000)});
        QCOMPARE(told(match()), QStringList(QStringLiteral("price a 0.0009929")));
    }

    void anExtendedHoldIsTheWholeHoldOfADay()
    {
        const Ordered made = reserve();
        QVERIFY(m_ledger->book(clearinghouse::HoldExtension{made.number, 1, nano(100'000), Money()}, "1"));
        QVERIFY(m_ledger->settle(m_ledger->finalization(made.number, {m_ledger->attempt(Payer::User, 30, 14)})));
        import({row("", 1'000'000'000)});
        QCOMPARE(told(match()), QStringList(QStringLiteral("price  0.0009929")));
    }

    void twoCallsOfOneIdThatAreBilledOnceAreAGhost()
    {
        order("same");
        order("same");
        import({row("same")});
        const MatchingResult result = match();
        QCOMPARE(told(result), QStringList(QStringLiteral("ghost same -0.0000071")));
        QCOMPARE(result.attempts, 2);
        QCOMPARE(result.rows, 1);
        book(result);
        QCOMPARE(told(match()), QStringList());
    }

    void callsOfOneIdHaveARowEach()
    {
        const OrderId first = order("same");
        order("same");
        import({row("same"), row("same")});
        QCOMPARE(told(match()), QStringList());
        import({row("same", kPico * 2), row("same"), row("same", kPico * 3)}, "dearer");
        const MatchingResult result = match();
        QCOMPARE(told(result),
                 (QStringList{QStringLiteral("duplicate same 0.0000213"), QStringLiteral("price same 0.0000071")}));
        QCOMPARE(result.rows, 3);
        const auto& duplicate = *std::ranges::find(result.differences, DifferenceClass::Duplicate, &Difference::what);
        QCOMPARE(duplicate.rows, 1);
        QVERIFY(duplicate.order == first);
        book(result);
        QCOMPARE(told(match()), QStringList());
    }

    void sumsThatCannotBeAreAbsurd()
    {
        StatementSide side;
        for (int i = 0; i < 9; ++i)
            addCost(side, 1'000'000'000'000'000'000);
        QVERIFY(!side.isAbsurd);
        addCost(side, 1'000'000'000'000'000'000);
        QVERIFY(side.isAbsurd);
    }

    void aCustomersOwnKeyIsNotOurBill()
    {
        order("a", Payer::CustomerKey);
        import({});
        const MatchingResult result = match();
        QCOMPARE(result.attempts, 0);
        QCOMPARE(told(result), QStringList());
    }

    void atTheEdgeItMayBeTheNeighbours()
    {
        order("a");
        StatementRow late = row("z");
        late.at = m_request.to - 5min;
        m_request.from = m_ledger->clock.now() - 5min;
        import({late});
        QCOMPARE(told(match()),
                 (QStringList{QStringLiteral("timing a -0.0000071"), QStringLiteral("timing z 0.0000071")}));
    }

    void otherProvidersAndOtherTimesAreNotLookedAt()
    {
        order("a");
        StatementRow other = row("b");
        other.at = m_request.to;
        import({other});
        m_request.to = m_ledger->clock.now();
        m_request.from = m_request.to - 1h;
        QCOMPARE(match().attempts, 0);
        m_request.to += 1h;
        m_request.provider = ProviderId::make(m_ledger->clock.now());
        QCOMPARE(match().attempts, 0);
    }

    void withoutIdsDaysAndModelsAreCompared()
    {
        order("a");
        order("b");
        StatementRow usage = row("", 0);
        usage.prompt = 60;
        usage.completion = 28;
        usage.cost.reset();
        StatementRow cost = row("", kPico * 2);
        cost.prompt.reset();
        cost.completion.reset();
        cost.model = "gpt-4o-mini-20240718";
        StatementRow foreign = row("", 5'000'000);
        foreign.model = "gpt-5";
        import({usage, cost, foreign});
        const MatchingResult result = match();
        QCOMPARE(told(result), QStringList(QStringLiteral("orphan  0.000005")));
        QCOMPARE(result.differences.at(0).model, "gpt-5");
    }

    void withoutIdsAMissingDayIsAGhost()
    {
        order("a");
        order("b");
        StatementRow foreign = row("", 5'000'000);
        foreign.model = "gpt-5";
        import({foreign});
        const MatchingResult result = match();
        QCOMPARE(told(result), (QStringList{QStringLiteral("ghost  -0.0000142"), QStringLiteral("orphan  0.000005")}));
        const auto& ghost = *std::ranges::find(result.differences, DifferenceClass::Ghost, &Difference::what);
        QCOMPARE(ghost.attempts, 2);
        QCOMPARE(ghost.model, "gpt-4o-mini");
    }

    void whatTheRequestLogKeptIsTheThirdSide()
    {
        const OrderId known = order("a");
        const OrderId other = order("b");
        for (const auto& [id, completion] : {std::pair{known, 14}, std::pair{other, 13}}) {
            hypercore::FinishedOrder finished;
            finished.id = id;
            finished.account = m_ledger->account;
            finished.key = m_ledger->key;
            finished.usage[Meter::Prompt] = 30;
            finished.usage[Meter::Completion] = completion;
            finished.usageSource = UsageSource::Reported;
            finished.attempts.resize(1);
            finished.attempts[0].record = m_ledger->attempt(Payer::User, 30, completion);
            m_requests->record({finished});
        }
        const MatchingResult result = match(); // without a statement
        QCOMPARE(told(result), QStringList(QStringLiteral("tokens b 0")));
        QCOMPARE(result.differences.at(0).keptTokens->completion, 13);
    }

    void anOrderInDoubtThatWasBilledIsStuck()
    {
        const Ordered made = reserve();
        auto attempt = m_ledger->attempt(Payer::User, 30, 14);
        attempt.upstreamId = "a";
        clearinghouse::OrderEvidence evidence{
            .order = made.number, .attempts = {attempt}, .seenAt = m_ledger->clock.now()};
        m_ledger->store().note({evidence}, m_ledger->queue());
        const Ordered unbilled = reserve();
        evidence.order = unbilled.number;
        evidence.attempts[0].upstreamId = "b";
        m_ledger->store().note({evidence}, m_ledger->queue());
        (void)m_ledger->figure("SELECT 1");
        import({row("a")});
        QTRY_COMPARE(told(match()), QStringList(QStringLiteral("stuck a 0.0000071")));
        m_ledger->clock.advance(61min);
        QTRY_COMPARE(told(match()), (QStringList{QStringLiteral("stuck a 0.0000071"), QStringLiteral("stuck b 0")}));
    }

    void whatWasBookedCountsForTheBooks()
    {
        order("price");
        order("ghost");
        order("over");
        order("duplicate");
        import({row("price", kPico * 2), row("over", 900'000'001), row("duplicate"), row("duplicate"), row("orphan")});
        const MatchingResult first = match();
        QCOMPARE(first.differences.size(), 5U);
        book(first);
        QCOMPARE(told(match()), QStringList());
    }

    void whatWasBookedForADayCountsForTheBooks()
    {
        order("a");
        import({row("", kPico * 2)});
        const MatchingResult first = match();
        QCOMPARE(told(first), QStringList(QStringLiteral("price  0.0000071")));
        book(first);
        QCOMPARE(told(match()), QStringList());
    }

    void whatIsBilledAnewIsApartFromWhatWasBooked()
    {
        order("a");
        import({row("a", kPico * 2)});
        book(match());
        import({row("a", kPico * 4)}, "corrected");
        const MatchingResult second = match();
        QCOMPARE(told(second), QStringList(QStringLiteral("price a 0.0000142")));
        const Difference& found = second.differences.at(0);
        QCOMPARE(found.booked->nano(), 2 * kCost);
        QCOMPARE(found.bookings, 1);
        book(second);
        QCOMPARE(told(match()), QStringList());
    }

    void aLateCostCountsForTheBooks()
    {
        const Ordered made = reserve();
        auto attempt = m_ledger->attempt(Payer::Platform, 0, 0);
        attempt.upstreamId = "a";
        attempt.usageSource = UsageSource::None;
        QVERIFY(m_ledger->settle(m_ledger->release(made.number, {attempt})));
        import({row("a", 900'000'001)});
        QCOMPARE(told(match()), QStringList(QStringLiteral("over a 0.0009")));
        QVERIFY(m_ledger->book(clearinghouse::LateCost{made.number, 1, m_ledger->provider, nano(900'000)}, {}));
        QCOMPARE(told(match()), QStringList());
    }

    void whatWasBookedMeanwhileIsNotBookedAgain()
    {
        order("a");
        import({row("a", kPico * 2)});
        const MatchingResult first = match();
        const MatchingResult beside = match();
        book(first);
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
        QVERIFY(insertDifferences(*database, m_runs, beside.differences));
        const auto claimed = claimDifference(*database, beside.differences.at(0));
        QVERIFY(!claimed && claimed.error().code == ErrorCode::Conflict);
    }

    void datesOfVersionsDoNotCount()
    {
        QCOMPARE(std::string(undatedModel("gpt-4o-2024-08-06")), std::string("gpt-4o"));
        QCOMPARE(std::string(undatedModel("claude-opus-4-20250514")), std::string("claude-opus-4"));
        QCOMPARE(std::string(undatedModel("gpt-4o-mini")), std::string("gpt-4o-mini"));
        QCOMPARE(std::string(undatedModel("-20250514")), std::string("-20250514"));
        QCOMPARE(std::string(undatedModel("m-2025-1-1")), std::string("m-2025-1-1"));
    }
};

QTEST_GUILESS_MAIN(MatchingTest)
#include "matching_test.moc"
