// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "clearinghouse/pricing.h"
#include "control/market.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace gotoai;

// The supply as one file, and the market.
class SuppliesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;

    static QString admin(const char* path) { return QLatin1String("/admin/v1") + QString::fromLatin1(path); }
    static QByteArray text(const QJsonObject& object) { return QJsonDocument(object).toJson(); }
    test::AdminAnswer ask(const char* path, QJsonObject body, const QString& preview = {})
    {
        if (!preview.isEmpty())
            body.insert(QLatin1String("preview"), preview);
        return m_daemon->post(admin(path), text(body));
    }
    static QJsonObject market(const QByteArray& providers)
    {
        return QJsonDocument::fromJson(test::json("{'providers':[" + providers + "]}")).object();
    }
    // Previews, then imports what the preview told.
    test::AdminAnswer import(const char* kind, const QJsonObject& body)
    {
        const auto preview = ask(QByteArray(QByteArray(kind) + "/preview").constData(), body);
        if (preview.status != 200)
            return preview;
        return ask(QByteArray(QByteArray(kind) + "/import").constData(), body, preview.text("preview"));
    }

    test::AdminAnswer importAllOfTheMarket()
    {
        QByteArrayList chosen;
        const auto facts = control::readMarket();
        for (const auto& provider : facts->providers) {
            if (provider.protocol)
                chosen.append("{'id':'" + QByteArray::fromStdString(provider.id) +
                              (provider.baseUrl ? "'}" : "','base_url':'https://of.the.customer.example/v1'}"));
        }
        return import("/market", market(chosen.join(',')));
    }

    // Prices that begin where a prompt can come to, of what is imported.
    static std::size_t reachableTiers()
    {
        const auto facts = control::readMarket();
        std::size_t count = 0;
        for (const auto& model : facts->models) {
            for (const auto& endpoint : model.endpoints) {
                if (!model.isChat || endpoint.provider == "vertex-anthropic")
                    continue;
                for (std::size_t i = 0; i + 1 < endpoint.tiers.size(); ++i)
                    count += endpoint.tiers[i].upToPromptTokens.value_or(INT64_MAX) < endpoint.contextTokens ? 1 : 0;
            }
        }
        return count;
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void theWholeSupplyGoesToAnotherDaemon()
    {
        const auto provider = m_daemon->post(
            admin("/providers"),
            test::json("{'name':'openai','protocol':'openai','base_url':'https://api.openai.com/v1',"
                       "'secret':'sk-canary-7','region':'us','headers':[{'name':'x-team','value':'a'}],"
                       "'data_policy':{'logs_prompts':true,'trains_on_prompts':false,'retention_days':30}}"));
        QCOMPARE(provider.status, 201);
        const QString endpoint = m_daemon->makeEndpoint(provider.text("id"));
        QCOMPARE(m_daemon
                     ->patch(admin("/endpoints/") + endpoint,
                             test::json("{'state':'draining','quality':80,'features':['tools'],'weight':3,"
                                        "'deadlines':{'idle_ms':1234}}"),
                             {{"if-match", "*"}})
                     .status,
                 200);
        QCOMPARE(m_daemon->post(admin("/providers"), R"({"name":"local","protocol":"simulator"})").status, 201);
        const auto file = m_daemon->get(admin("/supply"));
        QCOMPARE(file.status, 200);
        QVERIFY(!file.body.contains("sk-canary"));

        m_daemon = std::make_unique<test::AdminDaemon>();
        const QJsonObject body{{QLatin1String("supply"), file.json}};
        const auto preview = ask("/supply/preview", body);
        QCOMPARE(preview.status, 200);
        QCOMPARE(preview.number("added"), 3);
        QVERIFY(!preview.json.value(QLatin1String("applied")).toBool());
        QVERIFY(m_daemon->get(admin("/providers")).rows().isEmpty());

        QCOMPARE(ask("/supply/import", body).status, 428);
        const auto imported = ask("/supply/import", body, preview.text("preview"));
        QCOMPARE(imported.status, 200);
        QVERIFY(imported.json.value(QLatin1String("applied")).toBool());
        // Its secret was left behind, so it is off; all else is as it was.
        QJsonObject expected = file.json;
        QJsonArray providers = expected.value(QLatin1String("providers")).toArray();
        QJsonObject first = providers[0].toObject();
        first.insert(QLatin1String("enabled"), false);
        first.insert(QLatin1String("has_secret"), false);
        providers[0] = first;
        expected.insert(QLatin1String("providers"), providers);
        QCOMPARE(m_daemon->get(admin("/supply")).json, expected);
        const QJsonObject row = imported.json.value(QLatin1String("endpoints")).toArray()[0].toObject();
        QCOMPARE(m_daemon->get(admin("/endpoints/") + row.value(QLatin1String("endpoint")).toString()).text("state"),
                 QLatin1String("draining"));
        const auto again = ask("/supply/preview", body);
        QCOMPARE(again.number("added"), 0);
        QCOMPARE(again.number("changed"), 0); // not even enabled, as long as it has no secret
        QCOMPARE(again.number("unchanged"), 3);
    }

    void anImportIsOfWhatWasPreviewed()
    {
        const auto selection = market("{'id':'groq'}");
        const auto preview = ask("/market/preview", selection);
        const QString provider =
            m_daemon
                ->post(admin("/providers"), test::json("{'name':'groq','protocol':'openai',"
                                                       "'base_url':'https://a.example','enabled':false}"))
                .text("id");
        const auto late = ask("/market/import", selection, preview.text("preview"));
        QCOMPARE(late.status, 409);
        QCOMPARE(late.code(), QLatin1String("version_conflict"));
        const QString now =
            late.json.value(QLatin1String("current")).toObject().value(QLatin1String("preview")).toString();
        QVERIFY(!now.isEmpty() && now != preview.text("preview"));
        QVERIFY(m_daemon->get(admin("/endpoints")).rows().isEmpty());
        QCOMPARE(ask("/market/import", selection, now).status, 200);
        const auto rows = m_daemon->get(admin("/endpoints?provider=") + provider).rows();
        QVERIFY(!rows.isEmpty());
    }

    void theMarketComesDisabledUntilThereIsASecret()
    {
        const auto imported = import("/market", market("{'id':'anthropic'}"));
        QCOMPARE(imported.status, 200);
        const QJsonObject difference = imported.json.value(QLatin1String("providers")).toArray()[0].toObject();
        QVERIFY(difference.value(QLatin1String("needs_secret")).toBool());
        QVERIFY(imported.number("added") > 10);
        const QString path = admin("/providers/") + difference.value(QLatin1String("provider")).toString();
        const auto provider = m_daemon->get(path);
        QVERIFY(!provider.json.value(QLatin1String("enabled")).toBool());
        QCOMPARE(provider.text("protocol"), QLatin1String("anthropic"));
        for (const auto& endpoint : m_daemon->catalog().catalog()->endpoints())
            QVERIFY(!endpoint->isRoutable());
        QCOMPARE(m_daemon->patch(path, R"({"secret":"sk-1","enabled":true})", {{"if-match", "*"}}).status, 200);
        for (const auto& endpoint : m_daemon->catalog().catalog()->endpoints())
            QVERIFY(endpoint->isRoutable());
    }

    void everyChatModelOfTheMarketCanBeImported()
    {
        const auto catalog = control::readMarket();
        QVERIFY2(catalog.has_value(), catalog ? "" : catalog.error().detail.c_str());
        QCOMPARE(catalog->providers.size(), std::size_t{28});
        QCOMPARE(catalog->models.size(), std::size_t{212});
        const auto spoken = static_cast<std::size_t>(std::ranges::count_if(
            catalog->providers, [](const auto& provider) { return provider.protocol.has_value(); }));
        const auto imported = importAllOfTheMarket();
        QVERIFY2(imported.status == 200, imported.body.constData());
        std::size_t endpoints = 0;
        std::size_t left = 0;
        for (const auto& model : catalog->models) {
            for (const auto& endpoint : model.endpoints) {
                if (endpoint.provider != "vertex-anthropic")
                    ++(model.isChat ? endpoints : left);
            }
        }
        QCOMPARE(m_daemon->catalog().endpoints().size(), endpoints);
        QCOMPARE(m_daemon->catalog().providers().size(), spoken);
        QCOMPARE(imported.number("skipped"), qint64(left));
        QVERIFY(m_daemon->catalog().catalog()->endpointsOf("openai/gpt-4o-mini").size() >= 1);
    }

    // The promise of a hold, for every price of the market: whatever a call uses within its endpoint's limits costs no
    // more than was held for it.
    void everyPriceOfTheMarketBoundsItsCalls()
    {
        importAllOfTheMarket();
        std::mt19937_64 random(20260711);
        const auto upTo = [&random](std::int64_t most) {
            return std::uniform_int_distribution<std::int64_t>(0, most)(random);
        };
        std::size_t tiers = 0;
        for (const auto& [id, endpoint] : m_daemon->catalog().endpoints()) {
            const Price& price = *endpoint->price;
            tiers += price.tiers().size();
            QVERIFY(checkBounded(price, endpoint->contextTokens, endpoint->maxOutputTokens));
            for (int round = 0; round < 200; ++round) {
                const UsageBound bound{.promptTokens = upTo(endpoint->contextTokens),
                                       .completionTokens = upTo(endpoint->maxOutputTokens)};
                Usage usage;
                usage[Meter::Prompt] = upTo(bound.promptTokens);
                usage[Meter::CacheRead] = upTo(bound.promptTokens - usage[Meter::Prompt]);
                usage[Meter::CacheWrite] = bound.promptTokens - usage[Meter::Prompt] - usage[Meter::CacheRead];
                usage[Meter::Completion] = upTo(bound.completionTokens);
                usage[Meter::Reasoning] = bound.completionTokens - usage[Meter::Completion];
                usage[Meter::Request] = 1;
                const FeePolicy fee{static_cast<std::int32_t>(upTo(5'000)), Money::fromNano(upTo(1'000'000))};
                const auto hold = clearinghouse::holdFor(bound, price, fee);
                const auto charge = clearinghouse::chargeFor(usage, price, fee);
                QVERIFY(hold && charge && charge->userPrice <= *hold);
            }
        }
        QCOMPARE(tiers, reachableTiers());
    }

    // All of its context, at the price of its prompt.
    void longPromptsCostWhatTheMarketSays()
    {
        QCOMPARE(import("/market", market("{'id':'google-ai-studio'},{'id':'novita'}")).status, 200);
        const auto& endpoints = m_daemon->catalog().catalog()->endpointsOf("google/gemini-3.1-pro-preview");
        QCOMPARE(endpoints.size(), std::size_t{1});
        QCOMPARE(endpoints[0]->contextTokens, std::int64_t{1'048'576});
        const Price& price = *endpoints[0]->price;
        QCOMPARE(price.pico(Meter::Prompt, 200'000), std::optional<std::int64_t>(2'000'000));
        QCOMPARE(price.pico(Meter::Prompt, 200'001), std::optional<std::int64_t>(4'000'000));
        QCOMPARE(price.pico(Meter::Completion, 200'001), std::optional<std::int64_t>(18'000'000));
        QCOMPARE(price.pico(Meter::CacheRead, 200'001), std::optional<std::int64_t>(400'000));
        const auto& qwen = m_daemon->catalog().catalog()->endpointsOf("alibaba/qwen3-max");
        QCOMPARE(qwen[0]->price->tiers().size(), std::size_t{2});
    }

    // What Google asks for an hour of keeping a cache is not what it asks for a token.
    void putsNoPriceOfStorageOnTokens()
    {
        QCOMPARE(import("/market", market("{'id':'google-ai-studio'}")).status, 200);
        for (const auto& [id, endpoint] : m_daemon->catalog().endpoints())
            QCOMPARE(endpoint->price->pico(Meter::CacheWrite), endpoint->price->pico(Meter::Prompt));
    }

    void showsAPartOfTheMarket()
    {
        const auto one = m_daemon->get(admin("/market?provider=groq"));
        QCOMPARE(one.json.value(QLatin1String("providers")).toArray().size(), 1);
        const auto models = one.json.value(QLatin1String("models")).toArray();
        QCOMPARE(models.size(), 2);
        QCOMPARE(m_daemon->get(admin("/market")).json.value(QLatin1String("models")).toArray().size(), 212);
        QCOMPARE(m_daemon->get(admin("/market?other=1")).status, 400);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* name, const char* path, const char* body, const char* param) {
            QTest::newRow(name) << admin(path) << test::json(body) << QString::fromLatin1(param);
        };
        row("format", "/supply/preview", "{'supply':{'format':'other','providers':[]}}", "supply.format");
        row("protocol", "/supply/preview",
            "{'supply':{'format':'gotoai-supply-1','providers':[{'name':'a','protocol':'smtp'}]}}",
            "supply.providers[0].protocol");
        row("name", "/supply/preview",
            "{'supply':{'format':'gotoai-supply-1','providers':[{'name':'A','protocol':'simulator'}]}}",
            "supply.providers[0].name");
        row("secret", "/supply/preview",
            "{'supply':{'format':'gotoai-supply-1','providers':[{'name':'a','protocol':'openai','secret':'sk'}]}}",
            "supply.providers[0].secret");
        row("state", "/supply/preview",
            "{'supply':{'format':'gotoai-supply-1','providers':[{'name':'a','protocol':'simulator','endpoints':[{"
            "'model':'m','upstream_model':'m','state':'on','context_tokens':10,'max_output_tokens':1,"
            "'price':{'prompt_usd_per_1m':'1','completion_usd_per_1m':'1'}}]}]}}",
            "supply.providers[0].endpoints[0].state");
        row("unknown provider", "/market/preview", "{'providers':[{'id':'nobody'}]}", "providers[0].id");
        row("address", "/market/preview", "{'providers':[{'id':'azure'}]}", "providers[0].base_url");
        row("not spoken", "/market/preview", "{'providers':[{'id':'vertex-anthropic'}]}", "providers[0].id");
        row("unknown model", "/market/preview", "{'providers':[],'models':['nobody/none']}", "models");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(QString, param);
        const auto answer = m_daemon->post(path, body);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.param(), param);
    }

    void importsAreRecordedPreviewsAreNot()
    {
        const auto imported = import("/market", market("{'id':'groq'}"));
        QCOMPARE(imported.status, 200);
        const auto audit = m_daemon->get(admin("/audit")).rows();
        QCOMPARE(audit.size(), 1);
        QCOMPARE(audit[0].toObject().value(QLatin1String("route")).toString(), admin("/market/import"));
        QVERIFY(QJsonDocument(audit[0].toObject()).toJson().contains("groq"));
    }
};

QTEST_GUILESS_MAIN(SuppliesTest)
#include "supplies_test.moc"
