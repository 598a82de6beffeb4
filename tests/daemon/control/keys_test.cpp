// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class KeysTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_keys = QStringLiteral("/admin/v1/keys");

    test::AdminAnswer create(const QString& account, const QByteArray& more = {})
    {
        return m_daemon->post(m_keys, test::json("{'account':'" + account.toUtf8() + "'" + more + "}"));
    }
    ErrorCode refusalOf(const QString& secret)
    {
        const auto customer =
            m_daemon->directory().snapshot()->authenticate(secret.toStdString(), m_daemon->clock().now());
        return customer ? ErrorCode::Internal : customer.error().code;
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void showsASecretOnceAndNeverAgain()
    {
        const auto created = create(m_daemon->makeAccount(), ",'label':'laptop'");
        QCOMPARE(created.status, 201);
        const QString secret = created.text("secret");
        QVERIFY(secret.startsWith(QLatin1String("gai_")));
        QVERIFY(secret.endsWith(created.text("hint")));
        const auto customer =
            m_daemon->directory().snapshot()->authenticate(secret.toStdString(), m_daemon->clock().now());
        QVERIFY(customer.has_value());

        const QString path = m_keys + QLatin1Char('/') + created.text("id");
        const QByteArray digits = secret.toUtf8().mid(37, 43);
        for (const auto& later : {m_daemon->get(path), m_daemon->get(m_keys),
                                  m_daemon->patch(path, R"({"label":"desk"})"), m_daemon->call("DELETE", path)}) {
            QCOMPARE(later.status, 200);
            QVERIFY(!later.body.contains(digits) && !later.body.contains("secret"));
        }
        QVERIFY(m_daemon->bytesOnDisk().find(digits.toStdString()) == std::string::npos);
    }

    void revokesForGood()
    {
        const auto created = create(m_daemon->makeAccount());
        const QString path = m_keys + QLatin1Char('/') + created.text("id");
        const auto revoked = m_daemon->call("DELETE", path);
        QCOMPARE(revoked.status, 200);
        QVERIFY(!revoked.text("revoked_at").isEmpty());
        QCOMPARE(refusalOf(created.text("secret")), ErrorCode::RevokedCredential);
        QCOMPARE(m_daemon->call("DELETE", path).json, revoked.json);
        QCOMPARE(m_daemon->call("DELETE", path, {}, {{"if-match", "1"}}).status, 409);
    }

    void expiresWhenToldTo()
    {
        const auto created = create(m_daemon->makeAccount(), ",'expires_at':'2023-11-14T22:13:21Z'");
        QCOMPARE(created.text("expires_at"), QLatin1String("2023-11-14T22:13:21.000000Z"));
        m_daemon->clock().advance(std::chrono::seconds(1));
        QCOMPARE(refusalOf(created.text("secret")), ErrorCode::ExpiredCredential);
        const auto changed = m_daemon->patch(m_keys + QLatin1Char('/') + created.text("id"), R"({"expires_at":null})");
        QVERIFY(changed.json.value(QLatin1String("expires_at")).isNull());
        QVERIFY(m_daemon->directory()
                    .snapshot()
                    ->authenticate(created.text("secret").toStdString(), m_daemon->clock().now())
                    .has_value());
    }

    void hasAModeOfItsOwn()
    {
        const auto created = create(m_daemon->makeAccount(), ",'mode':'latency'");
        QCOMPARE(created.text("mode"), QLatin1String("latency"));
        const QString path = m_keys + QLatin1Char('/') + created.text("id");
        QCOMPARE(m_daemon->patch(path, R"({"label":"x"})").text("mode"), QLatin1String("latency"));
        QCOMPARE(m_daemon->patch(path, R"({"mode":"privacy"})").text("mode"), QLatin1String("privacy"));
        QVERIFY(m_daemon->patch(path, R"({"mode":null})").json.value(QLatin1String("mode")).isNull());
        QCOMPARE(m_daemon->patch(path, R"({"mode":"fast"})").param(), QLatin1String("mode"));
    }

    void mayUseSomeModelsAlone()
    {
        const auto created = create(m_daemon->makeAccount(), ",'models':['openai/*','demo/gpt']");
        const auto modelsIn = [](const auto& answer) { return answer.json.value(QLatin1String("models")); };
        QCOMPARE(modelsIn(created), QJsonValue(QJsonArray{QStringLiteral("demo/gpt"), QStringLiteral("openai/*")}));
        const QString path = m_keys + QLatin1Char('/') + created.text("id");
        QCOMPARE(modelsIn(m_daemon->patch(path, R"({"label":"x"})")), modelsIn(created));
        QCOMPARE(modelsIn(m_daemon->patch(path, R"({"models":["a"]})")), QJsonValue(QJsonArray{QStringLiteral("a")}));
        QCOMPARE(m_daemon->patch(path, R"({"models":[]})").param(), QLatin1String("models"));
        QCOMPARE(m_daemon->patch(path, R"({"models":["a*b"]})").param(), QLatin1String("models"));
        QVERIFY(modelsIn(m_daemon->patch(path, R"({"models":null})")).isNull());
    }

    void refusesWhatIsWrong()
    {
        const QString account = m_daemon->makeAccount();
        QCOMPARE(create(QStringLiteral("acct_0123456789abcdef0123456789abcdef")).param(), QLatin1String("account"));
        QCOMPARE(create(QStringLiteral("nobody")).param(), QLatin1String("account"));
        QCOMPARE(create(account, ",'label':'" + QByteArray(201, 'x') + "'").param(), QLatin1String("label"));
        QCOMPARE(create(account, ",'label':'a\\u0000b'").param(), QLatin1String("label"));
        QCOMPARE(create(account, ",'expires_at':'2023-11-14T22:13:20Z'").param(), QLatin1String("expires_at"));
        QCOMPARE(create(account, ",'expires_at':'tomorrow'").param(), QLatin1String("expires_at"));
        QCOMPARE(create(account, ",'secret':'gai_mine'").param(), QLatin1String("secret"));
        QVERIFY(m_daemon->get(m_keys).rows().isEmpty());
        QCOMPARE(m_daemon->get(m_keys + QLatin1String("/key_0123456789abcdef0123456789abcdef")).status, 404);
    }

    void listsByAccount()
    {
        const QString first = m_daemon->makeAccount();
        const QString second = m_daemon->makeAccount();
        create(first);
        create(second);
        create(first);
        QCOMPARE(m_daemon->get(m_keys).rows().size(), 3);
        QCOMPARE(m_daemon->get(m_keys + QLatin1String("?account=") + first).rows().size(), 2);
        const auto page = m_daemon->get(m_keys + QLatin1String("?limit=1&account=") + first);
        QCOMPARE(page.rows().size(), 1);
        const auto rest = m_daemon->get(m_keys + QLatin1String("?limit=1&account=") + first +
                                        QLatin1String("&cursor=") + page.text("next_cursor"));
        QCOMPARE(rest.rows().size(), 1);
        QVERIFY(rest.rows() != page.rows());
        QVERIFY(rest.json.value(QLatin1String("next_cursor")).isNull());
        QCOMPARE(m_daemon->get(m_keys + QLatin1String("?account=x")).param(), QLatin1String("account"));
    }
};

QTEST_GUILESS_MAIN(KeysTest)
#include "keys_test.moc"
