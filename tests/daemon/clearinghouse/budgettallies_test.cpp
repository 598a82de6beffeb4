// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/budgettallies.h"

#include <QtTest>

#include <limits>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

Money nano(std::int64_t amount) { return Money::fromNano(amount); }
Instant at(std::int64_t second) { return fromMicroseconds(second * 1'000'000); }

const BudgetId kBudget = BudgetId::make(at(1));
const BudgetId kOther = BudgetId::make(at(1));

std::vector<BudgetHold> in(std::int64_t window) { return {{kBudget, at(window)}}; }

} // namespace

class BudgetTalliesTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<BudgetTallies> m_tallies;

    BudgetTally tally(std::int64_t window) const { return m_tallies->tally(kBudget, at(window)); }
    bool isKnown(std::int64_t window) const
    {
        const auto found = m_tallies->all().find(kBudget);
        return found != m_tallies->all().end() &&
               std::ranges::find(found->second, at(window), &BudgetTally::from) != found->second.end();
    }

private Q_SLOTS:
    void init() { m_tallies = std::make_unique<BudgetTallies>(); }

    void holdBecomesWhatWasSpent()
    {
        QVERIFY(m_tallies->reserve(in(0), nano(100)));
        QVERIFY(m_tallies->extend(in(0), nano(20)));
        QVERIFY((tally(0) == BudgetTally{at(0), nano(0), nano(120), 1}));
        QVERIFY(m_tallies->end(in(0), nano(120), nano(70)));
        QVERIFY((tally(0) == BudgetTally{at(0), nano(70), nano(0), 0}));
        QVERIFY(m_tallies->refund(in(0), nano(30)));
        QCOMPARE(tally(0).spent, nano(40));
    }

    void anOrderCountsWhereItWasReserved()
    {
        QVERIFY(m_tallies->reserve(in(0), nano(100)));
        QVERIFY(m_tallies->reserve(in(60), nano(5)));
        QVERIFY(m_tallies->end(in(0), nano(100), nano(100)));
        QVERIFY((tally(60) == BudgetTally{at(60), nano(0), nano(5), 1}));
        QVERIFY2(!isKnown(0), "nothing can happen in it any more");
    }

    void theLatestWindowStaysWithoutOrders()
    {
        QVERIFY(m_tallies->reserve(in(0), nano(1)));
        QVERIFY(m_tallies->end(in(0), nano(1), nano(1)));
        QCOMPARE(tally(0).spent, nano(1));
    }

    void aClockThatWentBackOpensNoWindowAnew()
    {
        QVERIFY(m_tallies->reserve(in(60), nano(1)));
        QCOMPARE(toMicroseconds(m_tallies->windowFor(kBudget, at(0))), toMicroseconds(at(60)));
        QCOMPARE(toMicroseconds(m_tallies->windowFor(kBudget, at(61))), toMicroseconds(at(61)));
        QVERIFY2(!m_tallies->reserve(in(0), nano(1)), "who asks for the old one has not asked windowFor()");
        QCOMPARE(tally(60).openOrders, 1);
    }

    void aRefundOfAPastWindowChangesNothing()
    {
        QVERIFY(m_tallies->reserve(in(60), nano(9)));
        QVERIFY(m_tallies->refund(in(0), nano(5)));
        QVERIFY((tally(60) == BudgetTally{at(60), nano(0), nano(9), 1}));
        QVERIFY(!isKnown(0));
    }

    // What only a broken ledger asks for.
    void impossibleChangesAreRefusedWhole()
    {
        const auto most = nano(std::numeric_limits<std::int64_t>::max());
        QVERIFY(m_tallies->reserve(in(0), most));
        const std::vector<BudgetHold> both{{kOther, at(0)}, {kBudget, at(0)}};
        QVERIFY(!m_tallies->reserve(both, nano(1)));
        QVERIFY(!m_tallies->all().contains(kOther));
        QVERIFY(!m_tallies->extend(in(0), nano(1)));
        QVERIFY(!m_tallies->extend(in(60), nano(1)));
        QVERIFY(!m_tallies->end(in(60), nano(1), nano(1)));
        QVERIFY(m_tallies->end(in(0), most, nano(0)));
        QVERIFY2(!m_tallies->end(in(0), nano(0), nano(0)), "it has no order any more");
    }

    void changesAreTakenBack()
    {
        QVERIFY(m_tallies->reserve(in(0), nano(10)));
        m_tallies->commit();
        const auto before = m_tallies->all();
        const std::size_t mark = m_tallies->mark();
        QVERIFY(m_tallies->end(in(0), nano(10), nano(3)));
        QVERIFY(m_tallies->reserve(in(60), nano(4)));
        QVERIFY(m_tallies->reserve(std::vector<BudgetHold>{{kOther, at(0)}}, nano(4)));
        m_tallies->undoTo(mark);
        QVERIFY(m_tallies->all() == before);
    }

    void changedBudgetsAreKnown()
    {
        m_tallies->put(kOther, {at(0), nano(1), nano(0), 0});
        QVERIFY(m_tallies->reserve(in(0), nano(10)));
        QVERIFY(m_tallies->changed().contains(kBudget) && !m_tallies->changed().contains(kOther));
        m_tallies->forgetChanges();
        QVERIFY(m_tallies->changed().empty());
    }
};

QTEST_GUILESS_MAIN(BudgetTalliesTest)
#include "budgettallies_test.moc"
