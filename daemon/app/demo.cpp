// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo.h"

#include "app/startupwait.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace gotoai::app {
namespace {

const QString kApiKey = QStringLiteral("api_key");
const QString kAdminToken = QStringLiteral("admin_token");
const QString kGuestKeys = QStringLiteral("guest_keys");

struct SimulatedOffer
{
    const char* provider;
    const char* model;
    const char* promptUsdPerMillion;
    const char* completionUsdPerMillion;
};

// Prices in the range of small and middling real models.
constexpr std::array<SimulatedOffer, 4> kOffers{{
    {"simulator-east", "simulator/brisk", "0.05", "0.40"},
    {"simulator-east", "simulator/thorough", "1.25", "10"},
    {"simulator-west", "simulator/brisk", "0.06", "0.44"},
    {"simulator-west", "simulator/thorough", "1.10", "8.80"},
}};

struct SimulatedProvider
{
    const char* name;
    supply::SimulatorSettings settings;
};

const std::array<SimulatedProvider, 2> kProviders{{
    {"simulator-east",
     {.firstToken = std::chrono::milliseconds(120), .tokensPerSecond = 120, .completionTokens = 48, .seed = 1}},
    {"simulator-west",
     {.firstToken = std::chrono::milliseconds(260), .tokensPerSecond = 60, .completionTokens = 64, .seed = 2}},
}};

// Everything the seeding touches; each step waits for the one before.
struct Seeding
{
    supply::CatalogStore& catalog;
    hypercore::Directory& access;
    clearinghouse::LedgerStore& ledger;
    storage::CompletionQueue& queue;
    const Clock& clock;

    Result<void> makeSupply()
    {
        std::map<std::string, ProviderId, std::less<>> providers;
        for (const SimulatedProvider& simulated : kProviders) {
            auto provider = awaitReply<supply::CatalogStore::ProviderPtr>(queue, [&](auto reply) {
                supply::ProviderDraft draft;
                draft.name = simulated.name;
                draft.protocol = supply::Protocol::Simulator;
                draft.simulator = simulated.settings;
                catalog.createProvider(std::move(draft), std::move(reply));
            });
            if (!provider)
                return std::move(provider).error();
            providers.emplace(simulated.name, (*provider)->id);
        }
        for (const SimulatedOffer& offer : kOffers) {
            if (auto made = makeEndpoint(offer, providers.at(offer.provider)); !made)
                return made;
        }
        return {};
    }

    Result<void> makeEndpoint(const SimulatedOffer& offer, const ProviderId& provider)
    {
        supply::EndpointDraft draft;
        draft.provider = provider;
        draft.model = offer.model;
        draft.upstreamModel = offer.model;
        draft.contextTokens = 128'000;
        draft.maxOutputTokens = 4'096;
        draft.price.picos[static_cast<std::size_t>(Meter::Prompt)] = *parseUsdPerMillion(offer.promptUsdPerMillion);
        draft.price.picos[static_cast<std::size_t>(Meter::Completion)] =
            *parseUsdPerMillion(offer.completionUsdPerMillion);
        auto endpoint = awaitReply<supply::CatalogStore::EndpointPtr>(
            queue, [&](auto reply) { catalog.createEndpoint(std::move(draft), std::move(reply)); });
        if (!endpoint)
            return std::move(endpoint).error();
        return {};
    }

    Result<Secret> makeCustomer()
    {
        auto account = awaitReply<std::shared_ptr<const hypercore::Account>>(queue, [&](auto reply) {
            hypercore::AccountDraft draft;
            draft.name = "Demo";
            access.createAccount(std::move(draft), std::move(reply));
        });
        if (!account)
            return std::move(account).error();
        auto topUp = awaitReply<clearinghouse::TopUpReceipt>(queue, [&](auto reply) {
            ledger.topUp({.account = (*account)->id,
                          .rail = "demo",
                          .externalId = "opening-balance",
                          .amount = Money::fromNano(10'000'000'000),
                          .at = clock.now()},
                         queue, std::move(reply));
        });
        if (!topUp)
            return std::move(topUp).error();
        hypercore::KeyDraft draft;
        draft.account = (*account)->id;
        draft.label = "Demo key";
        auto key = awaitReply<hypercore::CreatedKey>(
            queue, [&](auto reply) { access.createKey(std::move(draft), std::move(reply)); });
        if (!key)
            return std::move(key).error();
        return std::move(key->text);
    }
};

QString textOf(const Secret& secret)
{
    return QString::fromUtf8(secret.reveal().data(), static_cast<qsizetype>(secret.reveal().size()));
}

Secret secretOf(const QJsonValue& value) { return Secret(value.toString().toStdString()); }

Result<DemoAccess> readDemoFile(const std::string& text)
{
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    DemoAccess access{.apiKey = secretOf(object.value(kApiKey)), .adminToken = secretOf(object.value(kAdminToken))};
    for (const QJsonValue key : object.value(kGuestKeys).toArray())
        access.guestKeys.push_back(secretOf(key));
    if (access.apiKey.isEmpty() || access.adminToken.isEmpty())
        return failure(ErrorCode::Corrupt,
                       "demo.json in the data directory is damaged; remove the directory to start anew");
    return access;
}

std::string demoFileText(const DemoAccess& access)
{
    QJsonArray guests;
    for (const Secret& key : access.guestKeys)
        guests.append(textOf(key));
    const QJsonObject object{
        {kApiKey, textOf(access.apiKey)}, {kAdminToken, textOf(access.adminToken)}, {kGuestKeys, guests}};
    return QJsonDocument(object).toJson().toStdString();
}

} // namespace

Result<std::optional<DemoAccess>> beginDemo(const DataDirectory& directory, const supply::CatalogStore& catalog,
                                            const hypercore::Directory& access)
{
    if (const std::string text = directory.read(kDemoFile); !text.empty()) {
        auto kept = readDemoFile(text);
        if (!kept)
            return std::move(kept).error();
        return std::optional<DemoAccess>(std::move(*kept));
    }
    if (!access.accounts().empty() || !catalog.providers().empty() || access.hasAdminTokens())
        return failure(ErrorCode::Conflict, "the data directory " + directory.path() +
                                                " is in use without --demo; choose another with --data-dir");
    // A making that is cut short leaves a file that the next start recognises as damaged.
    if (auto begun = directory.writePrivate(kDemoFile, "{}"); !begun)
        return std::move(begun).error();
    return std::optional<DemoAccess>();
}

Result<void> keepDemo(const DataDirectory& directory, const DemoAccess& demo)
{
    return directory.writePrivate(kDemoFile, demoFileText(demo));
}

Result<Secret> makeDemoOperator(hypercore::Directory& access, storage::CompletionQueue& queue)
{
    auto token = awaitReply<hypercore::CreatedAdminToken>(
        queue, [&](auto reply) { access.createAdminToken({.label = "Demo"}, std::move(reply)); });
    if (!token)
        return std::move(token).error();
    return std::move(token->text);
}

Result<DemoAccess> makeDemo(supply::CatalogStore& catalog, hypercore::Directory& access,
                            clearinghouse::LedgerStore& ledger, storage::CompletionQueue& queue, const Clock& clock)
{
    Seeding seeding{catalog, access, ledger, queue, clock};
    if (auto made = seeding.makeSupply(); !made)
        return std::move(made).error();
    auto apiKey = seeding.makeCustomer();
    if (!apiKey)
        return std::move(apiKey).error();
    auto adminToken = makeDemoOperator(access, queue);
    if (!adminToken)
        return std::move(adminToken).error();
    return DemoAccess{.apiKey = std::move(*apiKey), .adminToken = std::move(*adminToken)};
}

} // namespace gotoai::app
