// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/tables.h"

#include <algorithm>

namespace gotoai::clearinghouse::tables {

using storage::Statement;

const char* const kSelectAccounts = "SELECT number, name, leaf FROM ledger_accounts WHERE number >= ?1 ORDER BY number";
const char* const kSelectPrices =
    "SELECT number, id, prompt_pico, cache_read_pico, cache_write_pico, completion_pico, reasoning_pico, image_pico, "
    "audio_pico, request_pico, valid_from_us, leaf, tiers FROM settled_prices LEFT JOIN settled_price_tiers "
    "ON price = number WHERE number >= ?1 ORDER BY number";
const char* const kSelectOrders =
    "SELECT number, id, account, key, model, mode, is_streamed, birth, hold_nano, refusal, at_us, first_transfer, "
    "leaf, terms, scope, body FROM orders LEFT JOIN order_requests ON order_number = number WHERE number >= ?1 "
    "ORDER BY number";
const char* const kSelectTransitions =
    "SELECT number, order_number, is_terminal, state, charge_nano, cost_nano, fee_nano, absorbed_nano, released_nano, "
    "reason, at_us, deadline_us, first_transfer, transfer_count, attempt_count, leaf "
    "FROM transitions WHERE number >= ?1 ORDER BY number";
const char* const kSelectAttempts =
    "SELECT attempt, provider, endpoint, price, payer, prompt, cache_read, cache_write, completion, reasoning, image, "
    "audio, request, usage_source, cost_nano, outcome, upstream_id, http_status, started_us, first_token_us, ended_us "
    "FROM attempts WHERE order_number = ?1 ORDER BY attempt";
const char* const kSelectTransfers = "SELECT number, kind, order_number, debit, credit, amount_nano, at_us "
                                     "FROM transfers WHERE number >= ?1 ORDER BY number";
const char* const kSelectTopUps =
    "SELECT number, id, account, rail, external_id, amount_nano, available_after_nano, at_us, transfer, leaf "
    "FROM topups WHERE number >= ?1 ORDER BY number";
const char* const kSelectBookings =
    "SELECT number, id, kind, account, provider, order_number, part, rail, scope, reference, amount_nano, promo_nano, "
    "absorbed_nano, debit, credit, reason, made_by, at_us, expires_us, first_transfer, transfer_count, leaf "
    "FROM bookings WHERE number >= ?1 ORDER BY number";

namespace {

// A code that no enumeration has becomes one that no rule knows, rather than another by wrapping.
template<class Enum>
Enum readEnum(const Statement& row, int column)
{
    const std::int64_t code = row.integer(column);
    return static_cast<Enum>(code >= 0 && code <= 255 ? code : 255);
}

Money readMoney(const Statement& row, int column) { return Money::fromNano(row.integer(column)); }

std::optional<std::int64_t> readOptional(const Statement& row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.integer(column));
}

void readLeaf(const Statement& row, int column, crypto::Digest& leaf) { leaf = readDigest(row, column); }

std::optional<RequestIdentity> readRequest(const Statement& row, int column)
{
    if (row.isNull(column))
        return std::nullopt;
    return RequestIdentity{readDigest(row, column), readDigest(row, column + 1)};
}

} // namespace

crypto::Digest readDigest(const Statement& row, int column)
{
    crypto::Digest digest{};
    const auto bytes = row.blob(column);
    if (bytes.size() == digest.size())
        std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

AccountRecord readAccount(const Statement& row, crypto::Digest& leaf)
{
    readLeaf(row, 2, leaf);
    return {.number = row.integer(0), .name = row.text(1)};
}

PriceRecord readPrice(const Statement& row, crypto::Digest& leaf)
{
    PriceRecord price{.number = row.integer(0), .id = readId<PriceId>(row, 1)};
    int column = 2;
    for (auto& pico : price.picos)
        pico = readOptional(row, column++);
    price.validFrom = row.integer(10);
    readLeaf(row, 11, leaf);
    if (auto tiers = decodeTiers(row.blob(12))) // what is none is not what was sealed
        price.tiers = *std::move(tiers);
    return price;
}

OrderRecord readOrder(const Statement& row, crypto::Digest& leaf)
{
    readLeaf(row, 12, leaf);
    return {.number = row.integer(0),
            .id = readId<OrderId>(row, 1),
            .account = readId<AccountId>(row, 2),
            .key = readId<KeyId>(row, 3),
            .model = row.text(4),
            .mode = row.text(5),
            .isStreamed = row.integer(6) != 0,
            .birth = readEnum<OrderState>(row, 7),
            .hold = readMoney(row, 8),
            .refusal = row.text(9),
            .at = row.integer(10),
            .request = readRequest(row, 14),
            .terms = row.blob(13),
            .firstTransfer = row.integer(11)};
}

TransitionRecord readTransition(const Statement& row, crypto::Digest& leaf, Extent& extent)
{
    TransitionRecord transition{.number = row.integer(0),
                                .order = row.integer(1),
                                .state = readEnum<OrderState>(row, 3),
                                .reason = row.text(9),
                                .at = row.integer(10),
                                .deadline = readOptional(row, 11)};
    transition.amounts = {.charge = readMoney(row, 4),
                          .providerCost = readMoney(row, 5),
                          .fee = readMoney(row, 6),
                          .absorbed = readMoney(row, 7),
                          .released = readMoney(row, 8)};
    extent = {.firstTransfer = row.integer(12),
              .transferCount = row.integer(13),
              .attemptCount = row.integer(14),
              .isTerminal = row.integer(2) != 0};
    readLeaf(row, 15, leaf);
    return transition;
}

AttemptEntry readAttempt(const Statement& row)
{
    AttemptEntry attempt{.number = row.integer(0),
                         .provider = readId<ProviderId>(row, 1),
                         .endpoint = readId<EndpointId>(row, 2),
                         .price = row.integer(3),
                         .payer = readEnum<Payer>(row, 4)};
    int column = 5;
    for (auto& count : attempt.usage.counts)
        count = row.integer(column++);
    attempt.usageSource = readEnum<UsageSource>(row, 13);
    attempt.cost = readMoney(row, 14);
    attempt.outcome = row.text(15);
    attempt.upstreamId = row.text(16);
    attempt.httpStatus = row.integer(17);
    attempt.startedAt = row.integer(18);
    attempt.firstTokenAt = readOptional(row, 19);
    attempt.endedAt = row.integer(20);
    return attempt;
}

TransferRecord readTransfer(const Statement& row)
{
    return {.number = row.integer(0),
            .kind = readEnum<TransferKind>(row, 1),
            .order = row.integer(2),
            .debit = row.integer(3),
            .credit = row.integer(4),
            .amount = readMoney(row, 5),
            .at = row.integer(6)};
}

TopUpRecord readTopUp(const Statement& row, crypto::Digest& leaf)
{
    readLeaf(row, 9, leaf);
    return {.number = row.integer(0),
            .id = readId<TopUpId>(row, 1),
            .account = readId<AccountId>(row, 2),
            .rail = row.text(3),
            .externalId = row.text(4),
            .amount = readMoney(row, 5),
            .availableAfter = readMoney(row, 6),
            .at = row.integer(7),
            .transfer = {.number = row.integer(8)}};
}

BookingRecord readBooking(const Statement& row, crypto::Digest& leaf, Extent& extent, std::string_view& scope)
{
    scope = row.text(8);
    extent = {.firstTransfer = row.integer(19), .transferCount = row.integer(20)};
    readLeaf(row, 21, leaf);
    return {.number = row.integer(0),
            .id = readId<BookingId>(row, 1),
            .kind = readEnum<BookingKind>(row, 2),
            .account = readId<AccountId>(row, 3),
            .provider = readId<ProviderId>(row, 4),
            .order = row.integer(5),
            .part = row.integer(6),
            .rail = row.text(7),
            .reference = row.text(9),
            .amount = readMoney(row, 10),
            .promo = readMoney(row, 11),
            .absorbed = readMoney(row, 12),
            .debit = row.integer(13),
            .credit = row.integer(14),
            .reason = row.text(15),
            .by = row.text(16),
            .at = row.integer(17),
            .expiresAt = readOptional(row, 18)};
}

} // namespace gotoai::clearinghouse::tables
