// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/resolver.h"

#include "daemon/clearinghouse/testledger.h"
#include "reconciliation/subject.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::reconciliation;
using namespace std::chrono_literals;
using State = Difference::State;
using test::nano;

class ResolverTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::TestLedger> m_ledger;
    std::unique_ptr<Resolver> m_resolver;
    std::int64_t m_runs = 0;

    storage::Database writing() const { return *storage::Database::open(m_ledger->path(), storage::Access::ReadWrite); }
    void makeResolver()
    {
        m_resolver =
            std::make_unique<Resolver>(Resolver::Parts{m_ledger->store(), m_ledger->store().writer(), m_ledger->queue(),
                                                       m_ledger->clock, [this](const auto& work, const auto& reply) {
                                                           auto database = m_ledger->reader();
                                                           reply(work(database));
                                                       }});
    }
    // A difference of a run of its own.
    Difference found(const std::string& externalId = "a", std::int64_t apart = 500)
    {
        auto database = writing();
        Reconciliation run{.number = ++m_runs, .id = ReconciliationId::make(m_ledger->clock.now())};
        run.provider = m_ledger->provider;
        run.to = run.from + 1s;
        Difference difference{.id = DifferenceId::make(m_ledger->clock.now())};
        difference.externalId = externalId;
        difference.subject = requestSubject(m_ledger->provider, difference.at, externalId);
        difference.apart = nano(apart);
        if (!insertReconciliation(database, run) || !insertDifferences(database, run.number, {&difference, 1}))
            qFatal("no difference");
        return difference;
    }
    // One that is being booked.
    Difference claimed()
    {
        Difference difference = found();
        difference.note = "seen";
        difference.resolvedBy = "tok_test";
        auto database = writing();
        if (!claimDifference(database, difference))
            qFatal("no claim");
        return difference;
    }
    using Answer = std::shared_ptr<std::optional<Result<Difference>>>;
    Answer begin(const Difference& difference, State how, const std::string& note = "seen")
    {
        auto answer = std::make_shared<std::optional<Result<Difference>>>();
        m_resolver->resolve(difference.id, {how, note, "tok_test"},
                            [answer](Result<Difference> result) { answer->emplace(std::move(result)); });
        return answer;
    }
    Result<Difference> await(const Answer& answer)
    {
        if (!m_ledger->waitUntil([&] { return answer->has_value(); }))
            return failure(ErrorCode::Internal, "no reply came");
        return **answer;
    }
    Result<Difference> resolve(const Difference& difference, State how, const std::string& note = "seen")
    {
        return await(begin(difference, how, note));
    }
    State stateOf(const Difference& difference) const
    {
        auto database = m_ledger->reader();
        return readDifference(database, difference.id)->difference.state;
    }
    std::int64_t bookings() const { return m_ledger->figure("SELECT count(*) FROM bookings"); }
    void startAgain()
    {
        m_resolver.reset();
        (void)bookings(); // as at a start, the tables have all that the ledger has
        makeResolver();
        m_resolver->settleClaims();
    }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<test::TestLedger>();
        auto database = writing();
        const auto ledger = clearinghouse::ledgerMigrations();
        std::vector<storage::Migration> all(ledger.begin(), ledger.end());
        const auto own = reconciliationMigrations();
        all.insert(all.end(), own.begin(), own.end());
        QVERIFY(storage::migrate(database, all));
        m_runs = 0;
        makeResolver();
    }
    void cleanup()
    {
        m_resolver.reset();
        m_ledger.reset();
    }

    void booksOnce()
    {
        const Difference difference = found();
        const auto booked = resolve(difference, State::Booked);
        QVERIFY2(booked, booked ? "" : booked.error().detail.c_str());
        QVERIFY(booked->state == State::Booked && booked->booking && booked->resolvedAt);
        const auto again = resolve(difference, State::Booked);
        QVERIFY(again && again->booking == booked->booking);
        QCOMPARE(resolve(difference, State::Booked, "otherwise").error().code, ErrorCode::Conflict);
        QCOMPARE(resolve(difference, State::Explained).error().code, ErrorCode::Conflict);
        QCOMPARE(bookings(), 1);
        QCOMPARE(m_ledger->figure("SELECT amount_nano FROM bookings"), 500);
    }

    void whatTwoRunsFoundIsBookedOnce()
    {
        const Difference one = found();
        const Difference other = found();
        const Difference apart = found("b");
        const auto first = begin(one, State::Booked);
        const auto second = begin(other, State::Booked);
        const auto third = begin(apart, State::Booked);
        QVERIFY(await(first));
        QCOMPARE(await(second).error().code, ErrorCode::Conflict);
        QVERIFY(await(third));
        QCOMPARE(bookings(), 2);
        QVERIFY(stateOf(other) == State::Open);
        QVERIFY(resolve(other, State::Explained));
    }

    void bookedAndExplainedAtOnceItEndsOneWay_data()
    {
        QTest::addColumn<bool>("isBookedFirst");
        QTest::newRow("booked first") << true;
        QTest::newRow("explained first") << false;
    }
    void bookedAndExplainedAtOnceItEndsOneWay()
    {
        QFETCH(bool, isBookedFirst);
        const Difference difference = found();
        const auto first = begin(difference, isBookedFirst ? State::Booked : State::Explained);
        const auto second = begin(difference, isBookedFirst ? State::Explained : State::Booked);
        QVERIFY(await(first));
        QCOMPARE(await(second).error().code, ErrorCode::Conflict);
        QVERIFY(stateOf(difference) == (isBookedFirst ? State::Booked : State::Explained));
        QCOMPARE(bookings(), isBookedFirst ? 1 : 0);
    }

    void whatTheLedgerRefusesIsOpenAgain()
    {
        const Difference difference = found();
        m_ledger->store().setFrozen(true);
        QCOMPARE(resolve(difference, State::Booked).error().code, ErrorCode::StoreUnavailable);
        QVERIFY(stateOf(difference) == State::Open);
        m_ledger->store().setFrozen(false);
        QVERIFY(resolve(difference, State::Booked));
        QCOMPARE(bookings(), 1);
    }

    void afterACrashItIsAsTheLedgerHasIt_data()
    {
        QTest::addColumn<bool>("isInLedger");
        QTest::newRow("before the ledger had it") << false;
        QTest::newRow("after the ledger had it") << true;
    }
    void afterACrashItIsAsTheLedgerHasIt()
    {
        QFETCH(bool, isInLedger);
        const Difference difference = claimed();
        const auto suspense = clearinghouse::LedgerAccount::suspense(m_ledger->provider);
        const auto payable = clearinghouse::LedgerAccount::payable(m_ledger->provider);
        if (isInLedger)
            QVERIFY(m_ledger->book(clearinghouse::Adjustment{suspense, payable, nano(500), Money()},
                                   bookingReference(difference.subject, 0), "seen"));
        startAgain();
        QTRY_VERIFY(stateOf(difference) == (isInLedger ? State::Booked : State::Open));
        const auto again = resolve(difference, State::Booked);
        QVERIFY(again && again->booking);
        QCOMPARE(bookings(), 1);
        QVERIFY(!resolve(difference, State::Explained));
    }

    void whatIsBeingBookedCannotBeExplained()
    {
        const Difference difference = claimed();
        QCOMPARE(resolve(difference, State::Explained).error().code, ErrorCode::Conflict);
        QVERIFY(resolve(difference, State::Booked));
        QCOMPARE(bookings(), 1);
    }

    void whatIsNotApartCannotBeBooked()
    {
        const Difference difference = found("a", 0);
        QCOMPARE(resolve(difference, State::Booked).error().code, ErrorCode::Conflict);
        QVERIFY(resolve(difference, State::Explained));
        QCOMPARE(bookings(), 0);
    }
};

QTEST_GUILESS_MAIN(ResolverTest)
#include "resolver_test.moc"
