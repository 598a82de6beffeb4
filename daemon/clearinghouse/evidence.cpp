// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/evidence.h"

#include "clearinghouse/tables.h"

#include <limits>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

constexpr char kInsert[] =
    "INSERT OR REPLACE INTO order_evidence(order_number, attempt, seen_us, provider, endpoint, price, payer, prompt, "
    "cache_read, cache_write, completion, reasoning, image, audio, request, usage_source, outcome, upstream_id, "
    "http_status, started_us, first_token_us, ended_us, choices, begun_tokens, begun_prompt) VALUES "
    "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, "
    "?25)";
constexpr char kForgetEnded[] =
    "DELETE FROM order_evidence WHERE order_number IN (SELECT e.order_number FROM order_evidence e JOIN transitions t "
    "ON t.order_number = e.order_number AND t.is_terminal = 1)";
constexpr char kSelectEvidence[] =
    "SELECT attempt, seen_us, provider, endpoint, price, payer, prompt, cache_read, cache_write, "
    "completion, reasoning, image, audio, request, usage_source, outcome, upstream_id, http_status, "
    "started_us, first_token_us, ended_us, choices, begun_tokens, begun_prompt FROM order_evidence "
    "WHERE order_number = ?1 ORDER BY attempt";
constexpr char kSelectDoubts[] =
    "SELECT o.number, o.id, o.account, o.model, o.hold_nano + coalesce((SELECT sum(amount_nano) FROM bookings "
    "WHERE order_number = o.number AND order_number > 0 AND kind = 8), 0), d.at_us, d.deadline_us "
    "FROM transitions d JOIN orders o ON o.number = d.order_number "
    "WHERE d.is_terminal = 0 AND d.order_number < ?1 AND (?2 IS NULL OR o.id = ?2) AND NOT EXISTS "
    "(SELECT 1 FROM transitions t WHERE t.order_number = d.order_number AND t.is_terminal = 1) "
    "ORDER BY d.order_number DESC LIMIT ?3";

Result<void> insertAttempt(Database& database, const OrderEvidence& evidence, const AttemptRecord& attempt)
{
    auto insert = database.cached(kInsert);
    if (!insert)
        return std::move(insert).error();
    Statement& row = **insert;
    row.bind(1, evidence.order).bind(2, std::int64_t{attempt.number});
    row.bind(3, toMicroseconds(evidence.seenAt));
    row.bind(4, attempt.provider.bytes()).bind(5, attempt.endpoint.bytes()).bind(6, attempt.price->id().bytes());
    row.bind(7, static_cast<std::int64_t>(attempt.payer));
    int column = 8;
    for (const std::int64_t count : attempt.usage.counts)
        row.bind(column++, count);
    row.bind(16, static_cast<std::int64_t>(attempt.usageSource));
    row.bind(17, std::string_view(attempt.outcome)).bind(18, std::string_view(attempt.upstreamId));
    row.bind(19, std::int64_t{attempt.httpStatus}).bind(20, toMicroseconds(attempt.startedAt));
    row.bind(21, attempt.firstTokenAt ? std::optional(toMicroseconds(*attempt.firstTokenAt)) : std::nullopt);
    row.bind(22, toMicroseconds(attempt.endedAt)).bind(23, evidence.choices);
    row.bind(24, evidence.begun ? std::optional(evidence.begun->tokens) : std::nullopt);
    return row.bind(25, evidence.begun ? std::optional(evidence.begun->promptTokens) : std::nullopt).run();
}

KeptAttempt readKept(const Statement& row)
{
    KeptAttempt kept;
    AttemptRecord& attempt = kept.record;
    attempt.number = static_cast<std::uint16_t>(row.integer(0));
    attempt.provider = tables::readId<ProviderId>(row, 2);
    attempt.endpoint = tables::readId<EndpointId>(row, 3);
    kept.price = tables::readId<PriceId>(row, 4);
    attempt.payer = static_cast<Payer>(row.integer(5));
    int column = 6;
    for (std::int64_t& count : attempt.usage.counts)
        count = row.integer(column++);
    attempt.usageSource = static_cast<UsageSource>(row.integer(14));
    attempt.outcome = row.text(15);
    attempt.upstreamId = row.text(16);
    attempt.httpStatus = static_cast<int>(row.integer(17));
    attempt.startedAt = fromMicroseconds(row.integer(18));
    if (!row.isNull(19))
        attempt.firstTokenAt = fromMicroseconds(row.integer(19));
    attempt.endedAt = fromMicroseconds(row.integer(20));
    return kept;
}

Result<std::optional<KeptEvidence>> readEvidence(Database& database, OrderNumber order)
{
    auto select = database.cached(kSelectEvidence);
    if (!select)
        return std::move(select).error();
    Statement& row = **select;
    row.bind(1, order);
    std::optional<KeptEvidence> evidence;
    for (;;) {
        const auto found = row.step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        if (!evidence)
            evidence.emplace();
        evidence->seenAt = fromMicroseconds(row.integer(1));
        evidence->choices = row.integer(21);
        evidence->begun = row.isNull(22) ? std::nullopt : std::optional(BegunPart{row.integer(22), row.integer(23)});
        evidence->attempts.push_back(readKept(row));
    }
    row.reset();
    return evidence;
}

Result<std::vector<Doubt>> selectDoubts(Database& database, OrderNumber before, const OrderId* id, std::int64_t limit)
{
    auto select = database.cached(kSelectDoubts);
    if (!select)
        return std::move(select).error();
    Statement& row = **select;
    row.bind(1, before).bind(3, limit);
    if (id)
        row.bind(2, id->bytes());
    else
        row.bind(2, std::nullopt);
    std::vector<Doubt> doubts;
    for (;;) {
        const auto found = row.step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        doubts.push_back({.number = row.integer(0),
                          .id = tables::readId<OrderId>(row, 1),
                          .account = tables::readId<AccountId>(row, 2),
                          .model = std::string(row.text(3)),
                          .hold = Money::fromNano(row.integer(4)),
                          .since = fromMicroseconds(row.integer(5)),
                          .deadline = fromMicroseconds(row.integer(6)),
                          .evidence = {}});
    }
    row.reset();
    for (Doubt& doubt : doubts) {
        auto evidence = readEvidence(database, doubt.number);
        if (!evidence)
            return std::move(evidence).error();
        doubt.evidence = *std::move(evidence);
    }
    return doubts;
}

} // namespace

Result<void> keepEvidence(Database& database, std::span<const OrderEvidence> evidence)
{
    for (const OrderEvidence& known : evidence) {
        for (const AttemptRecord& attempt : known.attempts) {
            if (auto inserted = insertAttempt(database, known, attempt); !inserted)
                return inserted;
        }
    }
    return database.execute(kForgetEnded);
}

Result<std::vector<Doubt>> readDoubts(Database& database, std::optional<OrderNumber> before, std::size_t limit)
{
    return selectDoubts(database, before.value_or(std::numeric_limits<OrderNumber>::max()), nullptr,
                        static_cast<std::int64_t>(limit));
}

Result<Doubt> readDoubt(Database& database, const OrderId& id)
{
    auto doubts = selectDoubts(database, std::numeric_limits<OrderNumber>::max(), &id, 1);
    if (!doubts)
        return std::move(doubts).error();
    if (doubts->empty())
        return failure(ErrorCode::NotFound, "there is no order in doubt with that id");
    return std::move(doubts->front());
}

} // namespace gotoai::clearinghouse
