// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/endpointrows.h"

#include "supply/prices.h"
#include "widgets/display.h"

#include <QCoreApplication>

namespace gotoai::supply {

using namespace widgets;

namespace {

const QString dash = QStringLiteral("–");

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::supply)
};

std::int64_t failures(const protocol::AttemptFates& fates)
{
    return fates.rateLimited + fates.unreachable + fates.timedOut + fates.refused + fates.malformed + fates.cut;
}

QString errorText(const protocol::AttemptFates& fates)
{
    const std::int64_t all = failures(fates) + fates.answered;
    return all == 0 ? dash : Texts::tr("%1 of %2").arg(countText(failures(fates)), countText(all));
}

// Of the size of prompts that was measured most.
std::int64_t usualFirstToken(const protocol::EndpointHealth& health)
{
    const auto most = std::ranges::max_element(health.firstToken, {}, &protocol::FirstTokenTimes::count);
    return most == health.firstToken.end() || most->count == 0 ? 0 : most->p50Ms;
}

QString share(std::int64_t perMille) { return Texts::tr("%1 %").arg(countText(perMille / 10)); }

EndpointState breakerState(const protocol::Breaker& breaker)
{
    if (breaker.state == "open")
        return {Texts::tr("open, %1 s").arg((breaker.probeInMs + 999) / 1000), Tone::Broken,
                Texts::tr("The provider, not GotoAI, failed: circuit open after %1 failures in a row. Next try in %2.")
                    .arg(countText(breaker.failuresInARow), milliText(breaker.probeInMs))};
    if (breaker.state == "half_open")
        return {Texts::tr("half-open"), Tone::Waiting,
                Texts::tr("It is tried by single requests until two went well.")};
    return {Texts::tr("closed"), Tone::Good, Texts::tr("It serves requests.")};
}

} // namespace

QString policyText(const protocol::DataPolicy& policy)
{
    if (policy.trainsOnPrompts.value_or(true))
        return policy.trainsOnPrompts ? Texts::tr("trains") : Texts::tr("not known");
    if (policy.logsPrompts.value_or(true))
        return policy.logsPrompts ? Texts::tr("logs") : Texts::tr("not known");
    return Texts::tr("no log");
}

QStringList endpointTitles()
{
    return {Texts::tr("Model"),         Texts::tr("Provider"), Texts::tr("State"),       Texts::tr("Score"),
            Texts::tr("In $/M"),        Texts::tr("Out $/M"),  Texts::tr("First token"), Texts::tr("Tok/s"),
            Texts::tr("Errors, 1 min"), Texts::tr("Policy")};
}

EndpointState stateOf(const EndpointFacts& facts)
{
    if (facts.stop)
        return {Texts::tr("stopped"), Tone::Broken,
                Texts::tr("Stopped by %1: %2").arg(plain(facts.stop->createdBy), plain(facts.stop->reason))};
    if (facts.endpoint.state == "draining")
        return {Texts::tr("draining"), Tone::Waiting, Texts::tr("What runs ends; nothing new is sent to it.")};
    if (facts.endpoint.state == "disabled")
        return {Texts::tr("disabled"), Tone::Neutral, Texts::tr("Nothing is sent to it.")};
    if (facts.provider && !facts.provider->isEnabled)
        return {Texts::tr("provider off"), Tone::Neutral, Texts::tr("Its provider is disabled.")};
    return facts.health ? breakerState(facts.health->breaker) : EndpointState{Texts::tr("enabled"), Tone::Good, {}};
}

std::vector<Cell> endpointRow(const EndpointFacts& facts)
{
    const protocol::Endpoint& endpoint = facts.endpoint;
    const EndpointState state = stateOf(facts);
    const std::int64_t firstToken = facts.health ? usualFirstToken(*facts.health) : 0;
    const std::int64_t rate = facts.health ? facts.health->tokensPerSecond.p50 : 0;
    const QString policy = facts.provider ? policyText(facts.provider->dataPolicy) : dash;
    return {{plain(endpoint.model), plain(endpoint.upstreamModel)},
            {facts.provider ? plain(facts.provider->name) : dash},
            {state.word, state.sentence, state.tone},
            {facts.health ? countText(facts.health->score) : dash},
            {priceText(endpoint.price.meters.prompt)},
            {priceText(endpoint.price.meters.completion)},
            {firstToken ? milliText(firstToken) : dash},
            {rate ? countText(rate) : dash},
            {facts.health ? errorText(facts.health->lastMinute) : dash},
            {policy}};
}

std::vector<Pair> healthPairs(const EndpointFacts& facts)
{
    if (!facts.health)
        return {{.name = Texts::tr("Nothing was measured yet."), .value = {}}};
    const protocol::EndpointHealth& health = *facts.health;
    std::vector<Pair> pairs{{.name = Texts::tr("Available"), .value = share(health.parts.availabilityPerMille)},
                            {.name = Texts::tr("Promptness"), .value = share(health.parts.promptnessPerMille)},
                            {.name = Texts::tr("Headroom"), .value = share(health.parts.headroomPerMille)},
                            {.name = Texts::tr("Errors, 1 min"), .value = errorText(health.lastMinute)}};
    if (health.rateLimit.limitedForMs > 0)
        pairs.push_back({.name = Texts::tr("Asked to wait"),
                         .value = milliText(health.rateLimit.limitedForMs),
                         .tone = Tone::Waiting});
    if (health.lastResorts > 0)
        pairs.push_back({.name = Texts::tr("Taken for want of a better one"), .value = countText(health.lastResorts)});
    return pairs;
}

std::vector<Pair> limitPairs(const protocol::Endpoint& endpoint)
{
    QStringList features;
    for (const std::string& feature : endpoint.traits.features.value_or(std::vector<std::string>()))
        features << plain(feature);
    return {{.name = Texts::tr("Called there"), .value = plain(endpoint.upstreamModel)},
            {.name = Texts::tr("Context"), .value = countText(endpoint.contextTokens)},
            {.name = Texts::tr("Longest answer"), .value = countText(endpoint.maxOutputTokens)},
            {.name = Texts::tr("Can"),
             .value = endpoint.traits.features ? features.join(QStringLiteral(", ")) : Texts::tr("not known")},
            {.name = Texts::tr("Id"), .value = QString::fromStdString(endpoint.id.toString()), .isIdentifier = true}};
}

QString nameOf(const EndpointFacts& facts)
{
    return facts.provider ? Texts::tr("%1 · %2").arg(plain(facts.endpoint.model), plain(facts.provider->name))
                          : plain(facts.endpoint.model);
}

bool fits(const EndpointFacts& facts, const QString& asked)
{
    const auto contains = [&asked](const std::string& text) {
        return QString::fromStdString(text).contains(asked, Qt::CaseInsensitive);
    };
    return asked.isEmpty() || contains(facts.endpoint.model) || contains(facts.endpoint.upstreamModel) ||
           (facts.provider && contains(facts.provider->name)) ||
           stateOf(facts).word.contains(asked, Qt::CaseInsensitive);
}

} // namespace gotoai::supply
