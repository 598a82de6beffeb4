// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/generationlookup.h"
#include "supply/transport.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::hypercore {

// Asks a provider once about an answer that it gave. Destroying it cancels. The reply may destroy it.
class GenerationQuery final : private supply::TransferSink
{
public:
    using Reply = std::function<void(Result<std::optional<supply::GenerationRecord>>)>;

    // `lookup`, `transport` and `parser` outlive it. No reply comes from within the call.
    GenerationQuery(const supply::GenerationLookup& lookup, std::shared_ptr<const supply::Endpoint> endpoint,
                    std::string_view upstreamId, supply::Transport& transport, json::Parser& parser, Reply reply);

private:
    void headArrived(const supply::UpstreamHead& head) override { m_status = head.status; }
    void bytesArrived(std::string_view bytes) override;
    void transferEnded(const supply::UpstreamEnd& end) override;

    const supply::GenerationLookup& m_lookup;
    json::Parser& m_parser;
    const Reply m_reply;
    int m_status = 0;
    std::string m_body;
    bool m_isTooLarge = false;
    std::unique_ptr<supply::Transfer> m_transfer;
};

} // namespace gotoai::hypercore
