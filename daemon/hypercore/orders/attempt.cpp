// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/attempt.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

// A text's cap may have cut a secret at its end; fewer characters than this are none.
constexpr std::size_t kLeastOfSecret = 4;

// A provider may echo the credential that it was sent; neither clients nor logs nor the books are to see it.
void maskSecret(std::string& text, std::string_view secret)
{
    if (secret.empty())
        return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
        text.replace(at, secret.size(), "***");
    for (std::size_t size = std::min(secret.size(), text.size()); size >= kLeastOfSecret; --size) {
        if (text.ends_with(secret.substr(0, size)))
            return void(text.replace(text.size() - size, size, "***"));
    }
}

} // namespace

Attempt::Attempt(std::uint16_t number, std::shared_ptr<const supply::Endpoint> endpoint,
                 const Surroundings& surroundings, AttemptObserver& observer)
    : m_number(number)
    , m_endpoint(std::move(endpoint))
    , m_surroundings(surroundings)
    , m_observer(observer)
    , m_startedAt(surroundings.clock.now())
    , m_startedTick(surroundings.clock.tick())
{}

Result<void> Attempt::start(const chat::Request& request, supply::RequestTags tags)
{
    const supply::ProviderAdapter& adapter = supply::adapterOf(m_endpoint->provider->protocol);
    auto upstreamRequest = adapter.buildRequest(request, m_endpoint);
    if (!upstreamRequest)
        return std::move(upstreamRequest).error();
    upstreamRequest->tags = std::move(tags);
    m_reader = adapter.makeReader(request.isStreamed, *this, m_surroundings.parser);
    m_transfer = m_surroundings.transport.start(std::move(*upstreamRequest), *this);
    return {};
}

void Attempt::pause()
{
    if (m_transfer)
        m_transfer->pause();
}

void Attempt::resume()
{
    if (m_transfer)
        m_transfer->resume();
}

std::chrono::microseconds Attempt::age() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(m_surroundings.clock.tick() - m_startedTick);
}

clearinghouse::AttemptRecord Attempt::record(std::string outcome) const
{
    return {.number = m_number,
            .provider = m_endpoint->provider->id,
            .endpoint = m_endpoint->id,
            .price = m_endpoint->price,
            .payer = clearinghouse::Payer::Platform,
            .usage = m_usage.value_or(Usage{}),
            .usageSource = m_usage ? UsageSource::Reported : UsageSource::None,
            .outcome = std::move(outcome),
            .upstreamId = m_upstreamId,
            .httpStatus = m_httpStatus,
            .startedAt = m_startedAt,
            .firstTokenAt = m_firstOutputAt,
            .endedAt = m_surroundings.clock.now()};
}

void Attempt::headArrived(const supply::UpstreamHead& head)
{
    m_httpStatus = head.status;
    m_reader->head(head);
}

void Attempt::bytesArrived(std::string_view bytes) { m_reader->bytes(bytes); }

void Attempt::transferEnded(const supply::UpstreamEnd& end) { m_reader->end(end); }

void Attempt::answerArrived(const chat::Answer& answer)
{
    constexpr std::size_t kMaxUpstreamId = 128;
    if (m_upstreamId.empty()) {
        m_upstreamId = answer.id.substr(0, kMaxUpstreamId);
        maskSecret(m_upstreamId, m_endpoint->provider->secret.reveal());
    }
    if (answer.hasOutput && !m_firstOutputAt)
        m_firstOutputAt = m_surroundings.clock.now();
    m_outputBytes += answer.outputBytes;
    if (answer.usage)
        m_usage = answer.usage;
    m_observer.attemptAnswered(answer);
}

void Attempt::answerCompleted() { m_observer.attemptCompleted(); }

void Attempt::answerFailed(const supply::Fault& fault)
{
    supply::Fault clean = fault;
    maskSecret(clean.error.detail, m_endpoint->provider->secret.reveal());
    maskSecret(clean.error.param, m_endpoint->provider->secret.reveal());
    m_observer.attemptFailed(clean);
}

} // namespace gotoai::hypercore
