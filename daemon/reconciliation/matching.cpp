// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/matching.h"

#include "clearinghouse/listplaces.h"
#include "reconciliation/billedrequests.h"
#include "reconciliation/matchsides.h"
#include "reconciliation/reconciliationtable.h"
#include "reconciliation/subject.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

namespace gotoai::reconciliation {
namespace {

using namespace std::chrono_literals;
using storage::Database;

constexpr std::chrono::minutes kEdge{10};
constexpr std::chrono::hours kLongestOrder{2}; // between its begin and the end of its last attempt
constexpr std::chrono::hours kLongOpen{1};

Money cappedSum(Money a, Money b) { return a.plus(b).value_or(a); }

void add(LaterBookings& sum, const LaterBookings& bookings)
{
    sum.count += bookings.count;
    sum.amount = cappedSum(sum.amount, bookings.amount);
}

void add(std::optional<TokenCounts>& sum, const std::optional<TokenCounts>& counts)
{
    if (!counts)
        return;
    TokenCounts& total = sum ? *sum : sum.emplace();
    total.prompt += counts->prompt;
    total.completion += counts->completion;
}

// All of a day at one model, on both sides.
struct Bucket
{
    std::optional<LedgerSide> ledger;
    std::optional<StatementSide> statement;
    LaterBookings later;        // of its attempts
    std::int64_t uncounted = 0; // attempts without counts: then none can be compared
};

using BucketKey = std::pair<std::chrono::sys_days, std::string>;

class Matcher
{
public:
    Matcher(Database& ledger, Database* requests, const MatchingRequest& request)
        : m_ledger(ledger)
        , m_requests(requests)
        , m_request(request)
        , m_billed(ledger, request.statement)
    {}

    Result<MatchingResult> run()
    {
        using Part = Result<void> (Matcher::*)();
        for (const Part part :
             {&Matcher::readBookings, &Matcher::readBuckets, &Matcher::readAttempts, &Matcher::readUndecided,
              &Matcher::readOpenOrders, &Matcher::readOrphans, &Matcher::judgeBuckets}) {
            if (auto done = (this->*part)(); !done)
                return std::move(done).error();
        }
        return std::move(m_result);
    }

private:
    bool isNearEdge(Instant at) const { return at < m_request.from + kEdge || at >= m_request.to - kEdge; }
    bool isCovered(Instant at) const { return at >= m_request.from && at < m_request.to; }

    // What it is about, and what was booked about that, is part of the books' side.
    void judge(Match match, Difference difference)
    {
        difference.subject = subjectOf(match, difference);
        const LaterBookings known = bookingsAbout(difference.subject);
        difference.bookings += known.count;
        add(match.later, known);
        const auto what = classify(match);
        if (!what)
            return;
        difference.what = *what;
        difference.apart = reconciliation::differenceOf(match);
        if (match.ledger) {
            difference.attempts = match.ledger->attempts;
            difference.bookedTokens = match.ledger->counts;
        }
        difference.booked = bookedOf(match);
        difference.keptTokens = match.evidence;
        if (match.statement) {
            difference.rows = match.statement->rows;
            difference.billed = match.statement->cost;
            difference.billedTokens = match.statement->counts;
        }
        ClassFigures& figures = m_result.classes[static_cast<std::size_t>(*what)];
        ++figures.count;
        const Money apart = difference.apart;
        figures.amount = cappedSum(figures.amount, apart.isNegative() ? Money::fromNano(-apart.nano()) : apart);
        m_result.isCut = m_result.differences.size() == kMostDifferences;
        if (m_result.isCut)
            return;
        difference.id = DifferenceId::make(m_request.now);
        m_result.differences.push_back(std::move(difference));
    }

    std::string subjectOf(const Match& match, const Difference& difference) const
    {
        if (difference.order && !match.isRepeated)
            return attemptSubject(*difference.order, difference.attempt);
        return difference.externalId.empty()
                   ? daySubject(m_request.provider, difference.at, undatedModel(difference.model))
                   : requestSubject(m_request.provider, difference.at, difference.externalId);
    }

    LaterBookings bookingsAbout(const std::string& subject) const
    {
        const auto known = m_bookings.find(subject);
        return known == m_bookings.end() ? LaterBookings() : known->second;
    }

    Result<void> readBookings()
    {
        auto bookings = bookedSubjects(m_ledger, m_request.provider);
        if (!bookings)
            return std::move(bookings).error();
        m_bookings = *std::move(bookings);
        return {};
    }

    Result<void> readBuckets()
    {
        if (!m_request.statement)
            return {};
        return forEachBucketRow(m_ledger, *m_request.statement, [this](const BilledRow& row) {
            if (!isCovered(row.at))
                return;
            ++m_result.rows;
            m_hasBuckets = true;
            if (row.isAbsurd)
                return judge({.statement = row.side()}, {.model = row.model, .at = row.at});
            Bucket& bucket = m_buckets[keyOf(row.at, row.model)];
            StatementSide& side = bucket.statement ? *bucket.statement : bucket.statement.emplace();
            add(side.counts, row.counts);
            addCost(side, row.cost);
        });
    }

    static BucketKey keyOf(Instant at, std::string_view model)
    {
        return {std::chrono::floor<std::chrono::days>(at), std::string(undatedModel(model))};
    }

    Result<void> readAttempts()
    {
        const auto first = clearinghouse::orderNumberAt(m_ledger, m_request.from - kLongestOrder);
        const auto last = clearinghouse::orderNumberAt(m_ledger, m_request.to);
        if (!first || !last)
            return first ? last.error() : first.error();
        return forEachAttempt(m_ledger, m_request.provider, {*first, *last + 1},
                              [this](const BookedAttempt& attempt) -> Result<void> {
                                  return isCovered(attempt.endedAt) ? readAttempt(attempt) : Result<void>();
                              });
    }

    Result<void> readAttempt(const BookedAttempt& attempt)
    {
        ++m_result.attempts;
        return judgeAttempt(attempt, Fit::Exact);
    }

    // Those of requests that have several rows, none of which was theirs for certain.
    Result<void> readUndecided()
    {
        for (const BookedAttempt& attempt : std::exchange(m_undecided, {})) {
            if (auto judged = judgeAttempt(attempt, Fit::Any); !judged)
                return judged;
        }
        return {};
    }

    enum class Fit { Exact, Any };

    Result<void> judgeAttempt(const BookedAttempt& attempt, Fit fit)
    {
        const auto rows = m_billed.of(attempt.upstreamId);
        if (!rows)
            return rows.error();
        auto match = matchOf(attempt);
        if (!match)
            return std::move(match).error();
        const BilledRow* const row =
            rowFor(*match, rows->left, attemptSubject(attempt.order, attempt.attempt), rows->isMany ? fit : Fit::Any);
        if (!row && !rows->left.empty()) {
            m_undecided.push_back(attempt);
            return {};
        }
        if (row) {
            m_billed.take(*row, *rows, {attempt.order, attempt.attempt});
            match->statement = row->side();
        }
        const auto model = m_request.models.find(attempt.endpoint);
        const std::string name = model == m_request.models.end() ? std::string() : model->second;
        if (m_hasBuckets && !match->statement) {
            addToBucket(attempt, *match->ledger, name);
            match->isCompared = false; // what is left to compare is the evidence
        }
        judge(*match, {.bookings = attempt.late.count,
                       .order = attempt.order,
                       .attempt = attempt.attempt,
                       .externalId = attempt.upstreamId,
                       .model = name,
                       .at = attempt.endedAt});
        return {};
    }

    // The sides of an attempt but for the statement's.
    Result<Match> matchOf(const BookedAttempt& attempt)
    {
        const auto evidence = evidenceOf(m_requests, attempt);
        if (!evidence)
            return evidence.error();
        Match match{.ledger = attempt.side(),
                    .later = attempt.late,
                    .evidence = *evidence,
                    .isCompared = m_request.statement.has_value(),
                    .isNearEdge = isNearEdge(attempt.endedAt)};
        if (!match.isCompared)
            return match;
        const auto hold = holdOf(m_ledger, attempt);
        if (!hold)
            return hold.error();
        match.ledger->hold = *hold;
        return match;
    }

    // The first that agrees; otherwise, where any will do, the first.
    const BilledRow* rowFor(Match match, const std::vector<BilledRow>& rows, const std::string& subject, Fit fit) const
    {
        add(match.later, bookingsAbout(subject));
        const auto agreeing = std::ranges::find_if(rows, [&match](const BilledRow& row) {
            match.statement = row.side();
            return !classify(match);
        });
        if (agreeing != rows.end())
            return &*agreeing;
        return !rows.empty() && fit == Fit::Any ? &rows.front() : nullptr;
    }

    void addToBucket(const BookedAttempt& attempt, const LedgerSide& booked, const std::string& model)
    {
        Bucket& bucket = m_buckets[keyOf(attempt.endedAt, model)];
        if (!bucket.ledger)
            bucket.ledger = LedgerSide{.attempts = 0};
        LedgerSide& side = *bucket.ledger;
        ++side.attempts;
        side.cost = cappedSum(side.cost, attempt.cost);
        add(bucket.later, attempt.late);
        add(bucket.later, bookingsAbout(attemptSubject(attempt.order, attempt.attempt)));
        side.hold = cappedSum(side.hold, booked.hold);
        add(side.counts, attempt.counts);
        bucket.uncounted += attempt.counts ? 0 : 1;
    }

    Result<void> readOpenOrders()
    {
        return forEachOpenAttempt(m_ledger, m_request.provider, [this](const OpenAttempt& open) -> Result<void> {
            if (!isCovered(open.beganAt))
                return {};
            const auto rows = m_billed.of(open.upstreamId);
            if (!rows)
                return rows.error();
            if (rows->left.empty() && !open.isInDoubt && m_request.now - open.beganAt < kLongOpen)
                return {}; // it runs
            std::optional<StatementSide> billed;
            if (!rows->left.empty()) {
                m_billed.take(rows->left.front(), *rows, {open.order, open.attempt});
                billed = rows->left.front().side();
            }
            judge({.ledger = LedgerSide{.isOpen = true, .hold = open.hold},
                   .statement = billed,
                   .isCompared = m_request.statement.has_value()},
                  {.order = open.order,
                   .attempt = open.attempt,
                   .externalId = open.upstreamId,
                   .model = open.model,
                   .at = open.beganAt});
            return {};
        });
    }

    // And what is billed more than once.
    Result<void> readOrphans()
    {
        const auto rows = m_billed.forEachLeft(
            [this](const BilledRow& row) { return isCovered(row.at); },
            [this](const std::vector<BilledRow>& left, const std::optional<BilledRequests::Attempt>& taker) {
                const BilledRow& first = left.front();
                Difference difference{.externalId = first.externalId, .model = first.model, .at = first.at};
                if (taker)
                    std::tie(difference.order, difference.attempt) = *taker;
                judge({.statement = sideOf(left), .isNearEdge = isNearEdge(first.at), .isRepeated = taker.has_value()},
                      std::move(difference));
            });
        if (!rows)
            return rows.error();
        m_result.rows += *rows;
        return {};
    }

    Result<void> judgeBuckets()
    {
        for (auto& [key, bucket] : m_buckets) {
            const Instant begin{key.first};
            const bool isPart = begin < m_request.from || begin + std::chrono::days(1) > m_request.to;
            if (bucket.ledger && bucket.uncounted > 0)
                bucket.ledger->counts.reset();
            judge({.ledger = bucket.ledger, .later = bucket.later, .statement = bucket.statement, .isNearEdge = isPart},
                  {.model = key.second, .at = std::max(begin, m_request.from)});
        }
        return {};
    }

    Database& m_ledger;
    Database* const m_requests;
    const MatchingRequest& m_request;
    MatchingResult m_result;
    SubjectBookings m_bookings;
    std::map<BucketKey, Bucket> m_buckets;
    bool m_hasBuckets = false;
    BilledRequests m_billed;
    std::vector<BookedAttempt> m_undecided;
};

} // namespace

std::string_view undatedModel(std::string_view model)
{
    const auto isDate = [](std::string_view text, std::string_view shape) {
        return std::ranges::equal(text, shape, [](char c, char s) { return s == '0' ? c >= '0' && c <= '9' : c == s; });
    };
    for (const std::string_view shape : {std::string_view("-0000-00-00"), std::string_view("-00000000")}) {
        if (model.size() > shape.size() && isDate(model.substr(model.size() - shape.size()), shape))
            return model.substr(0, model.size() - shape.size());
    }
    return model;
}

Result<MatchingResult> matchStatement(Database& ledger, Database* requests, const MatchingRequest& request)
{
    return Matcher(ledger, requests, request).run();
}

} // namespace gotoai::reconciliation
