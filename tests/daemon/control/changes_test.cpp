// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "audit/auditlog.h"
#include "hypercore/access/credential.h"

#include <QTest>

using namespace gotoai;

// What every write has in common: versions, repetition, the audit log, unknown fields.
class ChangesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_accounts = QStringLiteral("/admin/v1/accounts");
    const QString m_audit = QStringLiteral("/admin/v1/audit");

    QJsonObject lastRecord() { return m_daemon->get(m_audit).rows().at(0).toObject(); }
    QString text(const QJsonObject& object, const char* member) const
    {
        return object.value(QLatin1String(member)).toString();
    }

    // A value that the schema allows.
    QJsonValue example(const QJsonObject& document, const QJsonObject& schema) const
    {
        const QString reference = schema.value(QLatin1String("$ref")).toString();
        if (!reference.isEmpty()) {
            const QJsonObject schemas =
                document.value(QLatin1String("components")).toObject().value(QLatin1String("schemas")).toObject();
            return example(document, schemas.value(reference.section(QLatin1Char('/'), -1)).toObject());
        }
        const QJsonArray choices = schema.value(QLatin1String("enum")).toArray();
        if (!choices.isEmpty())
            return choices.at(0);
        const QString type = schema.value(QLatin1String("type")).toString();
        if (type == QLatin1String("object")) {
            QJsonObject object;
            const QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
            for (const auto& name : schema.value(QLatin1String("required")).toArray())
                object.insert(name.toString(), example(document, properties.value(name.toString()).toObject()));
            return object;
        }
        if (type == QLatin1String("array"))
            return QJsonArray{example(document, schema.value(QLatin1String("items")).toObject())};
        if (type == QLatin1String("integer"))
            return schema.value(QLatin1String("minimum")).toInt(1);
        if (type == QLatin1String("boolean"))
            return true;
        const QString pattern = schema.value(QLatin1String("pattern")).toString();
        if (pattern.contains(QLatin1String("_[0-9a-f]{32}")))
            return QString(pattern.section(QLatin1Char('['), 0, 0).mid(1) + QString(32, QLatin1Char('0')));
        return QStringLiteral("1");
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void aChangeNamesItsVersion()
    {
        const QString path = m_accounts + QLatin1Char('/') + m_daemon->makeAccount();
        const auto missing = m_daemon->patch(path, R"({"name":"B"})", {{"if-match", ""}});
        QCOMPARE(missing.status, 428);
        QCOMPARE(missing.code(), QLatin1String("precondition_required"));
        QCOMPARE(missing.param(), QLatin1String("if-match"));
        QCOMPARE(m_daemon->patch(path, R"({"name":"B"})", {{"if-match", "\"1\""}}).header("etag"), QByteArray("\"2\""));
        const auto late = m_daemon->patch(path, R"({"name":"C"})", {{"if-match", "\"1\""}});
        QCOMPARE(late.status, 409);
        QCOMPARE(late.code(), QLatin1String("version_conflict"));
        QCOMPARE(text(late.json.value(QLatin1String("current")).toObject(), "name"), QLatin1String("B"));
    }

    void aRepeatedPostGetsTheFirstAnswer()
    {
        const QByteArray body = test::json("{'account':'" + m_daemon->makeAccount().toUtf8() + "','label':'ci'}");
        const QString keys = QStringLiteral("/admin/v1/keys");
        const auto first = m_daemon->post(keys, body, {{"idempotency-key", "a"}});
        QCOMPARE(first.status, 201);
        const auto again = m_daemon->post(keys, body, {{"idempotency-key", "a"}});
        QCOMPARE(again.status, 201);
        QCOMPARE(again.json, first.json);
        QCOMPARE(again.header("etag"), first.header("etag"));
        QCOMPARE(again.header("location"), first.header("location"));
        QCOMPARE(again.header("idempotency-replayed"), QByteArray("true"));
        QVERIFY(first.header("idempotency-replayed").isEmpty());
        QCOMPARE(m_daemon->get(keys).rows().size(), 1);
        QCOMPARE(m_daemon->post(keys, body, {{"idempotency-key", "b"}}).status, 201);
        QCOMPARE(m_daemon->post(keys, body).status, 201);
        QCOMPARE(m_daemon->get(keys).rows().size(), 3);

        const auto other = m_daemon->post(keys, body + " ", {{"idempotency-key", "a"}});
        QCOMPARE(other.status, 422);
        QCOMPARE(other.code(), QLatin1String("idempotency_key_reused"));
        const std::string disk = m_daemon->bytesOnDisk();
        QVERIFY(disk.find(first.text("secret").toStdString()) == std::string::npos);
    }

    void anotherQueryIsAnotherRequest()
    {
        const QString import =
            QStringLiteral("/admin/v1/reconciliations/import?provider=%1&format=generic_csv&statement=")
                .arg(m_daemon->makeProvider());
        const QByteArray body = "external_id,at,cost_usd\na,2023-11-14,0.5\n";
        const test::AdminDaemon::Headers headers{{"idempotency-key", "a"}, {"content-type", "text/csv"}};
        const auto first = m_daemon->post(import + QLatin1String("one"), body, headers);
        QCOMPARE(first.status, 201);
        const auto other = m_daemon->post(import + QLatin1String("two"), body, headers);
        QCOMPARE(other.status, 422);
        QCOMPARE(other.code(), QLatin1String("idempotency_key_reused"));
        QCOMPARE(m_daemon->post(import + QLatin1String("one"), body, headers).json, first.json);
    }

    void aRefusedPostLeavesItsKeyFree()
    {
        QCOMPARE(m_daemon->post(m_accounts, R"({"name":""})", {{"idempotency-key", "a"}}).status, 400);
        QCOMPARE(m_daemon->post(m_accounts, R"({"name":"A"})", {{"idempotency-key", "a"}}).status, 201);
    }

    void keysAreForgottenAfterADay()
    {
        const auto first = m_daemon->post(m_accounts, R"({"name":"A"})", {{"idempotency-key", "a"}});
        m_daemon->clock().advance(control::kIdempotencyKept - std::chrono::minutes(1));
        QCOMPARE(m_daemon->post(m_accounts, R"({"name":"A"})", {{"idempotency-key", "a"}}).text("id"),
                 first.text("id"));
        m_daemon->clock().advance(std::chrono::minutes(2));
        QVERIFY(m_daemon->post(m_accounts, R"({"name":"A"})", {{"idempotency-key", "a"}}).text("id") !=
                first.text("id"));
    }

    void aChangeIsRecorded()
    {
        const QString id = m_daemon->makeAccount();
        const auto changed = m_daemon->patch(m_accounts + QLatin1Char('/') + id, R"({"name":"New"})");
        const QJsonObject record = lastRecord();
        QVERIFY(text(record, "principal").startsWith(QLatin1String("tok_")));
        QCOMPARE(text(record, "role"), QLatin1String("admin"));
        QCOMPARE(text(record, "name"), QLatin1String("test"));
        QCOMPARE(text(record, "address"), QLatin1String("127.0.0.1"));
        QCOMPARE(text(record, "request_id").toUtf8(), changed.header("x-request-id"));
        QCOMPARE(text(record, "method"), QLatin1String("PATCH"));
        QCOMPARE(text(record, "route"), QLatin1String("/admin/v1/accounts/{id}"));
        QCOMPARE(text(record, "resource"), id);
        QCOMPARE(text(record.value(QLatin1String("before")).toObject(), "name"), QLatin1String("Acme"));
        QCOMPARE(record.value(QLatin1String("after")).toObject(), changed.json);
        QCOMPARE(record.value(QLatin1String("status")).toInt(), 200);
        QCOMPARE(m_daemon->get(m_audit).rows().size(), 2); // it, and the creation, once each
    }

    void secretsAreMasked()
    {
        const QString id = m_daemon->makeProvider();
        m_daemon->patch(QStringLiteral("/admin/v1/providers/") + id, R"({"secret":"sk-canary-9c2e"})");
        QCOMPARE(text(lastRecord().value(QLatin1String("after")).toObject(), "secret"), QLatin1String("***"));
        const auto key = m_daemon->post(QStringLiteral("/admin/v1/keys"),
                                        test::json("{'account':'" + m_daemon->makeAccount().toUtf8() + "'}"));
        QCOMPARE(text(lastRecord(), "resource"), key.text("id"));
        const QByteArray log = m_daemon->get(m_audit).body;
        QVERIFY(!log.contains("canary"));
        QVERIFY(!log.contains(key.text("secret").toUtf8()));
    }

    // Somebody pastes a credential where an id belongs, or where nothing is at all.
    void credentialsInAPathAreNotKept_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("route");
        QTest::newRow("a token") << QByteArray("DELETE") << QStringLiteral("/admin/v1/admin-tokens/%1")
                                 << QStringLiteral("/admin/v1/admin-tokens/{id}");
        QTest::newRow("a key") << QByteArray("PATCH") << QStringLiteral("/admin/v1/keys/%1")
                               << QStringLiteral("/admin/v1/keys/{id}");
        QTest::newRow("before more") << QByteArray("POST") << QStringLiteral("/admin/v1/doubts/%1/settle")
                                     << QStringLiteral("/admin/v1/doubts/{id}/settle");
        QTest::newRow("no such path") << QByteArray("PUT") << QStringLiteral("/admin/v1/%1/x")
                                      << QStringLiteral("unmatched");
        QTest::newRow("no such method") << QByteArray("PUT") << QStringLiteral("/admin/v1/keys/%1")
                                        << QStringLiteral("unmatched");
    }

    void credentialsInAPathAreNotKept()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, place);
        QFETCH(QString, route);
        for (const auto prefix : {hypercore::kApiKeyPrefix, hypercore::kAdminTokenPrefix, hypercore::kSessionPrefix,
                                  hypercore::kInvitationPrefix}) {
            const auto id = makeUuidV7(m_daemon->clock().now());
            const auto credential = hypercore::makeCredential(prefix, id);
            const std::string shown(credential.reveal());
            const std::string escaped = shown.substr(0, 3) + "%5F" + shown.substr(4);
            const std::string secret = shown.substr(shown.size() - 49);
            for (const std::string& sent : {shown, escaped, shown + "x", shown.substr(0, shown.size() - 1)}) {
                const auto refused = m_daemon->call(method.constData(), place.arg(QString::fromStdString(sent)), "{}",
                                                    {{"idempotency-key", "k"}});
                QVERIFY(refused.status >= 400);
                QCOMPARE(text(lastRecord(), "route"), route);
                const std::string resource = text(lastRecord(), "resource").toStdString();
                QVERIFY2(resource.empty() || resource == "***" || resource == idToString(prefix, id) + "_***",
                         resource.c_str());
                QCOMPARE(resource.empty(), route == QLatin1String("unmatched"));
            }
            QVERIFY(m_daemon->bytesOnDisk().find(secret.substr(0, 43)) == std::string::npos);
        }
    }

    void idsInAPathAreKept()
    {
        const QString id = QStringLiteral("key_00000000000000000000000000000001");
        m_daemon->call("DELETE", QStringLiteral("/admin/v1/keys/") + id);
        QCOMPARE(text(lastRecord(), "resource"), id);
        m_daemon->call("DELETE", QStringLiteral("/admin/v1/keys/sk_00000000000000000000000000000001"));
        QCOMPARE(text(lastRecord(), "resource"), QLatin1String("***"));
    }

    // Whoever knows a receiver's address may well be believed there.
    void aWebhooksAddressIsMasked()
    {
        const QString hooks = QStringLiteral("/admin/v1/webhooks");
        const auto made = m_daemon->post(
            hooks, test::json("{'name':'pager','url':'https://hooks.example:8443/services/canary-4f?k=canary'}"));
        QCOMPARE(made.status, 201);
        const auto urlIn = [this](const char* side) {
            return text(lastRecord().value(QLatin1String(side)).toObject(), "url");
        };
        QCOMPARE(urlIn("after"), QLatin1String("https://hooks.example:8443/***"));
        m_daemon->patch(hooks + QLatin1Char('/') + made.text("id"),
                        test::json("{'url':'https://other.example?canary'}"));
        QCOMPARE(urlIn("before"), QLatin1String("https://hooks.example:8443/***"));
        QCOMPARE(urlIn("after"), QLatin1String("https://other.example/***"));
        m_daemon->patch(hooks + QLatin1Char('/') + made.text("id"), test::json("{'url':'https://bare.example'}"));
        QCOMPARE(urlIn("after"), QLatin1String("https://bare.example"));
        m_daemon->call("DELETE", hooks + QLatin1Char('/') + made.text("id"));
        QCOMPARE(urlIn("before"), QLatin1String("https://bare.example"));
        QVERIFY(!m_daemon->get(m_audit).body.contains("canary"));
    }

    void refusalsAreRecorded()
    {
        const QString path = m_accounts + QLatin1Char('/') + m_daemon->makeAccount();
        m_daemon->patch(path, R"({"name":"B"})", {{"if-match", "7"}});
        const QJsonObject record = lastRecord();
        QCOMPARE(text(record, "code"), QLatin1String("version_conflict"));
        QCOMPARE(record.value(QLatin1String("status")).toInt(), 409);
        QVERIFY(record.value(QLatin1String("after")).isNull());
        QCOMPARE(m_daemon->get(m_audit + QLatin1String("?outcome=refused")).rows().size(), 1);
    }

    void strangersCannotFillTheLog()
    {
        for (int i = 0; i < 40; ++i)
            QCOMPARE(m_daemon->call("POST", m_accounts, "{}", {{"authorization", "Bearer x"}}).status, 401);
        QCOMPARE(m_daemon->get(m_audit).rows().size(), 30);
        m_daemon->makeAccount();
        m_daemon->clock().advance(std::chrono::minutes(1));
        m_daemon->call("POST", m_accounts, "{}", {{"authorization", "Bearer x"}});
        QCOMPARE(lastRecord().value(QLatin1String("after")).toObject().value(QLatin1String("refusals_not_recorded")),
                 QJsonValue(10));
    }

    // Over every route that writes: an unknown field is refused and the refusal recorded.
    void unknownFieldsAreRefused()
    {
        const QJsonObject document = m_daemon->get(QStringLiteral("/admin/v1/openapi.json")).json;
        const QString account = m_daemon->makeAccount();
        const QString provider = m_daemon->makeProvider();
        const QMap<QString, QString> ids{
            {QStringLiteral("accounts"), account},
            {QStringLiteral("providers"), provider},
            {QStringLiteral("endpoints"), m_daemon->makeEndpoint(provider)},
            {QStringLiteral("keys"),
             m_daemon->post(QStringLiteral("/admin/v1/keys"), test::json("{'account':'" + account.toUtf8() + "'}"))
                 .text("id")}};
        int tried = 0;
        for (const control::Route& route : m_daemon->api().routes().routes()) {
            const QString pattern = QString::fromStdString(route.pattern);
            const QJsonObject operation = document.value(QLatin1String("paths"))
                                              .toObject()
                                              .value(pattern)
                                              .toObject()
                                              .value(QString::fromStdString(route.method).toLower())
                                              .toObject();
            const QString family = pattern.section(QLatin1Char('/'), 3, 3);
            if (!operation.contains(QLatin1String("requestBody")) ||
                (pattern.contains(QLatin1Char('{')) && !ids.contains(family)))
                continue;
            const QJsonObject schema = operation.value(QLatin1String("requestBody"))
                                           .toObject()
                                           .value(QLatin1String("content"))
                                           .toObject()
                                           .value(QLatin1String("application/json"))
                                           .toObject()
                                           .value(QLatin1String("schema"))
                                           .toObject();
            if (pattern.endsWith(QLatin1String("/reconciliations/import")))
                continue; // takes the files of others, in whose rows what is not asked for may stand
            QJsonObject body = example(document, schema).toObject();
            body.insert(QStringLiteral("nonsense"), 1);
            QString path = pattern;
            path.replace(QLatin1String("{id}"), ids.value(family));
            const auto refused = m_daemon->call(route.method.c_str(), path, QJsonDocument(body).toJson(),
                                                {{"idempotency-key", "k" + QByteArray::number(tried)}});
            QVERIFY2(refused.status == 400 && refused.param() == QLatin1String("nonsense"),
                     qPrintable(pattern + QLatin1Char(' ') + QString::fromUtf8(refused.body)));
            ++tried;
            if (route.repetition == control::Repetition::Question)
                continue; // it writes nothing
            const QJsonObject record = lastRecord();
            QCOMPARE(text(record, "route"), pattern);
            QCOMPARE(record.value(QLatin1String("status")).toInt(), 400);
        }
        QVERIFY(tried >= 10);
    }
};

QTEST_GUILESS_MAIN(ChangesTest)
#include "changes_test.moc"
