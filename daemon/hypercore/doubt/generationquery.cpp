// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/doubt/generationquery.h"

namespace gotoai::hypercore {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostBytes = 64 * 1024;
constexpr supply::Deadlines kDeadlines{.connect = 5s, .firstByte = 10s, .idle = 10s, .firstToken = 15s};

} // namespace

GenerationQuery::GenerationQuery(const supply::GenerationLookup& lookup,
                                 std::shared_ptr<const supply::Endpoint> endpoint, std::string_view upstreamId,
                                 supply::Transport& transport, json::Parser& parser, Reply reply)
    : m_lookup(lookup)
    , m_parser(parser)
    , m_reply(std::move(reply))
{
    supply::UpstreamRequest request;
    request.endpoint = std::move(endpoint);
    request.path = lookup.pathOf(upstreamId);
    request.deadlines = kDeadlines;
    request.method = supply::UpstreamRequest::Method::Get;
    m_transfer = transport.start(std::move(request), *this);
}

void GenerationQuery::bytesArrived(std::string_view bytes)
{
    m_isTooLarge = m_isTooLarge || m_body.size() + bytes.size() > kMostBytes;
    if (!m_isTooLarge)
        m_body += bytes;
}

void GenerationQuery::transferEnded(const supply::UpstreamEnd& end)
{
    const Reply reply = m_reply; // which may destroy this
    if (end.kind != supply::UpstreamEnd::Kind::Complete)
        return reply(failure(ErrorCode::UpstreamUnreachable, "the provider's books cannot be reached"));
    if (m_isTooLarge)
        return reply(failure(ErrorCode::UpstreamMalformed, "the provider's record is too large"));
    reply(m_lookup.read(m_status, m_body, m_parser));
}

} // namespace gotoai::hypercore
