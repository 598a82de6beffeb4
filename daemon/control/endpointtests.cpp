// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/resources.h"
#include "control/wire.h"
#include "protocol/endpointtest.h"

namespace gotoai::control {
namespace {

using std::chrono::milliseconds;

protocol::EndpointTest shown(const EndpointId& endpoint, const hypercore::TestResult& result)
{
    protocol::EndpointTest wire;
    wire.endpoint = endpoint;
    wire.order = result.order;
    wire.outcome = result.error ? hypercore::wordOf(*result.error) : "answered";
    if (result.error)
        wire.detail = result.error->detail;
    wire.httpStatus = result.httpStatus;
    if (result.firstToken)
        wire.firstTokenMs = std::chrono::ceil<milliseconds>(*result.firstToken).count();
    wire.durationMs = std::chrono::ceil<milliseconds>(result.duration).count();
    wire.usage = toWire(result.usage, result.usageSource);
    wire.cost = result.cost;
    return wire;
}

void test(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<EndpointId>();
    const auto endpoint = id ? parts.catalog.endpoint(*id) : nullptr;
    if (!endpoint)
        return call->refuse(failure(ErrorCode::NotFound, "there is no such endpoint"));
    parts.prober.test(endpoint, [call, id = *id](const Result<hypercore::TestResult>& result) {
        if (!result)
            return call->refuse(result.error());
        call->answer(200, protocol::toJson(shown(id, *result)));
    });
}

} // namespace

std::vector<Route> endpointTestRoutes(const Parts& parts)
{
    return {{"POST", "/admin/v1/endpoints/{id}/test", [parts](const CallPtr& call) { test(call, parts); }}};
}

} // namespace gotoai::control
