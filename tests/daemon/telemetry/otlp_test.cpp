// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/otlp.h"

#include "base/hex.h"
#include "support/finishedorders.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gotoai;

class OtlpTest : public QObject
{
    Q_OBJECT

private:
    static hypercore::FinishedOrder tracedOrder()
    {
        auto order = test::makeFinishedOrder(test::makeEndpoint({}), AccountId::make(Instant{}), KeyId::make(Instant{}),
                                             fromMicroseconds(1'700'000'000'000'000));
        order.trace.trace.fill(0x4b);
        order.trace.span.fill(0x0f);
        order.trace.parent.fill(0x0a);
        order.trace.isRecorded = true;
        order.attempts.front().facts.model = "model-2026-01-02";
        order.attempts.front().facts.finishReasons.add(chat::FinishReason::Stop);
        return order;
    }
    static QJsonObject document(const hypercore::FinishedOrder& order)
    {
        const auto shared = std::make_shared<const hypercore::FinishedOrder>(order);
        QJsonParseError error;
        const auto text = QByteArray::fromStdString(telemetry::tracesText(std::span(&shared, 1), "1.2.3"));
        const auto parsed = QJsonDocument::fromJson(text, &error);
        if (error.error != QJsonParseError::NoError)
            qFatal("%s", qPrintable(error.errorString()));
        return parsed.object();
    }
    static QJsonObject resource(const QJsonObject& document)
    {
        return document.value(QLatin1String("resourceSpans")).toArray().first().toObject();
    }
    static QJsonArray spans(const hypercore::FinishedOrder& order)
    {
        const auto scopes = resource(document(order)).value(QLatin1String("scopeSpans")).toArray();
        return scopes.first().toObject().value(QLatin1String("spans")).toArray();
    }
    // Name → the one value, of whatever type.
    static QVariantMap attributes(const QJsonObject& owner)
    {
        QVariantMap map;
        const auto array = owner.value(QLatin1String("attributes")).toArray();
        for (const auto& entry : array) {
            const auto value = entry.toObject().value(QLatin1String("value")).toObject();
            map.insert(entry.toObject().value(QLatin1String("key")).toString(), value.begin()->toVariant());
        }
        return map;
    }

    static QStringList words(const QVariantMap& attributes, const char* name)
    {
        QStringList words;
        const auto array = attributes.value(QString::fromLatin1(name)).toMap();
        const auto values = array.value(QStringLiteral("values")).toList();
        for (const QVariant& value : values)
            words.append(value.toMap().value(QStringLiteral("stringValue")).toString());
        return words;
    }

private Q_SLOTS:
    void tellsAnOrderAndItsAttempt()
    {
        const auto order = tracedOrder();
        const auto both = spans(order);
        QCOMPARE(both.size(), 2);
        const QJsonObject server = both[0].toObject();
        QCOMPARE(server.value(QLatin1String("traceId")).toString(), QStringLiteral("4b").repeated(16));
        QCOMPARE(server.value(QLatin1String("spanId")).toString(), QStringLiteral("0f").repeated(8));
        QCOMPARE(server.value(QLatin1String("parentSpanId")).toString(), QStringLiteral("0a").repeated(8));
        QCOMPARE(server.value(QLatin1String("name")).toString(), QStringLiteral("chat demo/model"));
        QCOMPARE(server.value(QLatin1String("kind")).toInt(), 2);
        QCOMPARE(server.value(QLatin1String("startTimeUnixNano")).toString(), QStringLiteral("1699999999960000000"));
        QCOMPARE(server.value(QLatin1String("endTimeUnixNano")).toString(), QStringLiteral("1700000000000000000"));
        QVERIFY(server.value(QLatin1String("status")).toObject().isEmpty());
        const auto facts = attributes(server);
        QCOMPARE(facts.value(QStringLiteral("gen_ai.operation.name")), QStringLiteral("chat"));
        QCOMPARE(facts.value(QStringLiteral("gen_ai.request.model")), QStringLiteral("demo/model"));
        QCOMPARE(facts.value(QStringLiteral("gen_ai.provider.name")), QStringLiteral("provider-1"));
        QCOMPARE(facts.value(QStringLiteral("gen_ai.usage.input_tokens")), QStringLiteral("30"));
        QCOMPARE(facts.value(QStringLiteral("gen_ai.usage.output_tokens")), QStringLiteral("14"));
        QCOMPARE(facts.value(QStringLiteral("gen_ai.usage.cache_read.input_tokens")), QStringLiteral("10"));
        QCOMPARE(facts.value(QStringLiteral("gotoai.charge_usd")), QStringLiteral("0.0000071"));
        QCOMPARE(facts.value(QStringLiteral("gotoai.order")), QString::fromStdString(order.id.toString()));

        const QJsonObject client = both[1].toObject();
        QCOMPARE(client.value(QLatin1String("kind")).toInt(), 3);
        QCOMPARE(client.value(QLatin1String("parentSpanId")), server.value(QLatin1String("spanId")));
        QCOMPARE(client.value(QLatin1String("spanId")).toString(),
                 QString::fromStdString(toHex(order.trace.attemptSpan(1)))); // what the provider was told
        const auto call = attributes(client);
        QCOMPARE(call.value(QStringLiteral("server.address")), QStringLiteral("provider.invalid"));
        QCOMPARE(call.value(QStringLiteral("gen_ai.response.id")), QStringLiteral("up-1"));
        QCOMPARE(call.value(QStringLiteral("http.response.status_code")), QStringLiteral("200"));
        QCOMPARE(call.value(QStringLiteral("gen_ai.response.model")), QStringLiteral("model-2026-01-02"));
        QCOMPARE(call.value(QStringLiteral("server.port")), QStringLiteral("443"));
        QCOMPARE(call.value(QStringLiteral("gotoai.provider")), QStringLiteral("provider-1"));
        for (const QVariantMap& span : {facts, call})
            QCOMPARE(words(span, "gen_ai.response.finish_reasons"), QStringList(QStringLiteral("stop")));
        for (const QVariantMap& span : {facts, call})
            QVERIFY(!span.contains(QStringLiteral("error.type")));
    }

    void namesKnownProvidersByTheirKnownNames()
    {
        auto order = tracedOrder();
        auto provider = supply::copyOf(*order.endpoint->provider);
        provider->name = "ours";
        provider->baseUrl =
            QStringLiteral("https:%1api.openai.com/v1").arg(QStringLiteral("/").repeated(2)).toStdString();
        auto endpoint = std::make_shared<supply::Endpoint>(*order.endpoint);
        endpoint->provider = std::move(provider);
        order.endpoint = endpoint;
        order.attempts.front().endpoint = endpoint;
        const auto both = spans(order);
        for (const auto& span : both) {
            const auto facts = attributes(span.toObject());
            QCOMPARE(facts.value(QStringLiteral("gen_ai.provider.name")), QStringLiteral("openai"));
            QCOMPARE(facts.value(QStringLiteral("gotoai.provider")), QStringLiteral("ours"));
        }
    }

    // What an attempt said before it failed is its own, not the order's.
    void anAnswerThatFailedHasNoReasonsForTheClient()
    {
        auto order = tracedOrder();
        order.outcome = hypercore::OrderOutcome::Upstream;
        order.reason = "upstream_cut";
        const auto both = spans(order);
        QVERIFY(!attributes(both[0].toObject()).contains(QStringLiteral("gen_ai.response.finish_reasons")));
        QVERIFY(attributes(both[1].toObject()).contains(QStringLiteral("gen_ai.response.finish_reasons")));
    }

    void leavesOutWhatNobodySaid()
    {
        auto order = tracedOrder();
        order.attempts.front().facts = {};
        const auto both = spans(order);
        for (const auto& span : both)
            QVERIFY(!attributes(span.toObject()).contains(QStringLiteral("gen_ai.response.finish_reasons")));
        QVERIFY(!attributes(both[1].toObject()).contains(QStringLiteral("gen_ai.response.model")));
    }

    void saysWhoSpeaks()
    {
        const auto facts = attributes(resource(document(tracedOrder())).value(QLatin1String("resource")).toObject());
        QCOMPARE(facts.value(QStringLiteral("service.name")), QStringLiteral("gotoaid"));
        QCOMPARE(facts.value(QStringLiteral("service.version")), QStringLiteral("1.2.3"));
    }

    void tellsErrors()
    {
        auto order = tracedOrder();
        order.outcome = hypercore::OrderOutcome::Upstream;
        order.reason = "upstream_cut";
        order.trace.parent = {};
        order.attempts.front().record.outcome = "upstream_cut";
        const auto both = spans(order);
        for (const auto& span : both) {
            const auto status = span.toObject().value(QLatin1String("status")).toObject();
            QCOMPARE(status.value(QLatin1String("code")).toInt(), 2);
            QCOMPARE(attributes(span.toObject()).value(QStringLiteral("error.type")), QStringLiteral("upstream_cut"));
        }
        QVERIFY(!both[0].toObject().contains(QLatin1String("parentSpanId")));
    }

    void escapesWhatClientsWrote()
    {
        auto order = tracedOrder();
        order.model = "a\"b\\c\n";
        QCOMPARE(attributes(spans(order)[0].toObject()).value(QStringLiteral("gen_ai.request.model")),
                 QStringLiteral("a\"b\\c\n"));
    }
};

QTEST_GUILESS_MAIN(OtlpTest)
#include "otlp_test.moc"
