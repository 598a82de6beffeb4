// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "supply/catalog.h"

#include <string_view>

namespace gotoai::supply {

// What a provider and an endpoint may hold. Pure. InvalidRequest naming the field as the admin API spells it.
//
// A base URL is http or https, host, optional port and path; no user, query or fragment; http only where the provider
// is allowed private addresses, so that no secret crosses a public network in clear. Header fields are of RFC 9110,
// section 5, and none of those that frame a request, carry a credential or are ours to set.
//
// A provider that wants a secret is enabled only with one: without, each call would go out with a prompt and without
// authorization, and come back as a refusal.
Result<void> checkProvider(const Provider& provider);
// One that may not stand at a private address, but for Ollama and the simulator, which ask for none.
bool wantsSecret(const Provider& provider);
Result<void> checkEndpoint(const Endpoint& endpoint);
// Part of it: that the most a call can cost there is held for it (checkBounded), so that no call can cost more.
Result<void> checkPrice(const Endpoint& endpoint, const Price& price);

// What else than providers may be dialled: a URL as above, that may have a query and end with a slash.
Result<void> checkTargetUrl(std::string_view url, bool allowsPrivateAddresses, const char* field);

// Scheme, host and port of a base URL that has passed the check: what a secret is bound to.
std::string_view originOf(std::string_view baseUrl);

// Without the slashes at its end: the form in which a base URL is kept.
std::string_view withoutTrailingSlash(std::string_view url);

} // namespace gotoai::supply
