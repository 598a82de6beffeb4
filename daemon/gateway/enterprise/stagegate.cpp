// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/enterprise/stagegate.h"

namespace gotoai::gateway {

Result<void> passStageGate(StageGate gate, std::string_view path)
{
    constexpr std::string_view kRoot = "/v1/enterprise";
    const bool isEnterprise = path.starts_with(kRoot) && (path.size() == kRoot.size() || path[kRoot.size()] == '/');
    if (isEnterprise && gate == StageGate::Closed)
        return failure(ErrorCode::StageGateClosed,
                       "This belongs to the Enterprise stage, which is not open yet; see the roadmap at "
                       "/admin/v1/enterprise.json of the admin API.");
    return {};
}

} // namespace gotoai::gateway
