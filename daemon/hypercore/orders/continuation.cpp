// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/continuation.h"

namespace gotoai::hypercore {

void Continuation::attemptFailed(const clearinghouse::AttemptRecord& record)
{
    m_begun.addPart(record.usage, record.usageSource, textBytes());
}

void Continuation::broke(const Error& error)
{
    if (!m_breakError)
        m_breakError = error;
}

void Continuation::plan(const chat::Request& request, const supply::Endpoint& endpoint, json::Parser& parser)
{
    m_request.reset();
    const auto& features = endpoint.traits.features;
    if (!m_mayPrefill || !m_partial.isContinuable() || !features || !features->has(supply::Feature::Prefill))
        return;
    if (auto continued = chat::continued(request, m_partial.text(), m_begun.tokens(), parser))
        m_request = *std::move(continued);
}

void Continuation::beginAnew()
{
    m_partial.clear();
    m_begun.clear();
}

} // namespace gotoai::hypercore
