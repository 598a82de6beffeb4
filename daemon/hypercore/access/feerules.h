// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "money/fee.h"

namespace gotoai::hypercore {

// InvalidRequest naming the field as the admin API spells it.
inline Result<void> checkFee(const FeePolicy& fee)
{
    if (fee.basisPoints < 0 || fee.basisPoints > FeePolicy::kMaxBasisPoints)
        return failure(ErrorCode::InvalidRequest, "a fee is between 0 and 1,000,000 basis points", "fee_basis_points");
    if (fee.perCall.isNegative())
        return failure(ErrorCode::InvalidRequest, "a fee a call is not negative", "fee_per_call_usd");
    return {};
}

} // namespace gotoai::hypercore
