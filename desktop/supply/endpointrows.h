// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/endpoint.h"
#include "protocol/health.h"
#include "protocol/killswitch.h"
#include "protocol/provider.h"
#include "widgets/celltable.h"
#include "widgets/pairlist.h"

#include <optional>

namespace gotoai::supply {

struct EndpointFacts
{
    protocol::Endpoint endpoint;
    std::optional<protocol::Provider> provider{};
    std::optional<protocol::EndpointHealth> health{};
    std::optional<protocol::KillSwitch> stop{}; // of itself, its provider or its model
};

struct EndpointState
{
    QString word;
    widgets::Tone tone;
    QString sentence;
};

QStringList endpointTitles();
EndpointState stateOf(const EndpointFacts& facts);
std::vector<widgets::Cell> endpointRow(const EndpointFacts& facts);
std::vector<widgets::Pair> healthPairs(const EndpointFacts& facts);
std::vector<widgets::Pair> limitPairs(const protocol::Endpoint& endpoint);
QString nameOf(const EndpointFacts& facts); // "deepseek-v3.2 · novita"
// Whether a word that is typed to filter fits it.
bool fits(const EndpointFacts& facts, const QString& asked);

QString policyText(const protocol::DataPolicy& policy);

} // namespace gotoai::supply
