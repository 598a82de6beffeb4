// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/recordingsinks.h"

#include "supply/adapters/adapter.h"
#include "json/document.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace gotoai::test {

inline std::shared_ptr<const supply::Endpoint> endpointOf(supply::Protocol protocol, std::string upstreamModel)
{
    auto provider = std::make_shared<supply::Provider>();
    provider->protocol = protocol;
    auto endpoint = std::make_shared<supply::Endpoint>();
    endpoint->provider = std::move(provider);
    endpoint->model = "catalogue/model";
    endpoint->upstreamModel = std::move(upstreamModel);
    endpoint->contextTokens = 200'000;
    endpoint->maxOutputTokens = 8'192;
    return endpoint;
}

// The request of a client as the adapter puts it to the provider.
inline Result<supply::UpstreamRequest> translated(const std::string& body,
                                                  const std::shared_ptr<const supply::Endpoint>& endpoint)
{
    json::Parser parser;
    auto request = chat::parseRequest(body, parser);
    if (!request)
        return std::move(request).error();
    return supply::adapterOf(endpoint->provider->protocol).buildRequest(*request, endpoint);
}

// One answer of a provider, read to its end. Cut into two pieces where `cut` lies within.
struct Reading
{
    struct Bytes
    {
        int status = 200;
        const char* contentType = "text/event-stream";
        std::string text;
        supply::UpstreamEnd::Kind end = supply::UpstreamEnd::Kind::Complete;
    };

    Reading(supply::Protocol protocol, bool isStreamed, const Bytes& bytes, std::size_t cut = std::string::npos)
        : reader(supply::adapterOf(protocol).makeReader(isStreamed, record, parser))
    {
        reader->head({bytes.status, bytes.contentType, {}, {}});
        const std::string first = bytes.text.substr(0, cut);
        reader->bytes(first);
        if (cut < bytes.text.size()) {
            const std::string second = bytes.text.substr(cut);
            reader->bytes(second);
        }
        reader->end({bytes.end, {}, true});
    }

    json::Parser parser;
    AnswerRecord record;
    std::unique_ptr<supply::AnswerReader> reader;
};

} // namespace gotoai::test
