// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/request.h"
#include "hypercore/risk/killswitches.h"
#include "hypercore/routing/allowedmodels.h"
#include "hypercore/routing/routereasons.h"
#include "supply/catalog.h"

#include <optional>
#include <vector>

namespace gotoai::hypercore {

// What speaks against an endpoint, whatever the others are: the request's wishes, what it needs, who is in service.
// What the request asks for comes before what is off, so that a request nobody could serve is told from one that has
// come at a bad time.
class EndpointFilter
{
public:
    enum class Privacy { AsAsked, Required };

    // All outlive the filter; no kill switches, every model allowed: null. InvalidRequest naming a quantization that
    // does not exist.
    static Result<EndpointFilter> make(const supply::Catalog& catalog, const chat::Request& request, Privacy privacy,
                                       const KillSwitches* killSwitches = nullptr,
                                       const AllowedModels* allowedModels = nullptr);

    // Candidate where nothing speaks against it.
    Standing standingOf(const supply::Endpoint& endpoint) const;

    bool isPrivateOnly() const { return m_isPrivateOnly; }
    bool hasOrder() const { return !m_order.empty(); }
    // The place that provider.order gives to it; behind all others when it gives none.
    std::size_t placeOf(const supply::Provider& provider) const;

private:
    EndpointFilter(const supply::Catalog& catalog, const chat::Request& request, Privacy privacy);

    using Providers = std::vector<const supply::Provider*>;
    static Providers named(const supply::Catalog& catalog, const std::vector<std::string>& names);
    Standing wishedStanding(const supply::Endpoint& endpoint) const;
    bool isWithin(const chat::RouteWishes::MaxPrice& most, const supply::Endpoint& endpoint) const;
    bool canDo(const supply::EndpointTraits& traits) const;

    const chat::Request& m_request;
    const chat::RouteWishes* m_wishes; // null: none
    const KillSwitches* m_killSwitches = nullptr;
    const AllowedModels* m_allowedModels = nullptr;
    bool m_isPrivateOnly;
    Providers m_order;
    Providers m_only;
    Providers m_ignored;
    std::vector<supply::Quantization> m_quantizations;
    supply::Features m_needed; // an endpoint that is known not to have them fails
    supply::Features m_useful; // these too, where require_parameters insists
};

} // namespace gotoai::hypercore
