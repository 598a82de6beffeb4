// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "money/price.h"
#include "supply/catalog.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a CatalogStore is asked to make or change.
namespace gotoai::supply {

// What catalogrules.h allows.
struct ProviderDraft
{
    std::string name;
    Protocol protocol = Protocol::OpenAi;
    std::string baseUrl;
    Secret secret;
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::string region;
    std::vector<HeaderField> headers;
    DataPolicy dataPolicy;
    SimulatorSettings simulator;
};

// Empty members stay as they are; an empty secret inside removes it. A secret is bound to scheme, host and port of the
// base URL: where these change, it has to be given again, or whoever may change an address could have it sent anywhere.
struct ProviderChange
{
    std::optional<std::string> name;
    std::optional<std::string> baseUrl;
    std::optional<Secret> secret;
    std::optional<bool> allowsPrivateAddresses;
    std::optional<bool> isEnabled;
    std::optional<std::string> region;
    std::optional<std::vector<HeaderField>> headers;
    std::optional<DataPolicy> dataPolicy;
    std::optional<SimulatorSettings> simulator;
};

struct EndpointDraft
{
    ProviderId provider;
    std::string model;
    std::string upstreamModel;
    PriceFigures price;
    std::int64_t contextTokens = 0;
    std::int64_t maxOutputTokens = 0;
    std::int64_t imageTokens = 1'700;
    bool usesMaxCompletionTokens = false;
    EndpointState state = EndpointState::Enabled;
    EndpointTraits traits;
    Deadlines deadlines;
};

struct EndpointChange
{
    std::optional<std::string> upstreamModel;
    std::optional<EndpointState> state;
    std::optional<std::int64_t> contextTokens;
    std::optional<std::int64_t> maxOutputTokens;
    std::optional<std::int64_t> imageTokens;
    std::optional<bool> usesMaxCompletionTokens;
    std::optional<EndpointTraits> traits;
    std::optional<Deadlines> deadlines;
};

// A version of a price, and when it counts; see PriceSchedule.
struct PriceDraft
{
    PriceFigures figures;
    std::optional<Instant> validFrom{};  // in the future; empty: from now on
    std::optional<Instant> validUntil{}; // then what counts without it does so again
};

} // namespace gotoai::supply
