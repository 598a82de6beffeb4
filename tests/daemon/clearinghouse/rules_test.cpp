// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/rules.h"

#include <QtTest>

#include <map>
#include <random>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

Money nano(std::int64_t amount) { return Money::fromNano(amount); }

std::shared_ptr<const Price> priceOf(std::int64_t prompt, std::int64_t completion)
{
    Price::Picos picos{};
    picos[static_cast<std::size_t>(Meter::Prompt)] = prompt;
    picos[static_cast<std::size_t>(Meter::Completion)] = completion;
    return std::make_shared<const Price>(*Price::make(PriceId::make(fromMicroseconds(0)), picos, fromMicroseconds(0)));
}

AttemptRecord attemptOf(Payer payer, std::int64_t prompt, std::uint16_t number = 1,
                        UsageSource source = UsageSource::Reported)
{
    static const auto s_price = priceOf(1'000, 1'000); // one nano a token
    AttemptRecord attempt;
    attempt.number = number;
    attempt.provider = ProviderId::make(fromMicroseconds(0));
    attempt.price = s_price;
    attempt.payer = payer;
    attempt.usage[Meter::Prompt] = prompt;
    attempt.usageSource = source;
    return attempt;
}

OpenOrder openOrder(std::int64_t hold) { return {.account = AccountId::make(fromMicroseconds(0)), .hold = nano(hold)}; }

Settlement settlementOf(OrderState outcome, std::vector<AttemptRecord> attempts)
{
    Settlement settlement;
    settlement.number = 1;
    settlement.outcome = outcome;
    settlement.attempts = std::move(attempts);
    return settlement;
}

// The books as plainly as they can be kept, for checking the rules after every operation.
class PlainBooks
{
public:
    Money balance(const LedgerAccount& account) const
    {
        const auto found = m_balances.find(account.name());
        return nano(found == m_balances.end() ? 0 : found->second);
    }
    void post(const Postings& postings)
    {
        for (const Posting& posting : postings) {
            QVERIFY(posting.amount > Money());
            QVERIFY(!(posting.debit == posting.credit));
            m_balances[posting.debit.name()] -= posting.amount.nano();
            m_balances[posting.credit.name()] += posting.amount.nano();
        }
    }
    std::int64_t sum() const
    {
        std::int64_t total = 0;
        for (const auto& [name, balance] : m_balances)
            total += balance;
        return total;
    }
    std::int64_t held(bool& isNegative) const
    {
        std::int64_t total = 0;
        for (const auto& [name, balance] : m_balances) {
            if (name.ends_with(":held")) {
                total += balance;
                isNegative = isNegative || balance < 0;
            }
        }
        return total;
    }

private:
    std::map<std::string, std::int64_t> m_balances;
};

// Random operations, valid and not, on a few accounts.
class Simulation
{
public:
    explicit Simulation(std::uint64_t seed)
        : m_random(seed)
    {
        for (int i = 0; i < 5; ++i)
            m_accounts.push_back(AccountId::make(fromMicroseconds(i)));
    }

    void step()
    {
        const std::int64_t dice = upTo(99);
        if (dice < 10)
            topUpSome();
        else if (dice < 55)
            reserveSome();
        else if (!m_open.empty())
            settleSome();
    }

    // The invariant that does not hold now; empty when all do.
    std::string fault() const
    {
        std::int64_t holds = 0;
        for (const auto& [number, order] : m_open)
            holds += order.hold.nano();
        bool isNegative = false;
        if (m_books.held(isNegative) != holds)
            return "held is the sum of the open holds";
        if (isNegative)
            return "held is not negative";
        if (m_books.sum() != 0)
            return "all balances sum to zero";
        return m_fault;
    }

    std::int64_t refusals = 0;
    std::int64_t ends = 0;

private:
    std::int64_t upTo(std::int64_t max) { return std::uniform_int_distribution<std::int64_t>(0, max)(m_random); }
    AccountId anyAccount() { return m_accounts[static_cast<std::size_t>(upTo(std::ssize(m_accounts) - 1))]; }
    void require(bool holds, const char* invariant)
    {
        if (!holds)
            m_fault = invariant;
    }

    void topUpSome()
    {
        const auto posting = topUp({anyAccount(), "manual", "x", nano(upTo(20'000) - 100), fromMicroseconds(0)});
        if (posting)
            m_books.post({*posting});
        refusals += !posting;
    }

    void reserveSome()
    {
        Reservation reservation;
        reservation.order = OrderId::make(fromMicroseconds(++m_number));
        reservation.account = anyAccount();
        reservation.hold = nano(upTo(5'000) - 50);
        reservation.creditLimit = nano(upTo(1) * 500);
        const auto available = LedgerAccount::available(reservation.account);
        const auto postings = reserve(reservation, {.available = m_books.balance(available)});
        refusals += !postings;
        if (!postings)
            return;
        m_books.post(*postings);
        require(m_books.balance(available).nano() >= -500, "available stays above the credit limit");
        m_open[m_number] = {.account = reservation.account,
                            .hold = reservation.hold,
                            .terms = {.fee = {static_cast<std::int32_t>(upTo(2'000)), nano(upTo(20))}}};
    }

    void settleSome()
    {
        const auto place = std::next(m_open.begin(), upTo(std::ssize(m_open) - 1));
        Settlement settlement;
        settlement.outcome = upTo(2) > 0 ? OrderState::Finalized : OrderState::Released;
        const std::int64_t count = upTo(3);
        for (std::int64_t i = 1; i <= count; ++i)
            settlement.attempts.push_back(attemptOf(i == count ? Payer(upTo(2)) : Payer::Platform, upTo(4'000),
                                                    static_cast<std::uint16_t>(i), UsageSource(upTo(2))));
        const auto verdict = settle(place->second, settlement);
        refusals += !verdict;
        if (!verdict)
            return;
        const SettledAmounts& amounts = verdict->amounts;
        require(amounts.charge.plus(amounts.released) == place->second.hold, "hold = charge + released");
        require(amounts.charge.plus(amounts.absorbed) == amounts.providerCost.plus(amounts.fee),
                "charge = cost + fee - absorbed");
        m_books.post(verdict->postings);
        m_open.erase(place);
        ++ends;
    }

    std::mt19937_64 m_random;
    std::vector<AccountId> m_accounts;
    PlainBooks m_books;
    std::map<int, OpenOrder> m_open;
    int m_number = 0;
    std::string m_fault;
};

} // namespace

class RulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void amountsOfAFinalizedOrder_data()
    {
        QTest::addColumn<qint64>("hold");
        QTest::addColumn<qint64>("cost");
        QTest::addColumn<int>("basisPoints");
        QTest::addColumn<qint64>("charge");
        QTest::addColumn<qint64>("fee");
        QTest::addColumn<qint64>("absorbed");
        QTest::newRow("within the hold") << qint64{1'000} << qint64{100} << 500 << qint64{105} << qint64{5}
                                         << qint64{0};
        QTest::newRow("exactly the hold") << qint64{105} << qint64{100} << 500 << qint64{105} << qint64{5} << qint64{0};
        QTest::newRow("fee cut by the hold")
            << qint64{102} << qint64{100} << 500 << qint64{102} << qint64{2} << qint64{0};
        QTest::newRow("cost above the hold")
            << qint64{60} << qint64{100} << 500 << qint64{60} << qint64{0} << qint64{40};
        QTest::newRow("no hold") << qint64{0} << qint64{100} << 500 << qint64{0} << qint64{0} << qint64{100};
        QTest::newRow("no usage") << qint64{1'000} << qint64{0} << 500 << qint64{0} << qint64{0} << qint64{0};
    }
    void amountsOfAFinalizedOrder()
    {
        QFETCH(qint64, hold);
        QFETCH(qint64, cost);
        QFETCH(int, basisPoints);
        QFETCH(qint64, charge);
        QFETCH(qint64, fee);
        QFETCH(qint64, absorbed);
        const Settlement settlement = settlementOf(OrderState::Finalized, {attemptOf(Payer::User, cost)});
        OpenOrder order = openOrder(hold);
        order.terms.fee.basisPoints = basisPoints;
        const auto verdict = settle(order, settlement);
        QVERIFY(verdict);
        QCOMPARE(verdict->amounts.charge, nano(charge));
        QCOMPARE(verdict->amounts.providerCost, nano(cost));
        QCOMPARE(verdict->amounts.fee, nano(fee));
        QCOMPARE(verdict->amounts.absorbed, nano(absorbed));
        QCOMPARE(verdict->amounts.released, nano(hold - charge));
    }

    void postingsOfAFinalizedOrder()
    {
        OpenOrder order = openOrder(1'000);
        order.terms.fee.basisPoints = 500;
        const Settlement settlement =
            settlementOf(OrderState::Finalized, {attemptOf(Payer::Platform, 7), attemptOf(Payer::User, 100, 2)});
        const auto verdict = settle(order, settlement);
        QVERIFY(verdict);
        const auto held = LedgerAccount::held(order.account);
        const Postings expected = {
            {TransferKind::Cost, held, LedgerAccount::payable(settlement.attempts[1].provider), nano(100)},
            {TransferKind::Fee, held, LedgerAccount::fee(), nano(5)},
            {TransferKind::Release, held, LedgerAccount::available(order.account), nano(895)},
            {TransferKind::Absorb, LedgerAccount::absorbed(), LedgerAccount::payable(settlement.attempts[0].provider),
             nano(7)},
        };
        QVERIFY(verdict->postings == expected);
    }

    // The answer's begin came from another attempt: the user pays for it as output, the provider is owed what it
    // counted.
    void anAnswerThatWentOnIsChargedAsOne()
    {
        Settlement settlement =
            settlementOf(OrderState::Finalized, {attemptOf(Payer::Platform, 7), attemptOf(Payer::User, 30, 2)});
        settlement.attempts[1].price = priceOf(1'000, 4'000);
        settlement.chargedUsage.emplace();
        (*settlement.chargedUsage)[Meter::Prompt] = 20;
        (*settlement.chargedUsage)[Meter::Completion] = 10;
        const auto verdict = settle(openOrder(1'000), settlement);
        QVERIFY(verdict);
        QCOMPARE(verdict->amounts.charge, nano(60));
        QCOMPARE(verdict->amounts.providerCost, nano(30));
        QCOMPARE(verdict->amounts.fee, nano(30));
        QCOMPARE(verdict->amounts.absorbed, nano(0));
        QCOMPARE(verdict->attempts[0].cost, nano(7));
    }

    void aFeeOutOfItsLimitsIsRefused()
    {
        Reservation reservation;
        reservation.order = OrderId::make(fromMicroseconds(1));
        reservation.account = AccountId::make(fromMicroseconds(1));
        QVERIFY(reserve(reservation, {}));
        for (const FeePolicy& fee :
             {FeePolicy{-1, {}}, FeePolicy{FeePolicy::kMaxBasisPoints + 1, {}}, FeePolicy{0, nano(-1)}}) {
            reservation.fee = fee;
            const auto refused = reserve(reservation, {});
            QVERIFY(!refused && refused.error().code == ErrorCode::InvalidRequest);
        }
    }

    void ownKeyIsChargedTheFeeAlone()
    {
        OpenOrder order = openOrder(1'000);
        order.terms.fee.basisPoints = 500;
        const auto verdict = settle(order, settlementOf(OrderState::Finalized, {attemptOf(Payer::CustomerKey, 100)}));
        QVERIFY(verdict);
        QCOMPARE(verdict->amounts.charge, nano(5));
        QCOMPARE(verdict->amounts.fee, nano(5));
        QVERIFY(verdict->amounts.providerCost.isZero());
        QCOMPARE(verdict->postings.size(), std::size_t{2});
    }

    void uncountedAttemptMovesNothing()
    {
        const auto verdict = settle(
            openOrder(10), settlementOf(OrderState::Released, {attemptOf(Payer::Platform, 5, 1, UsageSource::None)}));
        QVERIFY(verdict);
        QCOMPARE(verdict->postings.size(), std::size_t{1});
        QVERIFY(verdict->postings.front().kind == TransferKind::Release);
    }

    void malformedSettlementIsRefused_data()
    {
        QTest::addColumn<int>("outcome");
        QTest::addColumn<QVector<int>>("payers");
        QTest::addColumn<int>("firstNumber");
        const int finalized = int(OrderState::Finalized);
        const int released = int(OrderState::Released);
        const int user = int(Payer::User);
        const int platform = int(Payer::Platform);
        QTest::newRow("finalized, none paid") << finalized << QVector<int>{platform} << 1;
        QTest::newRow("finalized, two paid") << finalized << QVector<int>{user, user} << 1;
        QTest::newRow("released, one paid") << released << QVector<int>{user} << 1;
        QTest::newRow("gap in the numbers") << released << QVector<int>{platform} << 2;
        QTest::newRow("ends reserved") << int(OrderState::Reserved) << QVector<int>{} << 1;
        QTest::newRow("ends in doubt") << int(OrderState::InDoubt) << QVector<int>{} << 1;
    }
    void malformedSettlementIsRefused()
    {
        QFETCH(int, outcome);
        QFETCH(QVector<int>, payers);
        QFETCH(int, firstNumber);
        std::vector<AttemptRecord> attempts;
        for (const int payer : payers)
            attempts.push_back(attemptOf(Payer(payer), 1, static_cast<std::uint16_t>(firstNumber++)));
        const auto verdict = settle(openOrder(10), settlementOf(OrderState(outcome), std::move(attempts)));
        QVERIFY(!verdict && verdict.error().code == ErrorCode::InvalidRequest);
    }

    void attemptWithoutPriceIsRefused()
    {
        AttemptRecord attempt = attemptOf(Payer::Platform, 1);
        attempt.price.reset();
        QVERIFY(!settle(openOrder(10), settlementOf(OrderState::Released, {attempt})));
    }

    void invariantsHoldUnderAnySequence()
    {
        Simulation simulation(42);
        for (int operation = 0; operation < 30'000; ++operation) {
            simulation.step();
            QCOMPARE(simulation.fault(), std::string());
        }
        QVERIFY(simulation.refusals > 1'000 && simulation.ends > 5'000);
    }
};

QTEST_GUILESS_MAIN(RulesTest)
#include "rules_test.moc"
