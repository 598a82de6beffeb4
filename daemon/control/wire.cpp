// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/wire.h"

#include <algorithm>

namespace gotoai::control {
namespace {

template<class Unit>
std::optional<std::int64_t> picoOf(const std::optional<Unit>& price)
{
    return price ? std::optional(price->pico) : std::nullopt;
}

void fill(protocol::MeterFigures& wire, const Price::Picos& picos)
{
    const auto set = [&picos](auto& figure, Meter meter) {
        if (const auto pico = picos[static_cast<std::size_t>(meter)])
            figure = {*pico};
    };
    set(wire.prompt, Meter::Prompt);
    set(wire.completion, Meter::Completion);
    set(wire.cacheRead, Meter::CacheRead);
    set(wire.cacheWrite, Meter::CacheWrite);
    set(wire.reasoning, Meter::Reasoning);
    set(wire.audio, Meter::Audio);
    set(wire.image, Meter::Image);
    set(wire.request, Meter::Request);
}

std::optional<std::string> modeWord(const std::optional<hypercore::RoutingMode>& mode)
{
    return mode ? std::optional(std::string(hypercore::routingModeWord(*mode))) : std::nullopt;
}

} // namespace

protocol::Usage toWire(const Usage& usage, UsageSource source)
{
    return {usage.promptTokens(),    usage.completionTokens(), usage.promptTokens() + usage.completionTokens(),
            usage[Meter::CacheRead], usage[Meter::CacheWrite], usage[Meter::Reasoning],
            usage[Meter::Audio],     usage[Meter::Image],      std::string(usageSourceWord(source))};
}

protocol::Attempt toWire(const clearinghouse::AttemptRow& attempt)
{
    return {attempt.number,
            attempt.provider,
            attempt.endpoint,
            attempt.price,
            std::string(clearinghouse::payerWord(attempt.payer)),
            attempt.outcome,
            attempt.cost,
            toWire(attempt.usage, attempt.usageSource),
            attempt.upstreamId,
            attempt.httpStatus,
            attempt.startedAt,
            attempt.firstTokenAt,
            attempt.endedAt,
            {},
            {}};
}

namespace {

// "a, b or c"
template<class Values, class Value>
std::string wordList(const Values& values, std::string_view (*wordOf)(Value))
{
    std::string list;
    for (std::size_t i = 0; i < values.size(); ++i)
        list += (i == 0 ? "" : i + 1 == values.size() ? " or " : ", ") + std::string(wordOf(values[i]));
    return list;
}

// A transfer's identity is its number within the book.
protocol::TransferId transferId(std::int64_t number)
{
    IdBytes bytes{};
    for (std::size_t i = 0; i < 8; ++i)
        bytes[15 - i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
    return protocol::TransferId(bytes);
}

} // namespace

protocol::Account toWire(const hypercore::Account& account)
{
    return {account.id,
            account.name,
            account.creditLimit,
            account.fee.basisPoints,
            account.fee.perCall,
            account.isEnabled,
            account.version,
            account.createdAt,
            modeWord(account.mode),
            account.plan,
            std::string(hypercore::feeSourceWord(account.feeSource())),
            account.lowBalance};
}

protocol::Plan toWire(const hypercore::Plan& plan)
{
    return {plan.id, plan.name, plan.fee.basisPoints, plan.fee.perCall, plan.version, plan.createdAt};
}

protocol::BudgetSettings toWire(const hypercore::Budget& budget)
{
    return {.id = budget.id,
            .account = budget.account,
            .key = budget.key,
            .name = budget.name,
            .period = std::string(hypercore::budgetPeriodWord(budget.period)),
            .timeZone = budget.timeZone,
            .limit = budget.limit,
            .version = budget.version,
            .createdAt = budget.createdAt};
}

protocol::Key toWire(const hypercore::ApiKey& key)
{
    return {key.id,
            key.account,
            key.label,
            key.hint,
            key.expiresAt,
            key.revokedAt,
            key.version,
            key.createdAt,
            modeWord(key.mode),
            key.models.isEvery() ? std::nullopt : std::optional(key.models.patterns())};
}

protocol::User toWire(const hypercore::User& user)
{
    protocol::User wire;
    wire.id = user.id;
    wire.email = user.email;
    wire.name = user.name;
    wire.role = hypercore::roleWord(user.role);
    wire.account = user.account;
    wire.isEnabled = user.isEnabled;
    wire.hasPassword = user.password.has_value();
    if (user.invitation)
        wire.invitedUntil = user.invitation->expiresAt;
    wire.version = user.version;
    wire.createdAt = user.createdAt;
    return wire;
}

protocol::AdminToken toWire(const hypercore::AdminToken& token)
{
    return {token.id,       token.label,     std::string(hypercore::roleWord(token.role)),
            token.account,  token.expiresAt, token.revokedAt,
            token.createdAt};
}

protocol::Provider toWire(const supply::Provider& provider)
{
    protocol::Provider wire;
    wire.id = provider.id;
    wire.name = provider.name;
    wire.protocol = supply::protocolWord(provider.protocol);
    wire.baseUrl = provider.baseUrl;
    wire.hasSecret = !provider.secret.isEmpty();
    wire.allowsPrivateAddresses = provider.allowsPrivateAddresses;
    wire.isEnabled = provider.isEnabled;
    wire.region = provider.region;
    for (const supply::HeaderField& header : provider.headers)
        wire.headers.push_back({header.name, header.value});
    const supply::DataPolicy& policy = provider.dataPolicy;
    wire.dataPolicy = {policy.logsPrompts, policy.trainsOnPrompts, policy.retentionDays};
    if (provider.protocol == supply::Protocol::Simulator) {
        const supply::SimulatorSettings& settings = provider.simulator;
        wire.simulator = protocol::Simulator{settings.firstToken.count(), settings.tokensPerSecond,
                                             settings.completionTokens,   settings.errorsPerMille,
                                             settings.cutsPerMille,       static_cast<std::int64_t>(settings.seed)};
    }
    wire.version = provider.version;
    wire.createdAt = provider.createdAt;
    return wire;
}

protocol::Price toWire(const EndpointId& endpoint, const Price& price)
{
    protocol::Price wire;
    wire.id = price.id();
    wire.endpoint = endpoint;
    fill(wire.meters, price.figures().picos);
    for (const PriceTier& tier : price.tiers()) {
        protocol::PriceTier& longer = wire.meters.tiers.emplace_back();
        longer.abovePromptTokens = tier.abovePromptTokens;
        fill(longer.figures, tier.picos);
    }
    wire.validFrom = price.validFrom();
    wire.validUntil = price.validUntil();
    return wire;
}

protocol::EndpointTraits toWire(const supply::EndpointTraits& traits)
{
    protocol::EndpointTraits wire;
    if (traits.features) {
        wire.features.emplace();
        for (const supply::Feature feature : supply::kFeatures)
            if (traits.features->has(feature))
                wire.features->emplace_back(supply::featureWord(feature));
    }
    wire.quality = traits.quality;
    wire.codeScore = traits.codeScore;
    wire.tier = traits.tier;
    wire.weight = traits.weight;
    wire.quantization = supply::quantizationWord(traits.quantization);
    return wire;
}

protocol::Endpoint toWire(const supply::Endpoint& endpoint)
{
    protocol::Endpoint wire;
    wire.id = endpoint.id;
    wire.provider = endpoint.provider->id;
    wire.model = endpoint.model;
    wire.upstreamModel = endpoint.upstreamModel;
    wire.price = toWire(endpoint.id, *endpoint.price);
    wire.contextTokens = endpoint.contextTokens;
    wire.maxOutputTokens = endpoint.maxOutputTokens;
    wire.imageTokens = endpoint.imageTokens;
    wire.usesMaxCompletionTokens = endpoint.usesMaxCompletionTokens;
    wire.state = supply::endpointStateWord(endpoint.state);
    wire.traits = toWire(endpoint.traits);
    wire.deadlines = {endpoint.deadlines.connect.count(), endpoint.deadlines.firstByte.count(),
                      endpoint.deadlines.firstToken.count(), endpoint.deadlines.idle.count()};
    wire.version = endpoint.version;
    wire.createdAt = endpoint.createdAt;
    return wire;
}

protocol::Order toWire(const clearinghouse::OrderRow& order)
{
    protocol::Order wire;
    wire.id = order.id;
    wire.number = order.number;
    wire.state = clearinghouse::orderStateWord(order.state);
    wire.account = order.account;
    wire.key = order.key;
    wire.model = order.model;
    wire.mode = order.mode;
    wire.isStreamed = order.isStreamed;
    for (const clearinghouse::AttemptRow& attempt : order.attempts)
        wire.attempts.push_back(toWire(attempt));
    const auto paid = std::ranges::find(order.attempts, clearinghouse::Payer::User, &clearinghouse::AttemptRow::payer);
    if (paid != order.attempts.end())
        wire.usage = toWire(paid->usage, paid->usageSource);
    wire.hold = order.hold;
    wire.charge = order.charge;
    wire.promo = order.promo;
    wire.refunded = order.refunded;
    wire.providerCost = order.providerCost;
    wire.platformFee = order.fee;
    wire.reason = order.reason;
    wire.wasInDoubt = order.wasInDoubt;
    wire.createdAt = order.createdAt;
    wire.endedAt = order.endedAt;
    return wire;
}

std::optional<std::int64_t> transferNumber(const protocol::TransferId& id)
{
    std::uint64_t number = 0;
    for (std::size_t i = 8; i < 16; ++i)
        number = number << 8 | id.bytes()[i];
    if (number == 0 || number >= INT64_MAX || transferId(static_cast<std::int64_t>(number)) != id)
        return std::nullopt;
    return static_cast<std::int64_t>(number);
}

protocol::Transfer toWire(const clearinghouse::TransferRow& transfer)
{
    return {transferId(transfer.number),
            transfer.number,
            transfer.order,
            transfer.kind,
            transfer.debit,
            transfer.credit,
            transfer.amount,
            transfer.at,
            {}};
}

protocol::TopUp toWire(const clearinghouse::TopUpRow& topUp)
{
    return {topUp.id, topUp.number, topUp.account, topUp.rail, topUp.externalId, topUp.amount, topUp.at};
}

protocol::SystemFigures toWire(const Figures& figures)
{
    const auto count = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    protocol::SystemFigures wire;
    wire.ordersOpen = count(figures.ordersOpen);
    wire.ordersInDoubt = count(figures.ordersInDoubt);
    wire.ordersFinalized = count(figures.ordersFinalized);
    wire.ordersReleased = count(figures.ordersReleased);
    wire.ordersRejected = count(figures.ordersRejected);
    wire.settlementsWaiting = count(figures.settlementsWaiting);
    wire.attempts = count(figures.attempts);
    wire.failedAttempts = count(figures.failedAttempts);
    wire.clientsGone = count(figures.clientsGone);
    wire.held = figures.held;
    wire.charged = figures.charged;
    wire.gatewayConnections = count(figures.gatewayConnections);
    wire.adminConnections = count(figures.adminConnections);
    wire.ledgerTransactions = count(figures.ledgerWriter.transactions);
    wire.ledgerUnits = count(figures.ledgerWriter.units);
    wire.ledgerUnitsWaiting = count(figures.ledgerWriter.waiting);
    wire.hasLedgerFailed = figures.ledgerWriter.hasFailed;
    return wire;
}

protocol::Booking toWire(const clearinghouse::BookingView& view)
{
    const clearinghouse::BookingRow& row = view.booking;
    protocol::Booking wire;
    wire.id = row.id;
    wire.number = row.number;
    wire.kind = clearinghouse::bookingKindWord(row.kind);
    if (!row.account.isNull())
        wire.account = row.account;
    if (!row.provider.isNull())
        wire.provider = row.provider;
    wire.order = view.order;
    wire.part = row.part;
    wire.rail = row.rail;
    wire.reference = row.reference;
    wire.debit = view.debit;
    wire.credit = view.credit;
    wire.amount = row.amount;
    wire.promo = row.promo;
    wire.absorbed = row.absorbed;
    wire.reason = row.reason;
    wire.by = row.by;
    wire.expiresAt = row.expiresAt;
    wire.at = row.at;
    return wire;
}

protocol::Wallet toWire(const clearinghouse::Wallet& wallet, Money creditLimit)
{
    return {wallet.account, wallet.available, wallet.held, creditLimit, wallet.promoAvailable, wallet.promoHeld};
}

Result<hypercore::Role> roleFromWire(std::string_view word)
{
    const auto role = hypercore::roleFromWord(word);
    if (!role)
        return failure(ErrorCode::InvalidRequest, "a role is admin, operator, viewer or member", "role");
    return *role;
}

Result<std::optional<hypercore::RoutingMode>> modeFromWire(const std::optional<std::string>& word)
{
    if (!word)
        return std::optional<hypercore::RoutingMode>();
    const auto mode = hypercore::routingModeFromWord(*word);
    if (!mode)
        return failure(ErrorCode::InvalidRequest,
                       "a mode is " + wordList(hypercore::kRoutingModes, hypercore::routingModeWord), "mode");
    return mode;
}

Result<std::optional<std::optional<hypercore::RoutingMode>>>
modeFromWire(const std::optional<std::optional<std::string>>& change)
{
    using Change = std::optional<std::optional<hypercore::RoutingMode>>;
    if (!change)
        return Change();
    const auto mode = modeFromWire(*change);
    if (!mode)
        return mode.error();
    return Change(std::in_place, *mode);
}

Result<hypercore::AllowedModels> modelsFromWire(std::optional<std::vector<std::string>> models)
{
    return models ? hypercore::AllowedModels::make(*std::move(models)) : hypercore::AllowedModels();
}

MeterPicos fromWire(const protocol::MeterFigures& prices)
{
    Price::Picos picos;
    const auto at = [&picos](Meter meter) -> std::optional<std::int64_t>& {
        return picos[static_cast<std::size_t>(meter)];
    };
    at(Meter::Prompt) = prices.prompt.pico;
    at(Meter::Completion) = prices.completion.pico;
    at(Meter::CacheRead) = picoOf(prices.cacheRead);
    at(Meter::CacheWrite) = picoOf(prices.cacheWrite);
    at(Meter::Reasoning) = picoOf(prices.reasoning);
    at(Meter::Audio) = picoOf(prices.audio);
    at(Meter::Image) = picoOf(prices.image);
    at(Meter::Request) = picoOf(prices.request);
    return picos;
}

PriceFigures fromWire(const protocol::MeterPrices& prices)
{
    PriceFigures figures(fromWire(static_cast<const protocol::MeterFigures&>(prices)));
    for (const protocol::PriceTier& tier : prices.tiers)
        figures.tiers.push_back({tier.abovePromptTokens, fromWire(tier.figures)});
    return figures;
}

std::vector<supply::HeaderField> fromWire(const std::vector<protocol::HeaderField>& headers)
{
    std::vector<supply::HeaderField> fields;
    for (const protocol::HeaderField& header : headers)
        fields.push_back({header.name, header.value});
    return fields;
}

Result<supply::EndpointTraits> fromWire(const protocol::EndpointTraits& wire)
{
    supply::EndpointTraits traits;
    if (wire.features) {
        auto features = featuresFromWire(*wire.features);
        if (!features)
            return std::move(features).error();
        traits.features = *features;
    }
    const auto quantization = quantizationFromWire(wire.quantization);
    if (!quantization)
        return quantization.error();
    traits.quality = wire.quality;
    traits.codeScore = wire.codeScore;
    traits.tier = wire.tier;
    traits.weight = wire.weight;
    traits.quantization = *quantization;
    return traits;
}

Result<supply::Features> featuresFromWire(const std::vector<std::string>& words)
{
    supply::Features features;
    for (const std::string& word : words) {
        const auto feature = supply::featureFromWord(word);
        if (!feature)
            return failure(ErrorCode::InvalidRequest,
                           "a feature is " + wordList(supply::kFeatures, supply::featureWord), "features");
        features.add(*feature);
    }
    return features;
}

Result<supply::Quantization> quantizationFromWire(std::string_view word)
{
    const auto quantization = supply::quantizationFromWord(word);
    if (!quantization)
        return failure(ErrorCode::InvalidRequest,
                       "a quantization is " + wordList(supply::kQuantizations, supply::quantizationWord),
                       "quantization");
    return *quantization;
}

supply::SimulatorSettings fromWire(const protocol::Simulator& simulator)
{
    return {std::chrono::milliseconds(simulator.firstTokenMs),
            simulator.tokensPerSecond,
            simulator.completionTokens,
            simulator.errorsPerMille,
            simulator.cutsPerMille,
            static_cast<std::uint64_t>(simulator.seed)};
}

} // namespace gotoai::control
