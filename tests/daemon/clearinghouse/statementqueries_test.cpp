// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/statementqueries.h"

#include "daemon/clearinghouse/randombook.h"

#include <QtTest>

#include <algorithm>

using namespace gotoai;
using namespace gotoai::test;

namespace {

bool areSame(const std::vector<StatementLine>& all, const std::vector<StatementLine>& others)
{
    return std::ranges::equal(all, others, [](const StatementLine& a, const StatementLine& b) {
        return a.transfer.number == b.transfer.number && a.change == b.change && a.balance == b.balance;
    });
}

void addAll(Balances& sum, const Balances& other)
{
    for (Money Balances::*part : {&Balances::available, &Balances::held, &Balances::total, &Balances::promo})
        sum.*part = *(sum.*part).plus(other.*part);
}

} // namespace

class StatementQueriesTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RandomBook> m_book;

    bool isOf(const AccountId& customer, std::size_t place) const
    {
        return m_book->names[place].find(customer.toString()) != std::string::npos;
    }

    // What a fold of all transfers below `number` gives.
    Balances fold(const AccountId& customer, std::int64_t number) const
    {
        Balances sum;
        for (const auto& transfer : m_book->transfers) {
            if (transfer.number >= number)
                break;
            for (const auto& [place, nano] :
                 {std::pair{transfer.debit, -transfer.nano}, std::pair{transfer.credit, transfer.nano}}) {
                if (!isOf(customer, place))
                    continue;
                const bool isHeld = m_book->names[place].ends_with(":held");
                const bool isPromo = m_book->names[place].starts_with("promo:");
                const Money amount = Money::fromNano(nano);
                addAll(sum, {isHeld ? Money() : amount, isHeld ? amount : Money(), amount, isPromo ? amount : Money()});
            }
        }
        return sum;
    }

    std::vector<StatementLine> allLines(const AccountId& customer, const StatementFrame& frame)
    {
        std::vector<StatementLine> all;
        NumberRange range = frame.range;
        Money balance = frame.opening.total;
        for (;;) {
            auto lines = *StatementQueries(m_book->database()).lines(customer, range, balance, 700);
            std::ranges::move(lines.rows, std::back_inserter(all));
            if (!lines.stoppedAt)
                return all;
            range.above = *lines.stoppedAt;
            balance = all.empty() ? balance : all.back().balance;
        }
    }

private Q_SLOTS:
    void init() { m_book = std::make_unique<RandomBook>(); }

    void openingAndActivityAreClosing_data()
    {
        QTest::addColumn<bool>("isMarked");
        QTest::newRow("with marks") << true;
        QTest::newRow("without") << false;
    }
    // At any cuts: periods touch, add up, and are what all their transfers come to.
    void openingAndActivityAreClosing()
    {
        QFETCH(bool, isMarked);
        if (isMarked)
            m_book->mark();
        StatementQueries queries(m_book->database());
        std::vector<std::int64_t> cuts{RandomBook::kFirstUs - 1'000'000};
        for (int i = 0; i < 8; ++i)
            cuts.push_back(RandomBook::kFirstUs + m_book->random(0, RandomBook::kTransfers * 1'000));
        cuts.push_back(RandomBook::kFirstUs + (RandomBook::kTransfers + 1'000) * 1'000);
        std::ranges::sort(cuts);
        for (const AccountId& customer : m_book->customers) {
            Balances before{};
            for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
                const Period period{RandomBook::at(cuts[i]), RandomBook::at(cuts[i + 1])};
                const auto frame = queries.frame(customer, period);
                QVERIFY2(frame, frame ? "" : frame.error().detail.c_str());
                QVERIFY(frame->opening == before);
                QVERIFY(frame->opening == fold(customer, frame->range.above + 1));
                QVERIFY(frame->closing == fold(customer, frame->range.below));
                Balances sum = frame->opening;
                for (const StatementActivity& activity : frame->activity)
                    addAll(sum, activity.change);
                QVERIFY(sum == frame->closing);
                before = frame->closing;
            }
            QVERIFY(before == queries.frame(customer, {})->closing);
        }
    }

    void linesAreWhatChangesTheTotal_data() { openingAndActivityAreClosing_data(); }
    void linesAreWhatChangesTheTotal()
    {
        QFETCH(bool, isMarked);
        if (isMarked)
            m_book->mark();
        for (const AccountId& customer : m_book->customers) {
            const Period period{RandomBook::at(RandomBook::kFirstUs + 3'000'000),
                                RandomBook::at(RandomBook::kFirstUs + 36'000'000)};
            const auto frame = *StatementQueries(m_book->database()).frame(customer, period);
            std::vector<StatementLine> expected;
            Money balance = frame.opening.total;
            for (const auto& transfer : m_book->transfers) {
                const bool isDebited = isOf(customer, transfer.debit);
                if (transfer.number <= frame.range.above || transfer.number >= frame.range.below ||
                    isDebited == isOf(customer, transfer.credit))
                    continue;
                StatementLine line;
                line.transfer.number = transfer.number;
                line.change = Money::fromNano(isDebited ? -transfer.nano : transfer.nano);
                balance = *balance.plus(line.change);
                line.balance = balance;
                expected.push_back(line);
            }
            QVERIFY(balance == frame.closing.total);
            QVERIFY(areSame(allLines(customer, frame), expected));
        }
    }

    void pagesHoldTheSameLinesNewestFirst_data() { openingAndActivityAreClosing_data(); }
    void pagesHoldTheSameLinesNewestFirst()
    {
        QFETCH(bool, isMarked);
        if (isMarked)
            m_book->mark();
        StatementQueries queries(m_book->database());
        for (const AccountId& customer : m_book->customers) {
            std::vector<StatementLine> paged;
            PageRequest page{.limit = 499};
            for (;;) {
                auto statement = *queries.statement(customer, {}, page);
                std::ranges::move(statement.lines.rows, std::back_inserter(paged));
                if (!statement.lines.stoppedAt)
                    break;
                page.before = *statement.lines.stoppedAt;
            }
            std::ranges::reverse(paged);
            QVERIFY(areSame(paged, allLines(customer, *queries.frame(customer, {}))));
        }
    }

    void whatIsAvailableIsToldBehindEachTransfer_data() { openingAndActivityAreClosing_data(); }
    void whatIsAvailableIsToldBehindEachTransfer()
    {
        QFETCH(bool, isMarked);
        if (isMarked)
            m_book->mark();
        for (const AccountId& customer : m_book->customers) {
            std::vector<TransferRow> rows;
            std::vector<Money> expected;
            Money available;
            for (const auto& transfer : m_book->transfers) {
                if (!isOf(customer, transfer.debit) && !isOf(customer, transfer.credit))
                    continue;
                const auto change = [&](std::size_t place, std::int64_t nano) {
                    return isOf(customer, place) && !m_book->names[place].ends_with(":held") ? nano : 0;
                };
                available = Money::fromNano(available.nano() + change(transfer.credit, transfer.nano) -
                                            change(transfer.debit, transfer.nano));
                TransferRow row;
                row.number = transfer.number;
                row.debit = m_book->names[transfer.debit];
                row.credit = m_book->names[transfer.credit];
                row.amount = Money::fromNano(transfer.nano);
                rows.push_back(std::move(row));
                expected.push_back(available);
            }
            std::ranges::reverse(rows);
            std::ranges::reverse(expected);
            const auto behind = StatementQueries(m_book->database()).availableBehind(customer, rows);
            QVERIFY2(behind, behind ? "" : behind.error().detail.c_str());
            QVERIFY(*behind == expected);
        }
    }

    void whoHasNoLedgerAccountHasAnEmptyStatement()
    {
        const auto statement =
            StatementQueries(m_book->database()).statement(AccountId::make(Instant()), {}, {.limit = 10});
        QVERIFY(statement);
        QVERIFY(statement->frame.opening == Balances() && statement->frame.closing == Balances());
        QVERIFY(statement->frame.activity.empty() && statement->lines.rows.empty() && !statement->lines.stoppedAt);
    }

    void aPeriodThatEndsBeforeItBeginsIsEmpty()
    {
        const Period period{RandomBook::at(RandomBook::kFirstUs + 9'000'000), RandomBook::at(RandomBook::kFirstUs)};
        const auto frame = StatementQueries(m_book->database()).frame(m_book->customers[0], period);
        QVERIFY(frame && frame->opening == frame->closing && frame->activity.empty());
    }
};

QTEST_GUILESS_MAIN(StatementQueriesTest)
#include "statementqueries_test.moc"
