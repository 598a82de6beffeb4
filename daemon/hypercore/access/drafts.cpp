// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/drafts.h"

#include "hypercore/access/feerules.h"
#include "hypercore/access/textrules.h"

namespace gotoai::hypercore {

Result<void> checkAccount(const Account& account)
{
    const auto invalid = [](const char* why, const char* field) {
        return failure(ErrorCode::InvalidRequest, why, field);
    };
    if (account.name.empty() || account.name.size() > kMaxTextBytes || !isPrintable(account.name))
        return invalid("a name has 1 to 200 bytes without control characters", "name");
    if (account.creditLimit.isNegative())
        return invalid("a credit limit is not negative", "credit_limit_usd");
    if (account.lowBalance && account.lowBalance->nano() <= -account.creditLimit.nano())
        return invalid("the wallet never has less: it lies above minus the credit limit", "low_balance_usd");
    return account.ownFee ? checkFee(*account.ownFee) : Result<void>();
}

Error noSuchPlan() { return failure(ErrorCode::InvalidRequest, "there is no such plan", "plan"); }

std::optional<FeePolicy> changedFee(const std::optional<FeePolicy>& own, const AccountChange& change)
{
    auto basisPoints = own ? std::optional(own->basisPoints) : std::nullopt;
    auto perCall = own ? std::optional(own->perCall) : std::nullopt;
    basisPoints = change.feeBasisPoints.value_or(basisPoints);
    perCall = change.feePerCall.value_or(perCall);
    if (!basisPoints && !perCall)
        return std::nullopt;
    return FeePolicy{basisPoints.value_or(0), perCall.value_or(Money())};
}

Result<void> checkLabel(std::string_view label)
{
    if (label.size() > kMaxTextBytes || !isPrintable(label))
        return failure(ErrorCode::InvalidRequest, "a label has at most 200 bytes without control characters", "label");
    return {};
}

Result<void> checkExpiry(const std::optional<Instant>& expiresAt, Instant now)
{
    if (expiresAt && *expiresAt <= now)
        return failure(ErrorCode::InvalidRequest, "an expiry lies in the future", "expires_at");
    return {};
}

} // namespace gotoai::hypercore
