// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/catalogrules.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace std::chrono_literals;

class CatalogRulesTest : public QObject
{
    Q_OBJECT

private:
    static Provider provider(std::string url, bool allowsPrivate = false)
    {
        Provider provider;
        provider.name = "openai";
        provider.baseUrl = std::move(url);
        provider.allowsPrivateAddresses = allowsPrivate;
        provider.secret = Secret("sk-1");
        return provider;
    }
    static std::shared_ptr<const Price> priceOf(std::int64_t prompt, std::int64_t completion)
    {
        Price::Picos picos{};
        picos[static_cast<std::size_t>(Meter::Prompt)] = prompt;
        picos[static_cast<std::size_t>(Meter::Completion)] = completion;
        return std::make_shared<const Price>(*Price::make(PriceId(), picos, Instant{}));
    }
    static Endpoint endpoint()
    {
        Endpoint endpoint;
        endpoint.model = "openai/gpt-4o-mini";
        endpoint.upstreamModel = "gpt-4o-mini";
        endpoint.contextTokens = 128'000;
        endpoint.maxOutputTokens = 16'384;
        endpoint.price = priceOf(50'000, 400'000);
        return endpoint;
    }
    static std::string fieldAtFault(const Result<void>& result) { return result ? "" : result.error().param; }

private Q_SLOTS:
    void acceptsBaseUrls_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::newRow("name") << QByteArray("https://api.openai.com/v1");
        QTest::newRow("no path") << QByteArray("https://api.example.com");
        QTest::newRow("port") << QByteArray("https://api.example.com:8443/v1");
        QTest::newRow("IPv4") << QByteArray("https://192.0.2.1/v1");
        QTest::newRow("IPv6") << QByteArray("https://[2001:db8::1]:443/v1");
    }
    void acceptsBaseUrls()
    {
        QFETCH(QByteArray, url);
        QVERIFY(checkProvider(provider(url.toStdString())).has_value());
    }

    void refusesBaseUrls_data()
    {
        QTest::addColumn<QByteArray>("url");
        const char* const urls[] = {"",
                                    "api.openai.com",
                                    "ftp://example.com",
                                    "file:///etc/passwd",
                                    "HTTPS://example.com",
                                    "https://",
                                    "https:///v1",
                                    "https://user@example.com",
                                    "https://user:pass@example.com/v1",
                                    "https://example.com?key=1",
                                    "https://example.com/#x",
                                    "https://example.com/v1/",
                                    "https://example.com:0/v1",
                                    "https://example.com:65536",
                                    "https://example.com:",
                                    "https://example.com:80a",
                                    "https://exa mple.com",
                                    "https://example.com/\r\nX: y",
                                    "https://example.com\\@evil.example",
                                    "https://[::1",
                                    "https://[]/",
                                    "https://ex_ample.com",
                                    "https://exämple.com",
                                    "https://example.com/v1/../admin",
                                    "https://example.com/..",
                                    "https://example.com/./v1",
                                    "https://example.com/%2e%2E/v1",
                                    "http://example.com/v1"};
        for (const char* url : urls)
            QTest::newRow(*url != '\0' ? url : "empty") << QByteArray(url);
        QTest::newRow("long") << QByteArray("https://example.com/").append(QByteArray(500, 'a'));
    }
    void refusesBaseUrls()
    {
        QFETCH(QByteArray, url);
        QCOMPARE(fieldAtFault(checkProvider(provider(url.toStdString()))), "base_url");
    }

    void allowsPlainHttpOnlyToPrivateProviders()
    {
        QVERIFY(checkProvider(provider("http://127.0.0.1:4010/v1", true)).has_value());
        QCOMPARE(fieldAtFault(checkProvider(provider("http://127.0.0.1:4010/v1", false))), "base_url");
    }

    void dropsTrailingSlashes()
    {
        QCOMPARE(withoutTrailingSlash("https://example.com/v1//"), "https://example.com/v1");
        QCOMPARE(withoutTrailingSlash("https://example.com"), "https://example.com");
    }

    void refusesNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("capital") << QByteArray("OpenAI");
        QTest::newRow("blank") << QByteArray("open ai");
        QTest::newRow("slash") << QByteArray("open/ai");
        QTest::newRow("long") << QByteArray(65, 'a');
    }
    void refusesNames()
    {
        QFETCH(QByteArray, name);
        Provider named = provider("https://example.com");
        named.name = name.toStdString();
        QCOMPARE(fieldAtFault(checkProvider(named)), "name");
    }

    void enablesOnThePublicNetworkOnlyWithASecret()
    {
        Provider bare = provider("https://api.example.com/v1");
        bare.secret = Secret();
        for (const Protocol protocol : {Protocol::OpenAi, Protocol::OpenRouter, Protocol::Anthropic}) {
            bare.protocol = protocol;
            QCOMPARE(fieldAtFault(checkProvider(bare)), "secret");
        }
        bare.isEnabled = false;
        QVERIFY(checkProvider(bare).has_value());
        bare.isEnabled = true;
        bare.allowsPrivateAddresses = true;
        QVERIFY(checkProvider(bare).has_value());
        bare.allowsPrivateAddresses = false;
        bare.protocol = Protocol::Ollama;
        QVERIFY(checkProvider(bare).has_value());
    }

    // A secret goes into a header: a line break in it would be a header of the attacker's own.
    void refusesSecretsThatBreakAHeader()
    {
        Provider hostile = provider("https://example.com");
        hostile.secret = Secret("sk-1\r\nHost: evil.example");
        QCOMPARE(fieldAtFault(checkProvider(hostile)), "secret");
        hostile.secret = Secret(std::string(4097, 'a'));
        QCOMPARE(fieldAtFault(checkProvider(hostile)), "secret");
        hostile.secret = Secret(std::string(4096, 'a'));
        QVERIFY(checkProvider(hostile).has_value());
    }

    void acceptsHeaders()
    {
        Provider known = provider("https://example.com");
        known.region = "eu-central.1";
        known.headers = {{"OpenAI-Organization", "org-1"}, {"X-Title", "Gateway of ACME, Inc."}};
        known.dataPolicy = {false, false, 36'500};
        QVERIFY(checkProvider(known).has_value());
    }

    void refusesHeaders_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        for (const char* name : {"", "two words", "colon:", "Authorization", "HOST", "content-length", "X-Api-Key",
                                 "Transfer-Encoding", "x\r\ny", "\xc3\xa9", "x-twice"})
            QTest::addRow("name '%s'", name) << QByteArray(name) << QByteArray("v");
        QTest::newRow("long name") << QByteArray(65, 'a') << QByteArray("v");
        for (const char* value : {"", " v", "v ", "a\r\nHost: evil.example", "\xc3\xa9"})
            QTest::addRow("value '%s'", value) << QByteArray("x-a") << QByteArray(value);
        QTest::newRow("long value") << QByteArray("x-a") << QByteArray(1'025, 'v');
    }
    void refusesHeaders()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        Provider hostile = provider("https://example.com");
        hostile.headers = {{"X-Twice", "v"}, {name.toStdString(), value.toStdString()}};
        QCOMPARE(fieldAtFault(checkProvider(hostile)), "headers");
    }

    void refusesTooManyHeaders()
    {
        Provider wordy = provider("https://example.com");
        for (int i = 0; i < 16; ++i)
            wordy.headers.push_back({"x-" + std::to_string(i), "v"});
        QVERIFY(checkProvider(wordy).has_value());
        wordy.headers.push_back({"x-16", "v"});
        QCOMPARE(fieldAtFault(checkProvider(wordy)), "headers");
    }

    void keepsWhatIsSaidOfAProviderWithinItsRanges()
    {
        Provider odd = provider("https://example.com");
        odd.region = "the moon";
        QCOMPARE(fieldAtFault(checkProvider(odd)), "region");
        odd.region.clear();
        odd.dataPolicy.retentionDays = -1;
        QCOMPARE(fieldAtFault(checkProvider(odd)), "data_policy.retention_days");
        odd.dataPolicy.retentionDays = 36'501;
        QCOMPARE(fieldAtFault(checkProvider(odd)), "data_policy.retention_days");
    }

    void keepsTheSimulatorWithinItsRanges()
    {
        Provider simulator;
        simulator.name = "simulator";
        simulator.protocol = Protocol::Simulator;
        QVERIFY(checkProvider(simulator).has_value());
        simulator.simulator.errorsPerMille = 1'001;
        QCOMPARE(fieldAtFault(checkProvider(simulator)), "simulator.errors_per_mille");
        simulator.simulator = {};
        simulator.simulator.firstToken = -1ms;
        QCOMPARE(fieldAtFault(checkProvider(simulator)), "simulator.first_token_ms");
        simulator.simulator = {};
        simulator.simulator.completionTokens = 0;
        QCOMPARE(fieldAtFault(checkProvider(simulator)), "simulator.completion_tokens");
        simulator.simulator = {};
        simulator.baseUrl = "https://example.com";
        QCOMPARE(fieldAtFault(checkProvider(simulator)), "base_url");
    }

    void keepsEndpointsWithinTheirRanges()
    {
        QVERIFY(checkEndpoint(endpoint()).has_value());
        const auto faultOf = [](auto change) {
            Endpoint changed = endpoint();
            change(changed);
            return fieldAtFault(checkEndpoint(changed));
        };
        QCOMPARE(faultOf([](Endpoint& e) { e.model.clear(); }), "model");
        QCOMPARE(faultOf([](Endpoint& e) { e.model = "two words"; }), "model");
        QCOMPARE(faultOf([](Endpoint& e) { e.model = "gotoai/auto"; }), "model"); // it would stand before ours
        QCOMPARE(faultOf([](Endpoint& e) { e.model = "gotoai/other"; }), "model");
        QCOMPARE(faultOf([](Endpoint& e) { e.upstreamModel = "a\nb"; }), "upstream_model");
        QCOMPARE(faultOf([](Endpoint& e) { e.contextTokens = 0; }), "context_tokens");
        QCOMPARE(faultOf([](Endpoint& e) { e.maxOutputTokens = e.contextTokens + 1; }), "max_output_tokens");
        QCOMPARE(faultOf([](Endpoint& e) { e.maxOutputTokens = 0; }), "max_output_tokens");
        QCOMPARE(faultOf([](Endpoint& e) { e.imageTokens = -1; }), "image_tokens");
        QCOMPARE(faultOf([](Endpoint& e) { e.traits.quality = 101; }), "quality");
        QCOMPARE(faultOf([](Endpoint& e) { e.traits.codeScore = -1; }), "code_score");
        QCOMPARE(faultOf([](Endpoint& e) { e.traits.tier = 0; }), "tier");
        QCOMPARE(faultOf([](Endpoint& e) { e.traits.tier = 10; }), "tier");
        QCOMPARE(faultOf([](Endpoint& e) { e.traits.weight = 0; }), "weight");
        QCOMPARE(faultOf([](Endpoint& e) { e.traits.weight = 1'001; }), "weight");
        QCOMPARE(faultOf([](Endpoint& e) { e.deadlines.connect = 0ms; }), "deadlines.connect_ms");
        QCOMPARE(faultOf([](Endpoint& e) { e.deadlines.firstByte = 3'600'001ms; }), "deadlines.first_byte_ms");
        QCOMPARE(faultOf([](Endpoint& e) { e.deadlines.idle = -1ms; }), "deadlines.idle_ms");
        QCOMPARE(faultOf([](Endpoint& e) { e.price = priceOf(Price::kMaxPico, 0); }), "price");
    }
};

QTEST_GUILESS_MAIN(CatalogRulesTest)
#include "catalogrules_test.moc"
