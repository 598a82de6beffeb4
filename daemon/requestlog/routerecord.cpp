// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/routerecord.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace gotoai::requestlog {
namespace {

using hypercore::ConsideredEndpoint;
using hypercore::kStandingCount;
using hypercore::RouteReasons;
using hypercore::Standing;

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMostEndpoints = 256;

constexpr std::uint64_t kIsPrivateOnly = 1;
constexpr std::uint64_t kIsSticky = 2;
constexpr std::uint64_t kIsLastResort = 4;
constexpr std::uint64_t kIsExploring = 8;
constexpr std::uint64_t kIsOpen = 1; // of an endpoint
constexpr std::uint64_t kIsLimited = 2;

class ByteWriter
{
public:
    void number(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
        m_bytes.push_back(static_cast<std::uint8_t>(value));
    }
    void amount(std::int64_t value) { number(static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0))); }
    void score(const std::optional<std::int32_t>& value) { amount(value ? std::int64_t{*value} + 1 : 0); }
    void id(const IdBytes& bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    std::vector<std::uint8_t> take() { return std::move(m_bytes); }

private:
    std::vector<std::uint8_t> m_bytes;
};

// After the first fault every value is zero.
class ByteReader
{
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
    {}

    std::uint64_t number(std::uint64_t most)
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (m_bytes.empty())
                break;
            const std::uint8_t byte = m_bytes.front();
            m_bytes = m_bytes.subspan(1);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80)
                return value <= most ? value : fail();
        }
        return fail();
    }
    std::int64_t amount() { return static_cast<std::int64_t>(number(std::numeric_limits<std::int64_t>::max())); }
    std::int32_t small() { return static_cast<std::int32_t>(number(std::numeric_limits<std::int32_t>::max())); }
    std::optional<std::int32_t> score()
    {
        const std::int32_t value = small();
        return value == 0 ? std::nullopt : std::optional(value - 1);
    }
    EndpointId id()
    {
        const auto id = EndpointId::fromBytes(m_bytes.first(std::min<std::size_t>(16, m_bytes.size())));
        m_bytes = m_bytes.subspan(std::min<std::size_t>(16, m_bytes.size()));
        m_isBroken |= !id;
        return id ? *id : EndpointId();
    }
    bool isAtEnd() const { return m_bytes.empty() && !m_isBroken; }
    bool isBroken() const { return m_isBroken; }

private:
    std::uint64_t fail()
    {
        m_isBroken = true;
        m_bytes = {};
        return 0;
    }

    std::span<const std::uint8_t> m_bytes;
    bool m_isBroken = false;
};

void write(ByteWriter& writer, const ConsideredEndpoint& endpoint)
{
    writer.id(endpoint.endpoint.bytes());
    writer.number(static_cast<std::uint64_t>(endpoint.standing));
    writer.amount(endpoint.promptPico);
    writer.amount(endpoint.completionPico);
    writer.amount(endpoint.expectedCost.nano());
    writer.amount(endpoint.hold.nano());
    writer.score(endpoint.quality);
    writer.score(endpoint.codeScore);
    writer.amount(endpoint.tier);
    writer.number(endpoint.health.score);
    writer.number((endpoint.health.isOpen ? kIsOpen : 0U) | (endpoint.health.isLimited ? kIsLimited : 0U));
    writer.amount(endpoint.health.firstToken.count());
    writer.amount(endpoint.health.tokensPerSecond);
}

ConsideredEndpoint readEndpoint(ByteReader& reader)
{
    ConsideredEndpoint endpoint;
    endpoint.endpoint = reader.id();
    endpoint.standing = static_cast<Standing>(reader.number(kStandingCount - 1));
    endpoint.promptPico = reader.amount();
    endpoint.completionPico = reader.amount();
    endpoint.expectedCost = Money::fromNano(reader.amount());
    endpoint.hold = Money::fromNano(reader.amount());
    endpoint.quality = reader.score();
    endpoint.codeScore = reader.score();
    endpoint.tier = reader.small();
    endpoint.health.score = static_cast<std::uint8_t>(reader.number(100));
    const std::uint64_t flags = reader.number(kIsOpen | kIsLimited);
    endpoint.health.isOpen = (flags & kIsOpen) != 0;
    endpoint.health.isLimited = (flags & kIsLimited) != 0;
    endpoint.health.firstToken = std::chrono::microseconds(reader.amount());
    endpoint.health.tokensPerSecond = reader.small();
    return endpoint;
}

using Sort = chat::RouteWishes::Sort;

} // namespace

std::vector<std::uint8_t> encodeRoute(const RouteReasons& reasons)
{
    ByteWriter writer;
    writer.number(kVersion);
    writer.number(static_cast<std::uint64_t>(reasons.mode));
    writer.number(reasons.sort ? static_cast<std::uint64_t>(*reasons.sort) + 1 : 0);
    writer.number((reasons.isPrivateOnly ? kIsPrivateOnly : 0U) | (reasons.isSticky ? kIsSticky : 0U) |
                  (reasons.isLastResort ? kIsLastResort : 0U) | (reasons.isExploring ? kIsExploring : 0U));
    writer.number(reasons.counts.size());
    for (const std::uint32_t count : reasons.counts)
        writer.number(count);
    writer.number(std::min(reasons.endpoints.size(), kMostEndpoints));
    for (std::size_t i = 0; i < std::min(reasons.endpoints.size(), kMostEndpoints); ++i)
        write(writer, reasons.endpoints[i]);
    return writer.take();
}

Result<RouteReasons> decodeRoute(std::span<const std::uint8_t> bytes)
{
    ByteReader reader(bytes);
    RouteReasons reasons;
    const bool isKnown = reader.number(kVersion) == kVersion;
    reasons.mode = static_cast<hypercore::RoutingMode>(reader.number(hypercore::kRoutingModes.size() - 1));
    const std::uint64_t sort = reader.number(static_cast<std::uint64_t>(Sort::Latency) + 1);
    if (sort > 0)
        reasons.sort = static_cast<Sort>(sort - 1);
    const std::uint64_t flags = reader.number(kIsPrivateOnly | kIsSticky | kIsLastResort | kIsExploring);
    reasons.isPrivateOnly = (flags & kIsPrivateOnly) != 0;
    reasons.isSticky = (flags & kIsSticky) != 0;
    reasons.isLastResort = (flags & kIsLastResort) != 0;
    reasons.isExploring = (flags & kIsExploring) != 0;
    const std::uint64_t counts = reader.number(kStandingCount); // fewer in rows of an older version
    for (std::uint64_t i = 0; i < counts; ++i)
        reasons.counts[i] = static_cast<std::uint32_t>(reader.number(std::numeric_limits<std::uint32_t>::max()));
    const std::uint64_t endpoints = reader.number(kMostEndpoints);
    for (std::uint64_t i = 0; i < endpoints && !reader.isBroken(); ++i)
        reasons.endpoints.push_back(readEndpoint(reader));
    if (!isKnown || !reader.isAtEnd())
        return failure(ErrorCode::Corrupt, "what is kept of an order's route cannot be read");
    return reasons;
}

Result<KeptRoute> readRoute(storage::Database& database, const OrderId& order)
{
    auto select = database.prepare("SELECT s.account, r.route FROM requests r JOIN series s ON s.number = r.series"
                                   " WHERE r.id = ?1 AND r.route IS NOT NULL");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::span(order.bytes()));
    const auto found = select->step();
    if (!found)
        return found.error();
    if (!*found)
        return failure(ErrorCode::NotFound, "no route is kept of this order");
    const auto account = AccountId::fromBytes(select->blob(0));
    auto reasons = decodeRoute(select->blob(1));
    if (!account || !reasons)
        return failure(ErrorCode::Corrupt, "a row of requests cannot be read");
    return KeptRoute{*account, *std::move(reasons)};
}

} // namespace gotoai::requestlog
