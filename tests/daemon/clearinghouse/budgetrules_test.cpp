// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/budgetrules.h"

#include <QtTest>

#include <limits>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Money nano(std::int64_t amount) { return Money::fromNano(amount); }
Instant at(std::int64_t second) { return fromMicroseconds(second * 1'000'000); }

BudgetClaim claim(std::int64_t limit, const BudgetId& budget = BudgetId::make(at(1)))
{
    return {.budget = budget, .name = "team", .limit = nano(limit), .from = at(0), .until = at(3'600)};
}

} // namespace

class BudgetRulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHoldWithinTheLimitIsCarried_data()
    {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<qint64>("spent");
        QTest::addColumn<qint64>("held");
        QTest::addColumn<qint64>("hold");
        QTest::addColumn<bool>("isCarried");
        const auto row = [](const char* name, qint64 limit, qint64 spent, qint64 held, qint64 hold, bool isCarried) {
            QTest::newRow(name) << limit << spent << held << hold << isCarried;
        };
        row("all of it", 100, 0, 0, 100, true);
        row("one more", 100, 0, 0, 101, false);
        row("beside what is spent", 100, 60, 0, 40, true);
        row("beside what is held", 100, 60, 30, 11, false);
        row("a budget of nothing", 0, 0, 0, 1, false);
        row("a free call under a budget of nothing", 0, 0, 0, 0, true);
        row("a limit lowered below what is spent", 50, 60, 0, 1, false);
        row("given back more than was spent", 100, -50, 0, 150, true);
        row("the largest", kMost, 0, 0, kMost, true);
        row("beyond every number", kMost, kMost, 0, kMost, false);
    }
    void aHoldWithinTheLimitIsCarried()
    {
        QFETCH(qint64, limit);
        QFETCH(qint64, spent);
        QFETCH(qint64, held);
        QFETCH(qint64, hold);
        QFETCH(bool, isCarried);
        const BudgetClaim asked = claim(limit);
        BudgetTallies tallies;
        tallies.put(asked.budget, {at(0), nano(spent), nano(held), 1});
        const auto carried = holdInBudgets({{asked}}, nano(hold), tallies);
        QCOMPARE(carried.has_value(), isCarried);
        if (!isCarried)
            QVERIFY(carried.error().code == ErrorCode::InsufficientFunds && carried.error().param == "budget");
        const std::vector<BudgetHold> held1{{asked.budget, at(0)}};
        QCOMPARE(extendInBudgets({{asked}}, held1, nano(hold), tallies).has_value(), isCarried);
    }

    void theRefusalNamesTheBudgetNeededAndRemaining()
    {
        const BudgetClaim wide = claim(1'000'000'000);
        const BudgetClaim narrow = claim(500'000'000);
        BudgetTallies tallies;
        tallies.put(narrow.budget, {at(0), nano(100'000'000), nano(150'000'000), 1});
        const auto held = holdInBudgets(std::vector{wide, narrow}, nano(300'000'000), tallies);
        QVERIFY(!held);
        QCOMPARE(
            QString::fromStdString(held.error().detail),
            QStringLiteral("The budget 'team' (%1) cannot carry the call: it needs $0.3, $0.25 of $0.5 remain until "
                           "1970-01-01T01:00:00.000000Z.")
                .arg(QString::fromStdString(narrow.budget.toString())));
    }

    void theNextWindowIsEmpty()
    {
        BudgetClaim asked = claim(100);
        BudgetTallies tallies;
        tallies.put(asked.budget, {at(0), nano(100), nano(0), 0});
        QVERIFY(!holdInBudgets({{asked}}, nano(1), tallies));
        asked.from = at(3'600);
        const auto held = holdInBudgets({{asked}}, nano(100), tallies);
        QVERIFY(held && held->front().from == at(3'600));
        asked.from = at(-3'600); // the clock went back: the latest is the one
        QVERIFY(!holdInBudgets({{asked}}, nano(1), tallies));
    }

    void contradictoryClaimsAreRefused()
    {
        const BudgetClaim once = claim(100);
        const auto code = [](const std::vector<BudgetClaim>& claims) {
            const auto held = holdInBudgets(claims, nano(1), {});
            return held ? ErrorCode::Internal : held.error().code;
        };
        QCOMPARE(code({once, once}), ErrorCode::InvalidRequest);
        QCOMPARE(code({claim(-1)}), ErrorCode::InvalidRequest);
        QCOMPARE(code({claim(100, BudgetId())}), ErrorCode::InvalidRequest);
        QCOMPARE(code(std::vector<BudgetClaim>(kMaxBudgets + 1, once)), ErrorCode::InvalidRequest);
    }

    void anExtensionNamesEveryBudgetOfItsOrder()
    {
        const BudgetClaim asked = claim(100);
        const std::vector<BudgetHold> held{{asked.budget, at(0)}};
        const auto extended = extendInBudgets({}, held, nano(1), {});
        QVERIFY(!extended && extended.error().code == ErrorCode::InvalidRequest);
    }
};

QTEST_GUILESS_MAIN(BudgetRulesTest)
#include "budgetrules_test.moc"
