// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/receipt.h"

#include "clearinghouse/events.h"
#include "clearinghouse/pricing.h"

#include <algorithm>
#include <map>
#include <set>
#include <variant>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

struct EndOf
{
    OrderNumber order = 0;
    std::int64_t transition = 0; // 0: it runs
};

Result<EndOf> endOf(Database& database, const OrderId& id)
{
    auto statement = database.prepare("SELECT o.number, coalesce(e.number, 0) FROM orders o LEFT JOIN transitions e "
                                      "ON e.order_number = o.number AND e.is_terminal = 1 WHERE o.id = ?1");
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->bind(1, std::span<const std::uint8_t>(id.bytes())).step();
    if (!row)
        return row.error();
    if (!*row)
        return failure(ErrorCode::NotFound, "there is no order " + id.toString());
    const EndOf end{statement->integer(0), statement->integer(1)};
    return end.transition > 0 ? Result<EndOf>(end) : failure(ErrorCode::Conflict, "the order has not ended");
}

// The numbers of the prices that an order was settled by.
Result<std::set<std::int64_t>> pricesOf(Database& database, OrderNumber order)
{
    auto statement = database.prepare("SELECT DISTINCT price FROM attempts WHERE order_number = ?1");
    if (!statement)
        return std::move(statement).error();
    statement->bind(1, order);
    std::set<std::int64_t> prices;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return prices;
        prices.insert(statement->integer(0));
    }
}

// The event of a proof, as long as the proof's bytes and the decoder stay.
template<class Record>
Result<Record> decode(EventDecoder& decoder, const char* what)
{
    auto event = decoder.next();
    const auto* const record = event ? std::get_if<Record>(&*event) : nullptr;
    if (!record || !decoder.isAtEnd())
        return failure(ErrorCode::Corrupt, std::string(what) + ": its leaf is no such event");
    return *record;
}

Result<void> prove(const LeafProof& proof, const Receipt& receipt, const std::vector<crypto::VerifyKey>& keys,
                   const std::string& what)
{
    auto checked = checkProof(proof, receipt.book, keys);
    return checked ? checked : failure(ErrorCode::Corrupt, what + ": " + checked.error().detail);
}

Result<std::map<std::int64_t, Price>> decodePrices(const Receipt& receipt, const std::vector<crypto::VerifyKey>& keys)
{
    std::map<std::int64_t, Price> prices;
    for (const LeafProof& proof : receipt.prices) {
        if (auto proved = prove(proof, receipt, keys, "the proof of a price"); !proved)
            return std::move(proved).error();
        EventDecoder decoder(proof.event);
        const auto record = decode<PriceRecord>(decoder, "the proof of a price");
        if (!record)
            return record.error();
        auto price = Price::make(record->id, {record->picos, record->tiers}, fromMicroseconds(record->validFrom));
        if (!price)
            return failure(ErrorCode::Corrupt, "the proof of a price: it is none");
        prices.emplace(record->number, *std::move(price));
    }
    return prices;
}

Result<AttemptRow> attemptOf(const AttemptEntry& entry, const std::map<std::int64_t, Price>& prices)
{
    const std::string what = "attempt " + std::to_string(entry.number);
    const auto price = prices.find(entry.price);
    if (price == prices.end())
        return failure(ErrorCode::Corrupt, what + ": its price is not proved");
    const auto pico = price->second.cost(entry.usage);
    if (!pico || toMoney(*pico, Rounding::HalfToEven) != entry.cost)
        return failure(ErrorCode::Corrupt, what + ": its cost is not its usage by its price");
    AttemptRow row;
    row.number = static_cast<int>(entry.number);
    row.provider = entry.provider;
    row.endpoint = entry.endpoint;
    row.price = price->second.id();
    row.payer = entry.payer;
    row.usage = entry.usage;
    row.usageSource = entry.usageSource;
    row.cost = entry.cost;
    row.outcome = entry.outcome;
    row.upstreamId = entry.upstreamId;
    row.httpStatus = static_cast<int>(entry.httpStatus);
    row.startedAt = fromMicroseconds(entry.startedAt);
    if (entry.firstTokenAt)
        row.firstTokenAt = fromMicroseconds(*entry.firstTokenAt);
    row.endedAt = fromMicroseconds(entry.endedAt);
    return row;
}

Result<void> takeEnd(const TransitionRecord& end, const std::map<std::int64_t, Price>& prices, ReceiptContent& content)
{
    if (end.order != content.number || !end.isTerminal())
        return failure(ErrorCode::Corrupt, "the proof of the end: it is not that of the order");
    const SettledAmounts& amounts = end.amounts;
    const auto asked = amounts.providerCost.plus(amounts.fee);
    if (!asked || asked->minus(amounts.absorbed) != amounts.charge)
        return failure(ErrorCode::Corrupt, "the charge is not cost and fee");
    content.state = end.state;
    content.amounts = amounts;
    content.reason = end.reason;
    content.endedAt = fromMicroseconds(end.at);
    for (const AttemptEntry& entry : end.attempts) {
        auto attempt = attemptOf(entry, prices);
        if (!attempt)
            return std::move(attempt).error();
        content.attempts.push_back(*std::move(attempt));
    }
    return {};
}

} // namespace

Result<Receipt> makeReceipt(Database& database, const std::string& headFile, const OrderId& id)
{
    const auto end = endOf(database, id);
    if (!end)
        return end.error();
    auto order = proveEvent(database, headFile, ProvenEvent::Order, end->order);
    if (!order)
        return std::move(order).error();
    auto transition = proveEvent(database, headFile, ProvenEvent::Transition, end->transition);
    if (!transition)
        return std::move(transition).error();
    const auto prices = pricesOf(database, end->order);
    if (!prices)
        return prices.error();
    Receipt receipt{.book = order->head.book, .order = *std::move(order), .end = *std::move(transition), .prices = {}};
    for (const std::int64_t number : *prices) {
        auto price = proveEvent(database, headFile, ProvenEvent::Price, number);
        if (!price)
            return std::move(price).error();
        receipt.prices.push_back(*std::move(price));
    }
    return receipt;
}

Result<ReceiptContent> checkReceipt(const Receipt& receipt, const std::vector<crypto::VerifyKey>& keys)
{
    auto proved = prove(receipt.order, receipt, keys, "the proof of the order");
    if (proved)
        proved = prove(receipt.end, receipt, keys, "the proof of the end");
    if (!proved)
        return std::move(proved).error();
    const auto prices = decodePrices(receipt, keys);
    if (!prices)
        return prices.error();
    EventDecoder births(receipt.order.event);
    const auto birth = decode<OrderRecord>(births, "the proof of the order");
    if (!birth)
        return birth.error();
    ReceiptContent content;
    content.number = birth->number;
    content.id = birth->id;
    content.account = birth->account;
    content.key = birth->key;
    content.model = birth->model;
    content.mode = birth->mode;
    content.isStreamed = birth->isStreamed;
    content.hold = birth->hold;
    content.createdAt = fromMicroseconds(birth->at);
    EventDecoder ends(receipt.end.event);
    const auto end = decode<TransitionRecord>(ends, "the proof of the end");
    if (!end)
        return end.error();
    if (auto taken = takeEnd(*end, *prices, content); !taken)
        return std::move(taken).error();
    return content;
}

} // namespace gotoai::clearinghouse
