// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/orderterms.h"

namespace gotoai::clearinghouse {
namespace {

constexpr std::size_t kNumberSize = 8;
constexpr std::size_t kFeeSize = 2 * kNumberSize;
constexpr std::size_t kBudgetSize = sizeof(IdBytes) + kNumberSize;

void add(std::vector<std::uint8_t>& bytes, std::int64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
}

std::int64_t numberAt(std::span<const std::uint8_t> bytes, std::size_t offset)
{
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes.subspan(offset, kNumberSize))
        value = value << 8 | byte;
    return static_cast<std::int64_t>(value);
}

} // namespace

std::vector<std::uint8_t> encodeTerms(const OrderTerms& terms)
{
    std::vector<std::uint8_t> bytes;
    if (terms == OrderTerms())
        return bytes;
    bytes.reserve(kFeeSize + terms.budgets.size() * kBudgetSize);
    add(bytes, terms.fee.basisPoints);
    add(bytes, terms.fee.perCall.nano());
    for (const BudgetHold& hold : terms.budgets) {
        bytes.insert(bytes.end(), hold.budget.bytes().begin(), hold.budget.bytes().end());
        add(bytes, toMicroseconds(hold.from));
    }
    return bytes;
}

Result<OrderTerms> decodeTerms(std::span<const std::uint8_t> bytes)
{
    OrderTerms terms;
    if (bytes.empty())
        return terms;
    const auto corrupt = [] { return failure(ErrorCode::Corrupt, "an order's terms cannot be read"); };
    if (bytes.size() < kFeeSize || (bytes.size() - kFeeSize) % kBudgetSize != 0)
        return corrupt();
    const std::int64_t basisPoints = numberAt(bytes, 0);
    terms.fee.perCall = Money::fromNano(numberAt(bytes, kNumberSize));
    if (basisPoints < 0 || basisPoints > FeePolicy::kMaxBasisPoints || terms.fee.perCall.isNegative())
        return corrupt();
    terms.fee.basisPoints = static_cast<std::int32_t>(basisPoints);
    for (std::size_t at = kFeeSize; at < bytes.size(); at += kBudgetSize)
        terms.budgets.push_back({*BudgetId::fromBytes(bytes.subspan(at, sizeof(IdBytes))),
                                 fromMicroseconds(numberAt(bytes, at + sizeof(IdBytes)))});
    if (terms == OrderTerms()) // nothing has one encoding
        return corrupt();
    return terms;
}

} // namespace gotoai::clearinghouse
