// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/receiptwire.h"

#include "base/hex.h"
#include "clearinghouse/ledgerqueries.h"
#include "control/wire.h"

#include <algorithm>

namespace gotoai::control {
namespace {

using clearinghouse::LeafProof;
using clearinghouse::ReceiptContent;

std::vector<std::string> hexOf(const std::vector<crypto::Digest>& digests)
{
    std::vector<std::string> texts;
    texts.reserve(digests.size());
    for (const crypto::Digest& digest : digests)
        texts.push_back(toHex(digest));
    return texts;
}

constexpr std::string_view kLeft = "left ";
constexpr std::string_view kRight = "right ";

std::vector<std::string> textsOf(const clearinghouse::MerklePath& path)
{
    std::vector<std::string> texts;
    texts.reserve(path.size());
    for (const clearinghouse::MerkleStep& step : path)
        texts.push_back(std::string(step.side == clearinghouse::MerkleStep::Side::Left ? kLeft : kRight) +
                        toHex(step.beside));
    return texts;
}

protocol::LeafProof proofToWire(const LeafProof& proof)
{
    return {.event = toHex(proof.event),
            .batch = proof.batch,
            .path = textsOf(proof.path),
            .previous = toHex(proof.previous),
            .roots = hexOf(proof.roots),
            .head = proof.head.text()};
}

protocol::ReceiptOrder orderToWire(const ReceiptContent& content)
{
    protocol::ReceiptOrder wire;
    wire.id = content.id;
    wire.number = content.number;
    wire.account = content.account;
    wire.key = content.key;
    wire.model = content.model;
    wire.mode = content.mode;
    wire.isStreamed = content.isStreamed;
    wire.state = clearinghouse::orderStateWord(content.state);
    wire.hold = content.hold;
    wire.charge = content.amounts.charge;
    wire.providerCost = content.amounts.providerCost;
    wire.platformFee = content.amounts.fee;
    wire.absorbed = content.amounts.absorbed;
    wire.released = content.amounts.released;
    wire.reason = content.reason;
    for (const clearinghouse::AttemptRow& attempt : content.attempts)
        wire.attempts.push_back(toWire(attempt));
    wire.createdAt = content.createdAt;
    wire.endedAt = content.endedAt;
    return wire;
}

template<std::size_t Size>
bool read(const std::string& text, std::array<std::uint8_t, Size>& bytes)
{
    const auto found = fromHex(text);
    if (!found || found->size() != Size)
        return false;
    std::ranges::copy(*found, bytes.begin());
    return true;
}

bool read(const std::vector<std::string>& texts, std::vector<crypto::Digest>& digests)
{
    for (const std::string& text : texts) {
        if (!read(text, digests.emplace_back()))
            return false;
    }
    return true;
}

bool read(const std::vector<std::string>& texts, clearinghouse::MerklePath& path)
{
    using Side = clearinghouse::MerkleStep::Side;
    for (const std::string& text : texts) {
        const bool isLeft = text.starts_with(kLeft);
        auto& step = path.emplace_back();
        step.side = isLeft ? Side::Left : Side::Right;
        if ((!isLeft && !text.starts_with(kRight)) || !read(text.substr((isLeft ? kLeft : kRight).size()), step.beside))
            return false;
    }
    return true;
}

Result<LeafProof> proofOf(const protocol::LeafProof& wire, const std::string& field)
{
    const auto event = fromHex(wire.event);
    const auto head = clearinghouse::SignedHead::parse(wire.head);
    LeafProof proof;
    proof.batch = wire.batch;
    if (!event || !head || !read(wire.path, proof.path) || !read(wire.previous, proof.previous) ||
        !read(wire.roots, proof.roots))
        return failure(ErrorCode::InvalidRequest, field + " is no proof of an event", field);
    proof.event = *event;
    proof.head = *head;
    return proof;
}

// The first field that differs, by its path; empty when none does.
QString firstDifference(const QJsonValue& shown, const QJsonValue& said, const QString& path)
{
    if (shown == said)
        return {};
    if (said.isObject() && shown.isObject()) {
        const QJsonObject object = said.toObject();
        for (auto field = object.begin(); field != object.end(); ++field) {
            const QString found =
                firstDifference(shown.toObject().value(field.key()), field.value(), path % u'.' % field.key());
            if (!found.isEmpty())
                return found;
        }
    }
    if (said.isArray() && shown.isArray() && said.toArray().size() == shown.toArray().size()) {
        for (qsizetype i = 0; i < said.toArray().size(); ++i) {
            const QString found =
                firstDifference(shown.toArray().at(i), said.toArray().at(i), path % u'.' % QString::number(i));
            if (!found.isEmpty())
                return found;
        }
    }
    return path;
}

} // namespace

protocol::Receipt toWire(const clearinghouse::Receipt& receipt, const ReceiptContent& content)
{
    protocol::Receipt wire;
    wire.book = toHex(receipt.book);
    wire.order = orderToWire(content);
    wire.birth = proofToWire(receipt.order);
    wire.end = proofToWire(receipt.end);
    for (const LeafProof& price : receipt.prices)
        wire.prices.push_back(proofToWire(price));
    return wire;
}

Result<protocol::Receipt> proveOrder(storage::Database& database, const std::string& headFile, const OrderId& order,
                                     const std::optional<AccountId>& account)
{
    const auto row = clearinghouse::LedgerQueries(database).order(order);
    if (!row)
        return row.error();
    if (account && row->account != *account)
        return failure(ErrorCode::NotFound, "there is no order " + order.toString());
    const auto receipt = clearinghouse::makeReceipt(database, headFile, order);
    if (!receipt)
        return receipt.error();
    const auto content = clearinghouse::checkReceipt(*receipt, {});
    if (!content)
        return content.error();
    return toWire(*receipt, *content);
}

Result<clearinghouse::Receipt> proofsOf(const protocol::Receipt& wire)
{
    clearinghouse::Receipt receipt;
    if (wire.format != protocol::Receipt::kFormat || !read(wire.book, receipt.book))
        return failure(ErrorCode::InvalidRequest, "it is no receipt of this format", "format");
    auto birth = proofOf(wire.birth, "birth");
    if (!birth)
        return std::move(birth).error();
    auto end = proofOf(wire.end, "end");
    if (!end)
        return std::move(end).error();
    receipt.order = *std::move(birth);
    receipt.end = *std::move(end);
    for (const protocol::LeafProof& price : wire.prices) {
        auto proof = proofOf(price, "prices");
        if (!proof)
            return std::move(proof).error();
        receipt.prices.push_back(*std::move(proof));
    }
    return receipt;
}

Result<protocol::Receipt> checkReceipt(const QJsonObject& json, const std::vector<crypto::VerifyKey>& keys)
{
    auto wire = protocol::fromJson<protocol::Receipt>(json);
    if (!wire)
        return failure(ErrorCode::InvalidRequest,
                       "it is no receipt: " + wire.error().param + " " + wire.error().detail);
    const auto receipt = proofsOf(*wire);
    if (!receipt)
        return receipt.error();
    const auto content = clearinghouse::checkReceipt(*receipt, keys);
    if (!content)
        return content.error();
    const QString different = firstDifference(json, protocol::toJson(toWire(*receipt, *content)), QString());
    if (!different.isEmpty())
        return failure(ErrorCode::Corrupt, different.mid(1).toStdString() + " is not what the proofs say");
    return wire;
}

} // namespace gotoai::control
