// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/difference.h"

#include <QTest>

#include <limits>

using namespace gotoai;
using namespace gotoai::reconciliation;

namespace {

constexpr std::int64_t kCost = 7'100; // nano
constexpr std::int64_t kPico = kCost * 1'000;

LedgerSide booked()
{
    LedgerSide side;
    side.hold = Money::fromNano(900'000);
    side.counts = TokenCounts{30, 14};
    side.cost = Money::fromNano(kCost);
    return side;
}

StatementSide billed(std::int64_t pico = kPico)
{
    StatementSide side;
    side.counts = TokenCounts{30, 14};
    side.cost = pico;
    return side;
}

Match both(const LedgerSide& ledger = booked(), const StatementSide& statement = billed())
{
    Match match;
    match.ledger = ledger;
    match.statement = statement;
    return match;
}

} // namespace

Q_DECLARE_METATYPE(gotoai::reconciliation::Match)

class DifferenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMatchHasOneClass_data()
    {
        QTest::addColumn<Match>("match");
        QTest::addColumn<QString>("word"); // empty: they agree
        const auto row = [](const char* name, const Match& match, const char* word) {
            QTest::newRow(name) << match << QString::fromLatin1(word);
        };
        row("agree", both(), "");
        row("agree but for the ledger's rounding", both(booked(), billed(kPico + 500)), "");
        row("one more pico", both(booked(), billed(kPico + 501)), "rounding");
        row("fewer", both(booked(), billed(kPico - 501)), "rounding");
        row("a millionth", both(booked(), billed(kPico + kRoundingPico)), "rounding");
        row("more than a millionth", both(booked(), billed(kPico + kRoundingPico + 1)), "price");
        row("a fifth more", both(booked(), billed(kPico * 2)), "price");
        row("for nothing", both(booked(), billed(0)), "price");

        LedgerSide many = booked();
        many.attempts = 3;
        row("three of them, each rounded", both(many, billed(kPico + 1'500)), "");
        row("three millionths", both(many, billed(kPico + 3 * kRoundingPico)), "rounding");
        row("more than three millionths", both(many, billed(kPico + 3 * kRoundingPico + 1)), "price");

        StatementSide other = billed();
        other.counts = TokenCounts{30, 15};
        row("other counts", both(booked(), other), "tokens");
        other.cost = kPico * 2;
        row("other counts, other cost", both(booked(), other), "tokens");
        other.counts.reset();
        other.cost.reset();
        row("a statement that tells nothing", both(booked(), other), "");
        LedgerSide uncounted = booked();
        uncounted.counts.reset();
        row("nobody counted", both(uncounted), "");
        Match kept = both();
        kept.evidence = TokenCounts{30, 14};
        row("as the request log has it", kept, "");
        kept.evidence = TokenCounts{31, 14};
        row("not as the request log has it", kept, "tokens");

        row("the hold to the last", both(booked(), billed(900'000'000)), "price");
        row("above the hold", both(booked(), billed(900'000'001)), "over");
        StatementSide dear = other;
        dear.counts = TokenCounts{30, 15};
        dear.cost = 900'000'001;
        row("above the hold, other counts", both(booked(), dear), "over");

        StatementSide twice = billed();
        twice.rows = 2;
        row("twice", both(booked(), twice), "duplicate");
        Match orphans;
        orphans.statement = twice;
        row("twice, and no order", orphans, "duplicate");
        twice.isAbsurd = true;
        row("twice, with numbers that cannot be", both(booked(), twice), "absurd");
        StatementSide absurd = billed();
        absurd.isAbsurd = true;
        row("numbers that cannot be", both(booked(), absurd), "absurd");

        Match orphan;
        orphan.statement = billed();
        row("no order", orphan, "orphan");
        orphan.isNearEdge = true;
        row("no order, at the edge", orphan, "timing");

        Match ghost;
        ghost.ledger = booked();
        row("not billed", ghost, "ghost");
        ghost.isNearEdge = true;
        row("not billed, at the edge", ghost, "timing");
        ghost.ledger->cost = {};
        row("not billed, and cost nothing", ghost, "");
        ghost.ledger->cost = Money::fromNano(kCost);
        ghost.isCompared = false;
        row("without a statement", ghost, "");
        ghost.evidence = TokenCounts{1, 1};
        row("without a statement, not as kept", ghost, "tokens");

        LedgerSide open = booked();
        open.isOpen = true;
        open.cost = {};
        row("billed and open", both(open), "stuck");
        row("above the hold and open", both(open, billed(900'000'001)), "stuck");
        Match stuck;
        stuck.ledger = open;
        row("open for long", stuck, "stuck");
        row("nothing at all", Match(), "");
    }
    void everyMatchHasOneClass()
    {
        QFETCH(Match, match);
        QFETCH(QString, word);
        const auto what = classify(match);
        QCOMPARE(what ? QString::fromStdString(std::string(differenceClassWord(*what))) : QString(), word);
    }

    void isWhatTheBooksWouldHaveToBeCorrectedBy()
    {
        QCOMPARE(reconciliation::differenceOf(both(booked(), billed(kPico + 1'500))).nano(), 2);
        QCOMPARE(reconciliation::differenceOf(both(booked(), billed(kPico + 2'500))).nano(), 2);
        QCOMPARE(reconciliation::differenceOf(both(booked(), billed(0))).nano(), -kCost);
        Match ghost;
        ghost.ledger = booked();
        QCOMPARE(reconciliation::differenceOf(ghost).nano(), -kCost);
        Match orphan;
        orphan.statement = billed();
        QCOMPARE(reconciliation::differenceOf(orphan).nano(), kCost);
        orphan.statement->isAbsurd = true;
        QCOMPARE(reconciliation::differenceOf(orphan).nano(), 0);
        LedgerSide most = booked();
        most.cost = Money::fromNano(std::numeric_limits<std::int64_t>::max());
        QCOMPARE(reconciliation::differenceOf(both(most, billed(0))).nano(), -std::numeric_limits<std::int64_t>::max());
    }

    void wordsAreReadBack()
    {
        for (const DifferenceClass what : kComparedClasses)
            QVERIFY(differenceClassFromWord(differenceClassWord(what)) == what);
        QVERIFY(!differenceClassFromWord("other"));
    }
};

QTEST_GUILESS_MAIN(DifferenceTest)
#include "difference_test.moc"
