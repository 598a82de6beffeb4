// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/drafts.h"

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
    if (account.fee.basisPoints < 0 || account.fee.basisPoints > FeePolicy::kMaxBasisPoints)
        return invalid("a fee is between 0 and 1,000,000 basis points", "fee_basis_points");
    if (account.fee.perCall.isNegative())
        return invalid("a fee a call is not negative", "fee_per_call_usd");
    return {};
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
