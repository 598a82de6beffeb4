// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/catalogstore.h"

#include "supply/registry/pricetable.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace std::chrono_literals;

class CatalogStoreTest : public QObject
{
    Q_OBJECT

private:
    using ProviderPtr = CatalogStore::ProviderPtr;
    using EndpointPtr = CatalogStore::EndpointPtr;
    using PricePtr = CatalogStore::PricePtr;

    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    std::unique_ptr<CatalogStore> m_catalog;

    void open()
    {
        auto database = m_store->openDatabase();
        const auto rows = loadCatalog(database, m_store->ring());
        QVERIFY(rows.has_value());
        m_catalog =
            std::make_unique<CatalogStore>(*rows, m_store->ring(), m_store->writer(), m_store->queue(), m_clock);
    }
    void reopen()
    {
        m_catalog.reset();
        m_store->stopWriter();
        open();
    }

    static ProviderDraft providerDraft(std::string name = "openai", std::string secret = "sk-canary-9f3e")
    {
        ProviderDraft draft;
        draft.name = std::move(name);
        draft.baseUrl = "https://api.openai.com/v1/";
        draft.secret = Secret(std::move(secret));
        return draft;
    }
    static Price::Picos picos(std::int64_t prompt, std::int64_t completion)
    {
        Price::Picos picos;
        picos[static_cast<std::size_t>(Meter::Prompt)] = prompt;
        picos[static_cast<std::size_t>(Meter::Completion)] = completion;
        return picos;
    }
    Result<ProviderPtr> createProvider(ProviderDraft draft)
    {
        return m_store->await<ProviderPtr>([&](auto reply) { m_catalog->createProvider(std::move(draft), reply); });
    }
    Result<ProviderPtr> changeProvider(const ProviderId& id, std::int64_t version, ProviderChange change)
    {
        return m_store->await<ProviderPtr>(
            [&](auto reply) { m_catalog->changeProvider(id, version, std::move(change), reply); });
    }
    Result<EndpointPtr> createEndpoint(EndpointDraft draft)
    {
        return m_store->await<EndpointPtr>([&](auto reply) { m_catalog->createEndpoint(std::move(draft), reply); });
    }
    Result<EndpointPtr> changeEndpoint(const EndpointId& id, std::int64_t version, const EndpointChange& change)
    {
        return m_store->await<EndpointPtr>([&](auto reply) { m_catalog->changeEndpoint(id, version, change, reply); });
    }
    Result<PricePtr> addPrice(const EndpointId& id, std::int64_t version, const PriceDraft& draft)
    {
        return m_store->await<PricePtr>([&](auto reply) { m_catalog->addPrice(id, version, draft, reply); });
    }
    Result<EndpointPtr> reprice(const EndpointId& id, std::int64_t version, const Price::Picos& picos)
    {
        const auto price = addPrice(id, version, {picos});
        if (!price)
            return price.error();
        return m_catalog->endpoint(id);
    }
    std::int64_t promptPico(const EndpointId& id) const
    {
        return *m_catalog->catalog()->endpoint(id)->price->pico(Meter::Prompt);
    }
    EndpointDraft endpointDraft(const ProviderId& provider) const
    {
        EndpointDraft draft;
        draft.provider = provider;
        draft.model = "openai/gpt-4o-mini";
        draft.upstreamModel = "gpt-4o-mini";
        draft.price = picos(50'000, 400'000);
        draft.contextTokens = 128'000;
        draft.maxOutputTokens = 16'384;
        return draft;
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(catalogMigrations());
        open();
    }
    void cleanup()
    {
        m_catalog.reset();
        m_store.reset();
    }

    void keepsProvidersOverARestart()
    {
        const auto provider = *createProvider(providerDraft());
        reopen();
        const auto again = m_catalog->provider(provider->id);
        QVERIFY(again != nullptr);
        QCOMPARE(again->name, "openai");
        QCOMPARE(again->baseUrl, "https://api.openai.com/v1");
        QCOMPARE(again->secret.reveal(), "sk-canary-9f3e");
        QCOMPARE(again->version, std::int64_t{1});
        QVERIFY(again->createdAt == m_clock.now());
    }

    void keepsTheSimulatorsSettings()
    {
        ProviderDraft draft;
        draft.name = "simulator";
        draft.protocol = Protocol::Simulator;
        draft.simulator = {5ms, 7, 9, 11, 13, 0xffff'ffff'ffff'ffffULL};
        const auto provider = *createProvider(std::move(draft));
        reopen();
        QVERIFY(m_catalog->provider(provider->id)->simulator == provider->simulator);
    }

    void keepsWhatIsSaidOfAProvider()
    {
        ProviderDraft draft = providerDraft();
        draft.region = "eu";
        draft.headers = {{"OpenAI-Organization", "org: 1"}, {"X-Title", "a"}};
        draft.dataPolicy = {true, false, 30};
        const auto provider = *createProvider(std::move(draft));
        reopen();
        auto again = m_catalog->provider(provider->id);
        QCOMPARE(again->region, "eu");
        QVERIFY(again->headers == provider->headers);
        QVERIFY(again->dataPolicy == provider->dataPolicy);

        ProviderChange change;
        change.region = "";
        change.headers.emplace();
        change.dataPolicy.emplace();
        QVERIFY(changeProvider(provider->id, 1, std::move(change)).has_value());
        reopen();
        again = m_catalog->provider(provider->id);
        QVERIFY(again->region.empty());
        QVERIFY(again->headers.empty());
        QVERIFY(!again->dataPolicy.logsPrompts && !again->dataPolicy.retentionDays);
    }

    void keepsWhatIsSaidOfAnEndpoint()
    {
        EndpointDraft draft = endpointDraft((*createProvider(providerDraft()))->id);
        draft.traits.features.emplace();
        for (const Feature feature : kFeatures)
            draft.traits.features->add(feature);
        draft.traits.quality = 87;
        draft.traits.codeScore = 0;
        draft.traits.tier = 2;
        draft.traits.weight = 1'000;
        draft.traits.quantization = Quantization::Fp8;
        const auto endpoint = *createEndpoint(draft);
        reopen();
        QVERIFY(m_catalog->endpoint(endpoint->id)->traits == draft.traits);

        EndpointChange change;
        change.upstreamModel = "gpt-4o-mini-2024-07-18";
        change.traits.emplace();
        QVERIFY(changeEndpoint(endpoint->id, 1, change).has_value());
        reopen();
        QVERIFY(m_catalog->endpoint(endpoint->id)->traits == EndpointTraits{});
        QCOMPARE(m_catalog->endpoint(endpoint->id)->upstreamModel, "gpt-4o-mini-2024-07-18");
    }

    void knowsNoFeaturesFromNone()
    {
        EndpointDraft draft = endpointDraft((*createProvider(providerDraft()))->id);
        draft.traits.features.emplace();
        const auto endpoint = *createEndpoint(draft);
        reopen();
        QVERIFY(m_catalog->endpoint(endpoint->id)->traits.features.has_value());
    }

    // Figures of an endpoint are found by its slot, whatever is changed of it.
    void anEndpointKeepsItsSlot()
    {
        const auto provider = *createProvider(providerDraft());
        const auto first = *createEndpoint(endpointDraft(provider->id));
        const auto second = *createEndpoint(endpointDraft(provider->id));
        QCOMPARE(first->slot, 0u);
        QCOMPARE(second->slot, 1u);
        EndpointChange change;
        change.state = EndpointState::Draining;
        QCOMPARE((*changeEndpoint(second->id, 1, change))->slot, 1u);
        QCOMPARE((*reprice(second->id, 2, picos(1, 1)))->slot, 1u);
        ProviderChange moved;
        moved.region = "eu";
        QVERIFY(changeProvider(provider->id, 1, std::move(moved)).has_value());
        QCOMPARE(m_catalog->catalog()->endpoint(second->id)->slot, 1u);
        reopen();
        QCOMPARE(m_catalog->endpoint(second->id)->slot, 1u);
        QCOMPARE((*createEndpoint(endpointDraft(provider->id)))->slot, 2u);
    }

    void leavesNoSecretOnDisk()
    {
        const auto provider = *createProvider(providerDraft());
        ProviderChange change;
        change.secret.emplace("sk-canary-second");
        QVERIFY(changeProvider(provider->id, 1, std::move(change)).has_value());
        const std::string disk = m_store->bytesOnDisk();
        QVERIFY(disk.find("api.openai.com") != std::string::npos); // the search works
        QVERIFY(disk.find("sk-canary") == std::string::npos);
        reopen();
        QCOMPARE(m_catalog->provider(provider->id)->secret.reveal(), "sk-canary-second");
    }

    void keepsASecretThatIsNotNamed()
    {
        const auto provider = *createProvider(providerDraft());
        ProviderChange change;
        change.isEnabled = false;
        const auto changed = *changeProvider(provider->id, 1, std::move(change));
        QVERIFY(!changed->isEnabled);
        QCOMPARE(changed->secret.reveal(), "sk-canary-9f3e");
        reopen();
        QCOMPARE(m_catalog->provider(provider->id)->secret.reveal(), "sk-canary-9f3e");
        QVERIFY(!m_catalog->provider(provider->id)->isEnabled);
    }

    void refusesANameThatIsTaken()
    {
        QVERIFY(createProvider(providerDraft()).has_value());
        const auto refused = createProvider(providerDraft());
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QCOMPARE(refused.error().param, "name");
        QCOMPARE(m_catalog->providers().size(), std::size_t{1});
    }

    void refusesProvidersAgainstTheRules()
    {
        ProviderDraft draft = providerDraft();
        draft.baseUrl = "http://example.com";
        QCOMPARE(createProvider(std::move(draft)).error().param, "base_url");
        const auto provider = *createProvider(providerDraft());
        ProviderChange change;
        change.baseUrl = "ftp://example.com";
        QCOMPARE(changeProvider(provider->id, 1, std::move(change)).error().param, "base_url");
        QCOMPARE(m_catalog->provider(provider->id)->version, std::int64_t{1});
    }

    // Whoever may change an address must not be able to have the secret sent there.
    void bindsTheSecretToItsOrigin()
    {
        const auto provider = *createProvider(providerDraft("a", "one"));
        for (const char* const elsewhere :
             {"https://api.openai.com.evil.example/v1", "https://api.openai.com:8443/v1", "https://evil.example/v1"}) {
            ProviderChange change;
            change.baseUrl = elsewhere;
            const auto refused = changeProvider(provider->id, 1, std::move(change));
            QVERIFY(!refused);
            QCOMPARE(refused.error().param, "secret");
        }
        ProviderChange path;
        path.baseUrl = "https://api.openai.com/v2";
        QCOMPARE((*changeProvider(provider->id, 1, std::move(path)))->secret.reveal(), "one");
        ProviderChange moved;
        moved.baseUrl = "https://evil.example/v1";
        moved.secret = Secret("two");
        QCOMPARE((*changeProvider(provider->id, 2, std::move(moved)))->secret.reveal(), "two");
        ProviderChange bare;
        bare.baseUrl = "https://other.example/v1";
        bare.secret = Secret();
        bare.isEnabled = false;
        QVERIFY((*changeProvider(provider->id, 3, std::move(bare)))->secret.isEmpty());
    }

    // An envelope belongs to one row: swapped between providers, neither opens.
    void refusesAMovedSecret()
    {
        createProvider(providerDraft("a", "one")).value();
        createProvider(providerDraft("b", "two")).value();
        m_catalog.reset();
        m_store->stopWriter();
        auto database = m_store->openDatabase();
        QVERIFY(database
                    .execute("UPDATE providers SET secret_sealed = (SELECT o.secret_sealed FROM providers o"
                             " WHERE o.name = 'b') WHERE name = 'a'")
                    .has_value());
        QCOMPARE(loadCatalog(database, m_store->ring()).error().code, ErrorCode::Corrupt);
    }

    void keepsEndpointsOverARestart()
    {
        const auto provider = *createProvider(providerDraft());
        EndpointDraft draft = endpointDraft(provider->id);
        draft.usesMaxCompletionTokens = true;
        draft.state = EndpointState::Draining;
        draft.deadlines = {1ms, 2ms, 3ms, 4ms};
        const auto endpoint = *createEndpoint(std::move(draft));
        reopen();
        const auto again = m_catalog->endpoint(endpoint->id);
        QVERIFY(again != nullptr);
        QVERIFY(again->provider == m_catalog->provider(provider->id));
        QCOMPARE(again->model, "openai/gpt-4o-mini");
        QCOMPARE(again->upstreamModel, "gpt-4o-mini");
        QVERIFY(again->price->id() == endpoint->price->id());
        QVERIFY(again->price->pico(Meter::Completion) == 400'000);
        QCOMPARE(again->contextTokens, std::int64_t{128'000});
        QCOMPARE(again->maxOutputTokens, std::int64_t{16'384});
        QVERIFY(again->usesMaxCompletionTokens);
        QVERIFY(again->state == EndpointState::Draining);
        QVERIFY((again->deadlines == Deadlines{1ms, 2ms, 3ms, 4ms}));
    }

    void refusesEndpointsOfNobodyOrWithoutPrice()
    {
        QCOMPARE(createEndpoint(endpointDraft(ProviderId::make(m_clock.now()))).error().param, "provider");
        const auto provider = *createProvider(providerDraft());
        EndpointDraft draft = endpointDraft(provider->id);
        draft.price = {};
        QCOMPARE(createEndpoint(std::move(draft)).error().param, "price");
    }

    void changesEndpointsByVersion()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        EndpointChange change;
        change.state = EndpointState::Disabled;
        const auto changed = *changeEndpoint(endpoint->id, 1, change);
        QVERIFY(changed->state == EndpointState::Disabled);
        QCOMPARE(changed->contextTokens, endpoint->contextTokens);
        QCOMPARE(changeEndpoint(endpoint->id, 1, change).error().code, ErrorCode::VersionConflict);
        QCOMPARE(changeEndpoint(EndpointId::make(m_clock.now()), 1, change).error().code, ErrorCode::NotFound);
    }

    void keepsEveryVersionOfAPrice()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        const auto other = *createEndpoint(endpointDraft(provider->id));
        const auto dearer = *reprice(endpoint->id, 1, picos(60'000, 500'000));
        QVERIFY(dearer->price->id() != endpoint->price->id());
        QVERIFY(endpoint->price->pico(Meter::Prompt) == 50'000); // a running order keeps what it started with

        auto reader = m_store->openDatabase(storage::Access::ReadOnly);
        const auto history = priceHistory(reader, endpoint->id, std::nullopt, 500);
        QCOMPARE(history->rows.size(), std::size_t{2});
        QVERIFY(history->rows[0].price.id() == dearer->price->id());
        QVERIFY(history->rows[1].price.id() == endpoint->price->id());
        QVERIFY(!history->next);
        QCOMPARE(priceHistory(reader, std::nullopt, std::nullopt, 500)->rows.size(), std::size_t{3});

        const auto first = priceHistory(reader, endpoint->id, std::nullopt, 1);
        QVERIFY(first->next.has_value());
        const auto second = priceHistory(reader, endpoint->id, first->next, 1);
        QVERIFY(second->rows[0].price.id() == endpoint->price->id());
        QVERIFY(!second->next);
        QVERIFY(m_catalog->endpoint(other->id)->price->pico(Meter::Prompt) == 50'000);
        reopen();
        QVERIFY(m_catalog->endpoint(endpoint->id)->price->id() == dearer->price->id());
    }

    void pricesNeitherChangeNorGo()
    {
        const auto provider = *createProvider(providerDraft());
        createEndpoint(endpointDraft(provider->id)).value();
        m_catalog.reset();
        m_store->stopWriter();
        auto database = m_store->openDatabase();
        QVERIFY(!database.execute("UPDATE prices SET prompt_pico = 0"));
        QVERIFY(!database.execute("DELETE FROM prices"));
        QVERIFY(!database.execute("REPLACE INTO prices SELECT * FROM prices"));
    }

    void aRefusedRepriceLeavesNothing()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        std::optional<Result<PricePtr>> first;
        m_catalog->addPrice(endpoint->id, 1, {picos(1, 1)}, [&](auto answer) { first.emplace(std::move(answer)); });
        QCOMPARE(reprice(endpoint->id, 1, picos(2, 2)).error().code, ErrorCode::VersionConflict);
        QVERIFY(first && first->has_value());
        auto reader = m_store->openDatabase(storage::Access::ReadOnly);
        QCOMPARE(priceHistory(reader, endpoint->id, std::nullopt, 500)->rows.size(), std::size_t{2});
        QVERIFY(m_catalog->endpoint(endpoint->id)->price->pico(Meter::Prompt) == 1);
    }

    void aLaterPriceTakesEffectByItself()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        const Instant from = m_clock.now() + 1h;
        QVERIFY(addPrice(endpoint->id, 1, {picos(60'000, 500'000), from}).has_value());
        QCOMPARE(promptPico(endpoint->id), 50'000);
        QCOMPARE(m_catalog->endpoint(endpoint->id)->version, std::int64_t{2});
        reopen();
        QCOMPARE(promptPico(endpoint->id), 50'000);
        m_clock.advance(59min);
        m_catalog->tick();
        QCOMPARE(promptPico(endpoint->id), 50'000);
        const auto before = m_catalog->catalog(); // of an order that is reserved now
        m_clock.advance(1min);
        int published = 0;
        m_catalog->setSubscriber([&](const auto&) { ++published; });
        m_catalog->tick();
        m_catalog->tick();
        QCOMPARE(published, 1);
        QCOMPARE(promptPico(endpoint->id), 60'000);
        QVERIFY(before->endpoint(endpoint->id)->price->pico(Meter::Prompt) == 50'000);
        m_catalog->setSubscriber({});
        reopen(); // without a write of its own
        QCOMPARE(promptPico(endpoint->id), 60'000);
        EndpointChange change;
        change.maxOutputTokens = 100;
        QVERIFY(changeEndpoint(endpoint->id, 2, change).has_value());
        reopen();
        QCOMPARE(promptPico(endpoint->id), 60'000);
    }

    void aPriceThatEndsGivesWayToTheOneBefore()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        QVERIFY(addPrice(endpoint->id, 1, {picos(10'000, 1), {}, m_clock.now() + 1h}).has_value());
        QCOMPARE(promptPico(endpoint->id), 10'000);
        EndpointChange change;
        change.maxOutputTokens = 100;
        QVERIFY(changeEndpoint(endpoint->id, 2, change).has_value());
        reopen();
        QCOMPARE(promptPico(endpoint->id), 10'000);
        m_clock.advance(1h);
        m_catalog->tick();
        QCOMPARE(promptPico(endpoint->id), 50'000);
        reopen();
        QCOMPARE(promptPico(endpoint->id), 50'000);
    }

    void aClockThatWasPutBackKeepsTheNewPrice()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        m_clock.advance(-1h);
        QVERIFY(addPrice(endpoint->id, 1, {picos(60'000, 1)}).has_value());
        QCOMPARE(promptPico(endpoint->id), 60'000);
        reopen();
        QCOMPARE(promptPico(endpoint->id), 60'000);
        m_clock.advance(2h);
        m_catalog->tick();
        QCOMPARE(promptPico(endpoint->id), 60'000);
    }

    void refusesTimesThatAreNone()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        const Instant now = m_clock.now();
        const auto faultOf = [&](std::optional<Instant> from, std::optional<Instant> until) {
            return addPrice(endpoint->id, 1, {picos(1, 1), from, until}).error().param;
        };
        QCOMPARE(faultOf(now, {}), "valid_from");
        QCOMPARE(faultOf(now - 1h, {}), "valid_from");
        QCOMPARE(faultOf(now + 24h * 4'000, {}), "valid_from");
        QCOMPARE(faultOf({}, now), "valid_until");
        QCOMPARE(faultOf(now + 1h, now + 1h), "valid_until");
        QCOMPARE(faultOf({}, now + 24h * 4'000), "valid_until");
    }

    void keepsTheTiersOfAPrice()
    {
        const auto provider = *createProvider(providerDraft());
        EndpointDraft draft = endpointDraft(provider->id);
        draft.price.tiers = {{20'000, picos(100'000, 600'000)}};
        const auto endpoint = *createEndpoint(std::move(draft));
        reopen();
        QVERIFY(m_catalog->endpoint(endpoint->id)->price->figures() == endpoint->price->figures());
        QVERIFY(m_catalog->endpoint(endpoint->id)->price->pico(Meter::Prompt, 20'001) == 100'000);
    }

    void aPriceThatBoundsNoCallIsRefused()
    {
        const auto provider = *createProvider(providerDraft());
        EndpointDraft draft = endpointDraft(provider->id);
        draft.price = picos(Price::kMaxPico, 1);
        QCOMPARE(createEndpoint(std::move(draft)).error().param, "price");
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        QCOMPARE(addPrice(endpoint->id, 1, {picos(1, Price::kMaxPico)}).error().param, "price");
    }

    // One that an earlier version let in.
    void atLoadItsEndpointIsSwitchedOff()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        const auto other = *createEndpoint(endpointDraft(provider->id));
        m_catalog.reset();
        m_store->stopWriter();
        auto database = m_store->openDatabase();
        const std::string dear = std::to_string(Price::kMaxPico);
        QVERIFY(database.execute("DROP TRIGGER prices_never_change; UPDATE prices SET prompt_pico = " + dear +
                                 " WHERE number = 1"));
        open();
        QVERIFY(!m_catalog->catalog()->endpoint(endpoint->id)->isRoutable());
        QVERIFY(m_catalog->catalog()->endpoint(other->id)->isRoutable());
    }

    void endpointsFollowTheirProvider()
    {
        const auto provider = *createProvider(providerDraft());
        const auto endpoint = *createEndpoint(endpointDraft(provider->id));
        QVERIFY(m_catalog->catalog()->endpoint(endpoint->id)->isRoutable());
        ProviderChange change;
        change.isEnabled = false;
        QVERIFY(changeProvider(provider->id, 1, std::move(change)).has_value());
        QVERIFY(!m_catalog->catalog()->endpoint(endpoint->id)->isRoutable());
        QVERIFY(endpoint->isRoutable()); // the old picture stands
    }

    void tellsItsSubscriberBeforeTheReply()
    {
        std::shared_ptr<const Catalog> told;
        m_catalog->setSubscriber([&](auto catalog) { told = std::move(catalog); });
        const auto provider = *createProvider(providerDraft());
        QVERIFY(told && told->provider(provider->id) != nullptr);
        QVERIFY(told == m_catalog->catalog());
    }
};

QTEST_GUILESS_MAIN(CatalogStoreTest)
#include "catalogstore_test.moc"
