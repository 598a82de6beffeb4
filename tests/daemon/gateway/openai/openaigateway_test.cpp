// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/openaigateway.h"

#include "http/listener.h"
#include "hypercore/access/credential.h"
#include "support/catalogfixture.h"
#include "support/finishedorders.h"
#include "support/ledgerfixture.h"
#include "support/scriptedtransport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTcpSocket>
#include <QTest>

#include <utility>
#include <vector>

using namespace gotoai;

namespace {

constexpr const char* kHello =
    R"({"id":"up-1","object":"chat.completion.chunk","created":5,"model":"upstream-1","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]})";
constexpr const char* kStop =
    R"({"id":"up-1","object":"chat.completion.chunk","created":5,"model":"upstream-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";
constexpr const char* kUsage =
    R"({"id":"up-1","object":"chat.completion.chunk","created":5,"model":"upstream-1","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44}})";
constexpr const char* kWhole =
    R"({"id":"up-1","object":"chat.completion","created":5,"model":"upstream-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44}})";

QByteArray chatBody(const char* extra = "", const char* model = "demo/model")
{
    return QByteArray("{\"model\":\"") + model +
           "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + extra + "}";
}

} // namespace

// The front door over a real socket and a real ledger, with a scripted provider behind.
class OpenAiGatewayTest : public QObject
{
    Q_OBJECT

private:
    struct World
    {
        test::ManualClock clock;
        test::LedgerFixture ledger{clock};
        test::ScriptedTransport transport;
        json::Parser parser;
        hypercore::OrderFigures figures;
        test::FinishedOrders finished;
        supply::HealthBook health{clock};
        hypercore::OrderEngine engine{
            {clock, transport, health, parser, ledger.store(), ledger.queue(), figures, finished}};
        gateway::RefusalFigures refusals;
        gateway::OpenAiGateway gateway{clock, engine, parser, {trace::Tracer::Mode::Off, 0}, refusals};
        http::Listener listener{clock, gateway, {}};
        QSocketNotifier notifier{ledger.queue().descriptor(), QSocketNotifier::Read};
        AccountId account;
        QByteArray key;
        QTcpSocket client;
        QByteArray received;

        World()
        {
            QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [this] { ledger.queue().drain(); });
            QObject::connect(&client, &QTcpSocket::readyRead, &client, [this] { received += client.readAll(); });
            engine.setCatalog(test::makeCatalog({{}}));
            addKey();
            ledger.topUp(account, "1");
            if (!listener.listen("127.0.0.1", 0))
                qFatal("cannot listen");
            client.connectToHost(QStringLiteral("127.0.0.1"), listener.port());
        }

        void addKey()
        {
            const auto peppers = std::make_shared<const hypercore::Peppers>(
                std::vector{hypercore::Pepper{.version = 1, .key = {7}, .createdAt = {}}});
            auto owner = std::make_shared<hypercore::Account>();
            owner->id = account = AccountId::make(clock.now());
            auto apiKey = std::make_shared<hypercore::ApiKey>();
            apiKey->id = KeyId::make(clock.now());
            apiKey->account = owner->id;
            const Secret text = hypercore::makeCredential(hypercore::kApiKeyPrefix, apiKey->id.bytes());
            apiKey->mac = peppers->macOf(text.reveal());
            key = QByteArray::fromStdString(std::string(text.reveal()));
            gateway.setAccess(std::make_shared<hypercore::AccessSnapshot>(
                hypercore::AccessSnapshot::Accounts{{owner->id, owner}},
                hypercore::AccessSnapshot::Keys{{apiKey->id, apiKey}}, peppers));
        }

        void send(const QByteArray& method, const QByteArray& path, const QByteArray& body = {},
                  const QByteArray& headers = {})
        {
            client.write(method + ' ' + path + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + key + "\r\n" +
                         headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        }

        int status() const { return received.mid(9, 3).toInt(); }
        QJsonObject body() const
        {
            return QJsonDocument::fromJson(received.mid(received.indexOf("\r\n\r\n") + 4)).object();
        }
        QString errorCode() const
        {
            return body().value(QStringLiteral("error")).toObject().value(QStringLiteral("code")).toString();
        }
        bool isWhole() const
        {
            const auto head = received.indexOf("\r\n\r\n");
            const auto at = received.toLower().indexOf("content-length: ");
            return head > 0 && at > 0 &&
                   received.size() >= head + 4 + received.mid(at + 16, received.indexOf('\r', at) - at - 16).toInt();
        }
        // The data of the events received so far.
        QList<QByteArray> events() const
        {
            QList<QByteArray> list;
            for (const QByteArray& line : received.split('\n')) {
                if (line.startsWith("data: "))
                    list << line.mid(6);
            }
            return list;
        }
    };

    // Answers when it is told to.
    class Source final : public gateway::ReceiptSource
    {
    public:
        void findReceipt(const AccountId& account, const OrderId& order, Reply reply) override
        {
            asked = {account, order};
            replies.push_back(std::move(reply));
        }
        std::pair<AccountId, OrderId> asked;
        std::vector<Reply> replies;
    };

private Q_SLOTS:
    void handsOutReceipts()
    {
        World world;
        Source source;
        world.gateway.setReceiptSource(source);
        const OrderId order = OrderId::make(world.clock.now());
        const QByteArray path = "/v1/orders/" + QByteArray::fromStdString(order.toString()) + "/receipt";
        world.send("GET", path);
        QTRY_COMPARE(source.replies.size(), std::size_t{1});
        QVERIFY(source.asked == std::pair(world.account, order));
        QVERIFY(world.received.isEmpty());
        source.replies[0](std::string(R"({"format":"x"})"));
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), 200);
        QCOMPARE(world.body().value(QStringLiteral("format")).toString(), QStringLiteral("x"));
    }

    void tellsWhyThereIsNoReceipt_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("word");
        QTest::addColumn<bool>("mayCome");
        QTest::newRow("of nobody, or of another")
            << int(ErrorCode::NotFound) << 404 << QStringLiteral("order_not_found") << false;
        QTest::newRow("it runs") << int(ErrorCode::Conflict) << 409 << QStringLiteral("conflict") << true;
        QTest::newRow("too many") << int(ErrorCode::Overloaded) << 503 << QStringLiteral("overloaded") << true;
        QTest::newRow("no ledger") << int(ErrorCode::StoreUnavailable) << 503 << QStringLiteral("store_unavailable")
                                   << true;
    }
    void tellsWhyThereIsNoReceipt()
    {
        QFETCH(int, code);
        QFETCH(int, status);
        QFETCH(QString, word);
        QFETCH(bool, mayCome);
        World world;
        Source source;
        world.gateway.setReceiptSource(source);
        world.send("GET", "/v1/orders/ord_0123456789abcdef0123456789abcdef/receipt");
        QTRY_COMPARE(source.replies.size(), std::size_t{1});
        source.replies[0](failure(ErrorCode(code), "acct_of_somebody_else"));
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), status);
        QCOMPARE(world.errorCode(), word);
        QCOMPARE(world.received.toLower().contains("retry-after"), mayCome);
        QCOMPARE(world.received.contains("acct_of_somebody_else"), status != 404);
    }

    void knowsWhatIsNoReceiptsPath_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("word");
        QTest::newRow("no id") << QByteArray("/v1/orders/1/receipt") << QStringLiteral("order_not_found");
        QTest::newRow("nothing") << QByteArray("/v1/orders//receipt") << QStringLiteral("unknown_url");
        QTest::newRow("deeper") << QByteArray("/v1/orders/a/b/receipt") << QStringLiteral("unknown_url");
        QTest::newRow("another end") << QByteArray("/v1/orders/a/route") << QStringLiteral("unknown_url");
    }
    void knowsWhatIsNoReceiptsPath()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, word);
        World world;
        Source source;
        world.gateway.setReceiptSource(source);
        world.send("GET", path);
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), 404);
        QCOMPARE(world.errorCode(), word);
        QVERIFY(source.replies.empty());
    }

    void aReceiptSurvivesItsClient()
    {
        World world;
        Source source;
        world.gateway.setReceiptSource(source);
        world.send("GET", "/v1/orders/ord_0123456789abcdef0123456789abcdef/receipt");
        QTRY_COMPARE(source.replies.size(), std::size_t{1});
        world.clock.advance(std::chrono::seconds(10)); // by now a closed half is a client that has gone
        world.client.abort();
        QTRY_COMPARE(world.listener.connectionCount(), std::size_t{0});
        source.replies[0](std::string("{}"));
        QVERIFY(world.received.isEmpty());
    }

    // The provider gets the caller's trace with a span of its own attempt; what is malformed it does not get.
    void passesTracesOn_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<bool>("isPassed");
        QTest::addColumn<QByteArray>("state");
        const QByteArray parent = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
        QTest::newRow("with state") << QByteArray(parent + "tracestate: a=1\r\ntracestate: b=2\r\n") << true
                                    << QByteArray("a=1,b=2");
        QTest::newRow("twice") << QByteArray(parent + parent) << false << QByteArray();
        QTest::newRow("malformed") << QByteArray("traceparent: 00-xyz\r\ntracestate: a=1\r\n") << false << QByteArray();
        QTest::newRow("none") << QByteArray() << false << QByteArray();
    }
    void passesTracesOn()
    {
        QFETCH(QByteArray, headers);
        QFETCH(bool, isPassed);
        QFETCH(QByteArray, state);
        World world;
        world.send("POST", "/v1/chat/completions", chatBody(R"(,"stream":true)"), headers);
        QTRY_COMPARE(world.transport.callCount(), 1u);
        const supply::RequestTags& tags = world.transport.call(0).request.tags;
        QCOMPARE(tags.traceState, state.toStdString());
        QCOMPARE(!tags.traceParent.empty(), isPassed);
        if (isPassed) {
            QVERIFY(tags.traceParent.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
            QVERIFY(tags.traceParent.ends_with("-01"));
            QVERIFY(tags.traceParent.find("00f067aa0ba902b7") == std::string::npos);
        }
        world.transport.call(0).head(200);
        world.transport.call(0).event(kHello);
        QTRY_COMPARE(world.events().size(), 1);
        world.client.abort();
        QTRY_COMPARE(world.finished.orders.size(), 1u);
        QCOMPARE(!world.finished.orders[0]->trace.isNone(), isPassed);
        QCOMPARE(world.finished.orders[0]->clientStatus, 200);
        QCOMPARE(world.finished.orders[0]->clientAddress, "127.0.0.1");
    }

    void streamsAndSettles()
    {
        World world;
        world.send("POST", "/v1/chat/completions", chatBody(R"(,"stream":true)"));
        QTRY_COMPARE(world.transport.callCount(), 1u);
        auto& call = world.transport.call(0);
        call.head(200);
        call.event(kHello);
        QTRY_COMPARE(world.events().size(), 1);
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        QTRY_VERIFY(world.received.endsWith("0\r\n\r\n"));

        QCOMPARE(world.status(), 200);
        QVERIFY(world.received.contains("text/event-stream"));
        QVERIFY(world.received.contains("x-gotoai-provider: provider-1"));
        const auto events = world.events();
        QCOMPARE(events.size(), 3); // hello, stop, [DONE]: nobody asked for usage
        QCOMPARE(events.last(), "[DONE]");
        const QJsonObject first = QJsonDocument::fromJson(events[0]).object();
        const QJsonObject second = QJsonDocument::fromJson(events[1]).object();
        QVERIFY(first.value(QStringLiteral("id")).toString().startsWith(QStringLiteral("chatcmpl-")));
        QCOMPARE(first.value(QStringLiteral("id")), second.value(QStringLiteral("id")));
        QCOMPARE(first.value(QStringLiteral("model")).toString(), QStringLiteral("demo/model"));
        QCOMPARE(world.ledger.wallet(world.account).available.toUsd(), "0.9999929");
    }

    void tellsUsageAndCostToThoseWhoAsk()
    {
        World world;
        world.send("POST", "/v1/chat/completions",
                   chatBody(R"(,"stream":true,"stream_options":{"include_usage":true})"));
        QTRY_COMPARE(world.transport.callCount(), 1u);
        auto& call = world.transport.call(0);
        call.head(200);
        call.event(kHello);
        call.event(kStop);
        call.event(kUsage);
        call.bytes("data: [DONE]\n\n");
        QTRY_VERIFY(world.received.endsWith("0\r\n\r\n"));
        const auto events = world.events();
        QCOMPARE(events.size(), 4);
        QVERIFY(QJsonDocument::fromJson(events[0]).object().value(QStringLiteral("usage")).isNull());
        const QJsonObject last = QJsonDocument::fromJson(events[2]).object();
        QVERIFY(last.value(QStringLiteral("choices")).toArray().isEmpty());
        const QJsonObject usage = last.value(QStringLiteral("usage")).toObject();
        QCOMPARE(usage.value(QStringLiteral("prompt_tokens")).toInt(), 30);
        QCOMPARE(usage.value(QStringLiteral("cost")).toString(), QStringLiteral("0.0000071"));
    }

    void answersWhole()
    {
        World world;
        world.send("POST", "/v1/chat/completions", chatBody());
        QTRY_COMPARE(world.transport.callCount(), 1u);
        auto& call = world.transport.call(0);
        call.head(200, "application/json");
        call.bytes(kWhole);
        call.end();
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), 200);
        QVERIFY(world.received.contains("x-gotoai-charge-usd: 0.0000071"));
        QCOMPARE(world.body().value(QStringLiteral("model")).toString(), QStringLiteral("demo/model"));
        QVERIFY(world.received.contains("x-request-id: ord_"));
    }

    // After output has gone out, a failure is a frame of its own, and no [DONE] makes it look whole.
    void reportsACutInBand()
    {
        World world;
        world.send("POST", "/v1/chat/completions", chatBody(R"(,"stream":true)"));
        QTRY_COMPARE(world.transport.callCount(), 1u);
        auto& call = world.transport.call(0);
        call.head(200);
        call.event(kHello);
        call.end(supply::UpstreamEnd::Kind::Cut);
        QTRY_VERIFY(world.received.endsWith("0\r\n\r\n"));
        const auto events = world.events();
        QCOMPARE(events.size(), 2);
        const QJsonObject error = QJsonDocument::fromJson(events[1]).object().value(QStringLiteral("error")).toObject();
        QCOMPARE(error.value(QStringLiteral("code")).toString(), QStringLiteral("upstream_cut"));
    }

    void reportsAFailureBeforeTheAnswerAsAStatus()
    {
        World world;
        world.send("POST", "/v1/chat/completions", chatBody(R"(,"stream":true)"));
        QTRY_COMPARE(world.transport.callCount(), 1u);
        world.transport.call(0).end(supply::UpstreamEnd::Kind::FirstByteTimeout);
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), 504);
        QCOMPARE(world.errorCode(), QStringLiteral("upstream_timeout"));
    }

    void keepsASilentStreamAlive()
    {
        World world;
        world.send("POST", "/v1/chat/completions", chatBody(R"(,"stream":true)"));
        QTRY_COMPARE(world.transport.callCount(), 1u);
        world.clock.advance(std::chrono::seconds(9));
        world.gateway.keepAlive();
        world.clock.advance(std::chrono::seconds(1));
        QVERIFY(world.received.isEmpty());
        world.gateway.keepAlive();
        QTRY_VERIFY(world.received.contains("\n: "));
        // From now on a failure is in-band.
        world.transport.call(0).end(supply::UpstreamEnd::Kind::FirstTokenTimeout);
        QTRY_VERIFY(world.received.endsWith("0\r\n\r\n"));
        QVERIFY(world.events().last().contains("upstream_timeout"));
    }

    void cancelsForAClientThatLeaves()
    {
        World world;
        world.send("POST", "/v1/chat/completions", chatBody(R"(,"stream":true)"));
        QTRY_COMPARE(world.transport.callCount(), 1u);
        auto& call = world.transport.call(0);
        call.head(200);
        call.event(kHello);
        QTRY_COMPARE(world.events().size(), 1);
        world.client.abort();
        QTRY_VERIFY(call.wasCancelled);
        QTRY_VERIFY(world.engine.isIdle());
        QCOMPARE(world.ledger.wallet(world.account).held.toUsd(), "0");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const char* method, const char* path, const QByteArray& body, int status,
                            const char* code) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(path) << body << status
                                << QString::fromLatin1(code);
        };
        const char* const chat = "/v1/chat/completions";
        row("bad JSON", "POST", chat, "{\"model\":", 400, "invalid_json");
        row("no body", "POST", chat, "", 400, "invalid_json");
        row("unknown model", "POST", chat, chatBody("", "no/such"), 404, "model_not_found");
        row("a field without a price", "POST", chat, chatBody(R"(,"service_tier":"priority")"), 400,
            "unsupported_parameter");
        row("duplicate key", "POST", chat, chatBody(R"(,"model":"b")"), 400, "invalid_value");
        row("unknown path", "POST", "/v1/completions", "{}", 404, "unknown_url");
        row("wrong method", "GET", chat, "", 405, "method_not_allowed");
        row("unknown model resource", "GET", "/v1/models/no%2Fsuch", "", 404, "model_not_found");
        row("empty wallet", "POST", chat, chatBody(R"(,"n":128)", "demo/dear"), 402, "insufficient_funds");
    }
    void refuses()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        World world;
        world.engine.setCatalog(test::makeCatalog({{}, {.model = "demo/dear", .completionUsdPerMillion = "1000"}}));
        world.send(method, path, body);
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), status);
        QCOMPARE(world.errorCode(), code);
        QCOMPARE(world.transport.callCount(), 0u);
        const auto refusals = world.refusals.counts();
        QCOMPARE(refusals.size(), status == 402 ? 0u : 1u); // the books know of the wallet's refusal
        QVERIFY(refusals.empty() || refusals.begin()->second == 1);
    }

    void wordsTheEdgesRefusalsInItsDialect()
    {
        World world;
        world.client.write("GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), 400);
        QCOMPARE(world.errorCode(), QStringLiteral("invalid_host"));
        QCOMPARE(world.refusals.counts(), (gateway::RefusalFigures::Counts{{"invalid_host", 1}}));
        QVERIFY(world.received.contains("x-request-id: ord_"));
    }

    void refusesAWrongKey()
    {
        World world;
        world.key.chop(1);
        world.send("GET", "/v1/models");
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), 401);
        QVERIFY(!world.received.contains(world.key));
    }

    void listsModels()
    {
        World world;
        world.send("GET", "/v1/models");
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.body().value(QStringLiteral("data")).toArray().size(), 1);
        QVERIFY(world.received.contains("x-request-id: ord_"));
        world.received.clear();
        world.send("GET", "/v1/models/demo%2Fmodel");
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.body().value(QStringLiteral("id")).toString(), QStringLiteral("demo/model"));
        QVERIFY(world.received.contains("x-request-id: ord_"));
    }

    void refusesNewOrdersOnly_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("order") << QByteArray("POST") << QByteArray("/v1/chat/completions") << 503;
        QTest::newRow("models") << QByteArray("GET") << QByteArray("/v1/models") << 200;
    }
    void refusesNewOrdersOnly()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        World world;
        world.gateway.setIntake(gateway::OpenAiGateway::Intake::LowSpace);
        world.send(method, path, method == "POST" ? chatBody() : QByteArray());
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), status);
        QCOMPARE(world.received.contains("store_low_space"), status == 503);
    }

    void aKillSwitchIsNotToBeTriedAgain_data()
    {
        QTest::addColumn<bool>("isCustomer");
        QTest::addColumn<int>("status");
        QTest::newRow("all") << false << 503;
        QTest::newRow("a customer") << true << 403;
    }
    void aKillSwitchIsNotToBeTriedAgain()
    {
        QFETCH(bool, isCustomer);
        QFETCH(int, status);
        World world;
        auto killSwitch = std::make_shared<hypercore::KillSwitch>();
        if (isCustomer)
            killSwitch->target = world.account;
        world.engine.setKillSwitches(std::make_shared<const hypercore::KillSwitches>(
            std::vector<hypercore::KillSwitches::SwitchPtr>{std::move(killSwitch)}));
        world.send("POST", "/v1/chat/completions", chatBody());
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), status);
        QCOMPARE(world.errorCode(), QStringLiteral("kill_switch"));
        QVERIFY(world.received.contains("x-should-retry: false"));
        QVERIFY(!world.received.contains("retry-after"));
    }

    void refusesNewOrdersWhileDraining()
    {
        World world;
        world.gateway.setIntake(gateway::OpenAiGateway::Intake::Draining);
        world.send("POST", "/v1/chat/completions", chatBody());
        QTRY_VERIFY(world.isWhole());
        QCOMPARE(world.status(), 503);
        QVERIFY(world.received.toLower().contains("retry-after: "));
    }
};

QTEST_GUILESS_MAIN(OpenAiGatewayTest)
#include "openaigateway_test.moc"
