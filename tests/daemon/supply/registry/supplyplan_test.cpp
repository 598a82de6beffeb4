// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/supplyplan.h"

#include "supply/registry/pricetable.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

#include <set>

using namespace gotoai;
using namespace gotoai::supply;

class SupplyPlanTest : public QObject
{
    Q_OBJECT

private:
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

    static Price::Picos picos(std::int64_t prompt, std::int64_t completion)
    {
        Price::Picos picos;
        picos[static_cast<std::size_t>(Meter::Prompt)] = prompt;
        picos[static_cast<std::size_t>(Meter::Completion)] = completion;
        return picos;
    }
    static EndpointDraft endpoint(std::string model, std::int64_t promptPico = 50'000)
    {
        EndpointDraft draft;
        draft.upstreamModel = model;
        draft.model = "vendor/" + std::move(model);
        draft.price = picos(promptPico, 400'000);
        draft.contextTokens = 128'000;
        draft.maxOutputTokens = 16'384;
        return draft;
    }
    static WantedProvider provider(std::string name, std::vector<EndpointDraft> endpoints)
    {
        WantedProvider wanted;
        wanted.provider.baseUrl = "https://api." + name + ".example/v1";
        wanted.provider.name = std::move(name);
        wanted.endpoints = std::move(endpoints);
        return wanted;
    }
    template<class... Providers>
    static std::vector<WantedProvider> all(Providers... providers)
    {
        std::vector<WantedProvider> wanted;
        (wanted.push_back(std::move(providers)), ...);
        return wanted;
    }
    Result<SupplyPlan> plan(const std::vector<WantedProvider>& wanted, Extent extent = Extent::Everything)
    {
        return planSupply(m_catalog->providers(), m_catalog->endpoints(), wanted, extent, m_clock.now());
    }
    Result<SupplyPlan> apply(SupplyPlan plan)
    {
        return m_store->await<SupplyPlan>([&](auto reply) { m_catalog->apply(std::move(plan), reply); });
    }
    CatalogStore::EndpointPtr only() const
    {
        return m_catalog->endpoints().size() == 1 ? m_catalog->endpoints().begin()->second : nullptr;
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

    void addsEverythingAtOnceAndForGood()
    {
        int catalogs = 0;
        m_catalog->setSubscriber([&](const auto&) { ++catalogs; });
        auto wanted = provider("a", {endpoint("x"), endpoint("y")});
        wanted.needsSecret = true;
        auto known = provider("b", {endpoint("x")});
        known.provider.allowsPrivateAddresses = true; // where no secret is asked for
        const auto planned = plan(all(std::move(wanted), std::move(known)));
        QCOMPARE(planned->providers.size(), std::size_t{2});
        QCOMPARE(planned->endpoints.size(), std::size_t{3});
        QVERIFY(apply(*planned).has_value());
        QCOMPARE(catalogs, 1);
        reopen();
        QCOMPARE(m_catalog->providers().size(), std::size_t{2});
        QVERIFY(!m_catalog->providers().begin()->second->isEnabled); // until it has its secret
        QVERIFY(std::next(m_catalog->providers().begin())->second->isEnabled);
        QCOMPARE(m_catalog->catalog()->endpointsOf("vendor/x").size(), std::size_t{2});
        std::set<std::uint32_t> slots_;
        for (const auto& [id, each] : m_catalog->endpoints())
            slots_.insert(each->slot);
        QCOMPARE(slots_.size(), std::size_t{3});
    }

    void theSameAgainChangesNothing()
    {
        // Two endpoints of one name: the first stands for the first.
        const auto wanted = all(provider("a", {endpoint("x", 1'000), endpoint("x", 2'000)}));
        QVERIFY(apply(*plan(wanted)).has_value());
        const auto again = plan(wanted);
        QVERIFY(again->isEmpty());
        QCOMPARE(again->unchanged, std::size_t{3});
    }

    void everythingFollowsTheFile()
    {
        QVERIFY(apply(*plan(all(provider("a", {endpoint("x")})))).has_value());
        auto wanted = provider("a", {endpoint("x", 60'000)});
        wanted.provider.region = "eu";
        wanted.endpoints[0].state = EndpointState::Draining;
        const auto planned = plan(all(std::move(wanted)));
        QCOMPARE(planned->providers.size(), std::size_t{1});
        QCOMPARE(planned->endpoints.size(), std::size_t{1});
        QVERIFY(planned->endpoints[0].isRepriced());
        QVERIFY(apply(*planned).has_value());
        reopen();
        QCOMPARE(only()->state, EndpointState::Draining);
        QCOMPARE(only()->price->pico(Meter::Prompt), std::optional<std::int64_t>(60'000));
        QCOMPARE(only()->provider->region, "eu");
        QCOMPARE(only()->version, std::int64_t{2});
        auto database = m_store->openDatabase();
        QCOMPARE(priceHistory(database, only()->id, {}, 10)->rows.size(), std::size_t{2});
    }

    void theMarketLeavesToTheOperatorWhatIsHis()
    {
        auto mine = provider("a", {endpoint("x")});
        mine.provider.region = "eu";
        mine.endpoints[0].state = EndpointState::Disabled;
        mine.endpoints[0].traits.quality = 90;
        mine.endpoints[0].traits.weight = 7;
        QVERIFY(apply(*plan(all(std::move(mine)))).has_value());
        auto market = provider("a", {endpoint("x", 60'000)});
        market.endpoints[0].contextTokens = 200'000;
        market.endpoints[0].traits.features = Features();
        QVERIFY(apply(*plan(all(std::move(market)), Extent::Facts)).has_value());
        QCOMPARE(only()->state, EndpointState::Disabled);
        QCOMPARE(only()->traits.quality, std::optional(90));
        QCOMPARE(only()->traits.weight, 7);
        QVERIFY(only()->traits.features.has_value());
        QCOMPARE(only()->contextTokens, std::int64_t{200'000});
        QCOMPARE(only()->price->pico(Meter::Prompt), std::optional<std::int64_t>(60'000));
        QCOMPARE(only()->provider->region, "eu");
    }

    void isAppliedWholeOrNotAtAll()
    {
        QVERIFY(apply(*plan(all(provider("a", {endpoint("x")})))).has_value());
        const auto planned = plan(all(provider("a", {endpoint("x", 60'000), endpoint("y")}), provider("b", {})));
        const auto reprice = m_store->await<CatalogStore::PricePtr>(
            [&](auto reply) { m_catalog->addPrice(only()->id, 1, {picos(1, 1)}, reply); });
        QVERIFY(reprice.has_value());
        QCOMPARE(apply(*planned).error().code, ErrorCode::VersionConflict);
        reopen();
        QCOMPARE(m_catalog->providers().size(), std::size_t{1});
        QVERIFY(only() != nullptr);
        QCOMPARE(only()->price->pico(Meter::Prompt), std::optional<std::int64_t>(1));
    }

    // The other change is on its way to disk, unseen: the database itself refuses.
    void meetsAChangeThatIsNotSeenYet()
    {
        QVERIFY(apply(*plan(all(provider("a", {endpoint("x")})))).has_value());
        auto planned = plan(all(provider("b", {endpoint("y")}), provider("a", {endpoint("x", 60'000)})));
        std::optional<ErrorCode> refused;
        const auto repriced = m_store->await<CatalogStore::PricePtr>([&](auto reply) {
            m_catalog->addPrice(only()->id, 1, {picos(1, 1)}, [](const auto&) {});
            m_catalog->apply(*std::move(planned), [&](const auto& done) { refused = done.error().code; });
            m_catalog->addPrice(only()->id, 1, {picos(2, 2)}, reply);
        });
        QVERIFY(!repriced.has_value());
        QCOMPARE(refused, std::optional(ErrorCode::VersionConflict));
        reopen();
        QCOMPARE(m_catalog->providers().size(), std::size_t{1});
        QCOMPARE(m_catalog->endpoints().size(), std::size_t{1});
    }

    void refusesWhatIsWrong()
    {
        const auto two = all(provider("a", {}), provider("a", {}));
        QCOMPARE(plan(two).error().param, "providers[1].name");
        auto model = provider("a", {endpoint("x"), endpoint("y")});
        model.endpoints[1].model = "with blanks";
        QCOMPARE(plan(all(std::move(model))).error().param, "providers[0].endpoints[1].model");
        auto price = provider("a", {endpoint("x")});
        price.endpoints[0].price.picos[0].reset();
        QCOMPARE(plan(all(std::move(price))).error().param, "providers[0].endpoints[0].price");
        auto url = provider("a", {});
        url.provider.baseUrl = "ftp://x";
        QCOMPARE(plan(all(std::move(url))).error().param, "providers[0].base_url");
    }

    void aSecretStaysWhereItIsBoundTo()
    {
        ProviderDraft draft = provider("a", {}).provider;
        draft.baseUrl = "https://api.a.example/v1";
        draft.secret = Secret("sk-canary");
        const auto made = m_store->await<CatalogStore::ProviderPtr>(
            [&](auto reply) { m_catalog->createProvider(std::move(draft), reply); });
        QVERIFY(made.has_value());
        auto elsewhere = provider("a", {});
        elsewhere.provider.baseUrl = "https://evil.example/v1";
        QCOMPARE(plan(all(std::move(elsewhere))).error().param, "providers[0].base_url");
        auto other = provider("a", {});
        other.provider.protocol = Protocol::Anthropic;
        QCOMPARE(plan(all(std::move(other))).error().code, ErrorCode::Conflict);
        auto path = provider("a", {});
        path.provider.baseUrl = "https://api.a.example/v2";
        QVERIFY(apply(*plan(all(std::move(path)))).has_value());
        reopen();
        QCOMPARE(m_catalog->providers().begin()->second->secret.reveal(), "sk-canary");
    }

    void changesPricesByAShare_data()
    {
        QTest::addColumn<qint64>("pico");
        QTest::addColumn<qint64>("percent"); // 10⁻⁴ %
        QTest::addColumn<qint64>("changed");
        QTest::newRow("ten more") << qint64{50'000} << qint64{100'000} << qint64{55'000};
        QTest::newRow("half off") << qint64{50'000} << qint64{-500'000} << qint64{25'000};
        QTest::newRow("free") << qint64{50'000} << qint64{-1'000'000} << qint64{0};
        QTest::newRow("half to even, down") << qint64{5} << qint64{-500'000} << qint64{2};
        QTest::newRow("half to even, up") << qint64{7} << qint64{-500'000} << qint64{4};
        QTest::newRow("above half") << qint64{3} << qint64{-100'000} << qint64{3};
        QTest::newRow("the smallest share") << qint64{1'000'000} << qint64{1} << qint64{1'000'001};
        QTest::newRow("the dearest") << qint64{Price::kMaxPico / 2} << qint64{1'000'000} << qint64{Price::kMaxPico};
    }
    void changesPricesByAShare()
    {
        QFETCH(qint64, pico);
        QFETCH(qint64, percent);
        QFETCH(qint64, changed);
        const auto price =
            Price::make(PriceId::make(m_clock.now()), {picos(pico, pico), {{100, picos(pico, pico)}}}, m_clock.now());
        const auto result = changedBy(*price, percent);
        QVERIFY(result.has_value());
        for (const Price::Picos& picos : {result->picos, result->tiers.at(0).picos}) {
            QCOMPARE(picos[static_cast<std::size_t>(Meter::Prompt)].value(), changed);
            QCOMPARE(picos[static_cast<std::size_t>(Meter::Completion)].value(), changed);
            QVERIFY(!picos[static_cast<std::size_t>(Meter::Image)].has_value());
        }
    }

    void refusesSharesOutOfRange()
    {
        const auto price = Price::make(PriceId::make(m_clock.now()), picos(Price::kMaxPico, 1), m_clock.now());
        QCOMPARE(changedBy(*price, 1).error().param, "percent");
        QCOMPARE(changedBy(*price, -1'000'001).error().param, "percent");
    }

    void repricesOnlyWhatIsAnother()
    {
        QVERIFY(apply(*plan(all(provider("a", {endpoint("x", 1'000), endpoint("y", 2'000)})))).has_value());
        std::vector<NewPrice> prices;
        for (const auto& [id, each] : m_catalog->endpoints())
            prices.push_back({each, picos(2'000, 400'000)});
        const auto planned = planPrices(prices, m_clock.now());
        QCOMPARE(planned->endpoints.size(), std::size_t{1});
        QCOMPARE(planned->unchanged, std::size_t{1});
        QVERIFY(apply(*planned).has_value());
        for (const auto& [id, each] : m_catalog->endpoints())
            QCOMPARE(each->price->pico(Meter::Prompt), std::optional<std::int64_t>(2'000));
        prices.push_back(prices.front());
        QCOMPARE(planPrices(prices, m_clock.now()).error().param, "endpoints");
    }
};

QTEST_GUILESS_MAIN(SupplyPlanTest)
#include "supplyplan_test.moc"
