// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/upstream/curltransport.h"
#include "support/faultyupstream.h"
#include "support/recordingsinks.h"

#include <memory>
#include <string>

namespace gotoai::test {

enum class Allowance { PublicOnly, Private };

inline std::shared_ptr<const supply::Endpoint> endpointAt(const std::string& baseUrl,
                                                          const supply::Deadlines& deadlines = {},
                                                          Allowance allowance = Allowance::Private,
                                                          std::vector<supply::HeaderField> headers = {})
{
    auto provider = std::make_shared<supply::Provider>();
    provider->name = "faulty";
    provider->baseUrl = baseUrl;
    provider->secret = Secret("sk-test-secret");
    provider->headers = std::move(headers);
    provider->allowsPrivateAddresses = allowance == Allowance::Private;
    auto endpoint = std::make_shared<supply::Endpoint>();
    endpoint->provider = std::move(provider);
    endpoint->upstreamModel = "up";
    endpoint->deadlines = deadlines;
    return endpoint;
}

inline supply::UpstreamRequest requestTo(std::shared_ptr<const supply::Endpoint> endpoint, bool isStreamed = false,
                                         std::string body = R"({"model":"up"})")
{
    supply::UpstreamRequest request;
    request.endpoint = std::move(endpoint);
    request.path = "/chat/completions";
    request.body = std::move(body);
    request.isStreamed = isStreamed;
    request.tags.requestId = "req-1";
    return request;
}

} // namespace gotoai::test
