// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/tables.h"

#include <algorithm>

namespace gotoai::clearinghouse::tables {
namespace {

using storage::Database;
using storage::Statement;

constexpr char kInsertAccount[] = "INSERT INTO ledger_accounts(number, name, leaf) VALUES (?1, ?2, ?3)";
constexpr char kInsertPrice[] =
    "INSERT INTO settled_prices(number, id, prompt_pico, cache_read_pico, cache_write_pico, completion_pico, "
    "reasoning_pico, image_pico, audio_pico, request_pico, valid_from_us, leaf) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr char kInsertOrder[] =
    "INSERT INTO orders(number, id, account, key, model, mode, is_streamed, birth, hold_nano, refusal, at_us, "
    "first_transfer, leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
constexpr char kInsertTransition[] =
    "INSERT INTO transitions(number, order_number, is_terminal, state, charge_nano, cost_nano, fee_nano, "
    "absorbed_nano, released_nano, reason, at_us, deadline_us, first_transfer, transfer_count, attempt_count, leaf) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
constexpr char kInsertAttempt[] =
    "INSERT INTO attempts(order_number, attempt, provider, endpoint, price, payer, prompt, cache_read, cache_write, "
    "completion, reasoning, image, audio, request, usage_source, cost_nano, outcome, upstream_id, http_status, "
    "started_us, first_token_us, ended_us) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
constexpr char kInsertTransfer[] =
    "INSERT INTO transfers(number, kind, order_number, debit, credit, amount_nano, at_us) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr char kInsertTopUp[] =
    "INSERT INTO topups(number, id, account, rail, external_id, amount_nano, available_after_nano, at_us, transfer, "
    "leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

template<class Enum>
std::int64_t code(Enum value)
{
    return static_cast<std::int64_t>(value);
}

template<class Tag>
std::span<const std::uint8_t> bytes(const Id<Tag>& id)
{
    return id.bytes();
}

std::span<const std::uint8_t> bytes(const crypto::Digest& digest) { return digest; }

Result<void> insertAttempt(Database& database, OrderNumber order, const AttemptEntry& attempt)
{
    auto statement = database.cached(kInsertAttempt);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    row.bind(1, order)
        .bind(2, attempt.number)
        .bindInPlace(3, bytes(attempt.provider))
        .bindInPlace(4, bytes(attempt.endpoint));
    row.bind(5, attempt.price).bind(6, code(attempt.payer));
    int position = 7;
    for (const std::int64_t count : attempt.usage.counts)
        row.bind(position++, count);
    row.bind(15, code(attempt.usageSource)).bind(16, attempt.cost.nano());
    row.bindInPlace(17, attempt.outcome).bindInPlace(18, attempt.upstreamId).bind(19, attempt.httpStatus);
    row.bind(20, attempt.startedAt).bind(21, attempt.firstTokenAt).bind(22, attempt.endedAt);
    return row.run();
}

} // namespace

Result<void> insert(Database& database, const AccountRecord& account, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertAccount);
    if (!statement)
        return std::move(statement).error();
    return (*statement)->bind(1, account.number).bindInPlace(2, account.name).bindInPlace(3, bytes(leaf)).run();
}

Result<void> insert(Database& database, const PriceRecord& price, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertPrice);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    row.bind(1, price.number).bindInPlace(2, bytes(price.id));
    int position = 3;
    for (const auto& pico : price.picos)
        row.bind(position++, pico);
    return row.bind(11, price.validFrom).bindInPlace(12, bytes(leaf)).run();
}

Result<void> insert(Database& database, const OrderRecord& order, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertOrder);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    row.bind(1, order.number)
        .bindInPlace(2, bytes(order.id))
        .bindInPlace(3, bytes(order.account))
        .bindInPlace(4, bytes(order.key));
    row.bindInPlace(5, order.model).bindInPlace(6, order.mode).bind(7, std::int64_t{order.isStreamed});
    row.bind(8, code(order.birth)).bind(9, order.hold.nano()).bindInPlace(10, order.refusal).bind(11, order.at);
    return row.bind(12, order.transfers.empty() ? 0 : order.transfers.front().number)
        .bindInPlace(13, bytes(leaf))
        .run();
}

Result<void> insert(Database& database, const TransferRecord& transfer)
{
    auto statement = database.cached(kInsertTransfer);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    row.bind(1, transfer.number).bind(2, code(transfer.kind)).bind(3, transfer.order);
    row.bind(4, transfer.debit).bind(5, transfer.credit).bind(6, transfer.amount.nano()).bind(7, transfer.at);
    return row.run();
}

Result<void> insert(Database& database, const TransitionRecord& transition, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertTransition);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    const SettledAmounts& amounts = transition.amounts;
    row.bind(1, transition.number).bind(2, transition.order).bind(3, std::int64_t{transition.isTerminal()});
    row.bind(4, code(transition.state)).bind(5, amounts.charge.nano()).bind(6, amounts.providerCost.nano());
    row.bind(7, amounts.fee.nano()).bind(8, amounts.absorbed.nano()).bind(9, amounts.released.nano());
    row.bindInPlace(10, transition.reason).bind(11, transition.at).bind(12, transition.deadline);
    row.bind(13, transition.transfers.empty() ? 0 : transition.transfers.front().number);
    row.bind(14, std::ssize(transition.transfers))
        .bind(15, std::ssize(transition.attempts))
        .bindInPlace(16, bytes(leaf));
    if (auto inserted = row.run(); !inserted)
        return inserted;
    for (const AttemptEntry& attempt : transition.attempts) {
        if (auto inserted = insertAttempt(database, transition.order, attempt); !inserted)
            return inserted;
    }
    return {};
}

Result<void> insert(Database& database, const TopUpRecord& topUp, const crypto::Digest& leaf)
{
    auto statement = database.cached(kInsertTopUp);
    if (!statement)
        return std::move(statement).error();
    Statement& row = **statement;
    row.bind(1, topUp.number)
        .bindInPlace(2, bytes(topUp.id))
        .bindInPlace(3, bytes(topUp.account))
        .bindInPlace(4, topUp.rail);
    row.bindInPlace(5, topUp.externalId).bind(6, topUp.amount.nano()).bind(7, topUp.availableAfter.nano());
    return row.bind(8, topUp.at).bind(9, topUp.transfer.number).bindInPlace(10, bytes(leaf)).run();
}

} // namespace gotoai::clearinghouse::tables
