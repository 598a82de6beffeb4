// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class AccountsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_accounts = QStringLiteral("/admin/v1/accounts");

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void createsAndShows()
    {
        const auto created = m_daemon->post(
            m_accounts,
            R"({"name":"Acme, Łódź","credit_limit_usd":"5.5","fee_basis_points":250,"fee_per_call_usd":"0.001"})");
        QCOMPARE(created.status, 201);
        QCOMPARE(created.text("name"), QStringLiteral("Acme, Łódź"));
        QCOMPARE(created.text("credit_limit_usd"), QLatin1String("5.5"));
        QCOMPARE(created.number("fee_basis_points"), 250);
        QCOMPARE(created.text("fee_per_call_usd"), QLatin1String("0.001"));
        QCOMPARE(created.number("version"), 1);
        QCOMPARE(created.text("created_at"), QLatin1String("2023-11-14T22:13:20.000000Z"));
        QCOMPARE(created.header("etag"), QByteArray("\"1\""));
        const auto shown = m_daemon->get(QString::fromUtf8(created.header("location")));
        QCOMPARE(shown.status, 200);
        QCOMPARE(shown.json, created.json);
    }

    void hasAModeOfItsOwn()
    {
        const auto created = m_daemon->post(m_accounts, R"({"name":"a","mode":"quality"})");
        QCOMPARE(created.text("mode"), QLatin1String("quality"));
        const QString path = m_accounts + QLatin1Char('/') + created.text("id");
        QCOMPARE(m_daemon->patch(path, R"({"name":"b"})").text("mode"), QLatin1String("quality"));
        QVERIFY(m_daemon->patch(path, R"({"mode":null})").json.value(QLatin1String("mode")).isNull());
        QCOMPARE(m_daemon->patch(path, R"({"mode":"fast"})").param(), QLatin1String("mode"));
    }

    void hasABalanceThatIsTooLow()
    {
        const auto created =
            m_daemon->post(m_accounts, R"({"name":"a","credit_limit_usd":"5","low_balance_usd":"-4.999999999"})");
        QCOMPARE(created.text("low_balance_usd"), QLatin1String("-4.999999999"));
        const QString path = m_accounts + QLatin1Char('/') + created.text("id");
        QCOMPARE(m_daemon->patch(path, R"({"low_balance_usd":"2"})").text("low_balance_usd"), QLatin1String("2"));
        QCOMPARE(m_daemon->patch(path, R"({"low_balance_usd":"-5"})").param(), QLatin1String("low_balance_usd"));
        QCOMPARE(m_daemon->patch(path, R"({"name":"b"})").text("low_balance_usd"), QLatin1String("2"));
        const auto none = m_daemon->patch(path, R"({"low_balance_usd":null})");
        QVERIFY(none.json.value(QLatin1String("low_balance_usd")).isNull());
        QCOMPARE(m_daemon->post(m_accounts, R"({"name":"a","low_balance_usd":"0"})").param(),
                 QLatin1String("low_balance_usd"));
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* name, const char* body, const char* code, const char* param) {
            QTest::newRow(name) << QByteArray(body) << QString::fromLatin1(code) << QString::fromLatin1(param);
        };
        row("empty", "", "invalid_json", "");
        row("no JSON", "{", "invalid_json", "");
        row("no object", "[]", "invalid_json", "");
        row("no name", "{}", "invalid_request", "name");
        row("empty name", R"({"name":""})", "invalid_request", "name");
        row("type", R"({"name":1})", "invalid_request", "name");
        row("unknown", R"({"name":"a","nmae":"b"})", "invalid_request", "nmae");
        row("amount as number", R"({"name":"a","credit_limit_usd":5})", "invalid_request", "credit_limit_usd");
        row("negative", R"({"name":"a","credit_limit_usd":"-1"})", "invalid_request", "credit_limit_usd");
        row("infinite", R"({"name":"a","credit_limit_usd":"1e309"})", "invalid_request", "credit_limit_usd");
        row("2^63", R"({"name":"a","credit_limit_usd":"9223372036854775808"})", "invalid_request", "credit_limit_usd");
        row("fee", R"({"name":"a","fee_basis_points":1000001})", "invalid_request", "fee_basis_points");
        row("fraction", R"({"name":"a","fee_basis_points":1.5})", "invalid_request", "fee_basis_points");
        row("repeated", R"({"name":"a","name":"b"})", "invalid_request", "name");
        row("repeated within", R"({"name":"a","x":[{"y":1,"y":2}]})", "invalid_request", "x[0].y");
        row("own version", R"({"name":"a","version":9})", "invalid_request", "version");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, param);
        const auto refused = m_daemon->post(m_accounts, body);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.code(), code);
        QCOMPARE(refused.param(), param);
        QVERIFY(m_daemon->get(m_accounts).rows().isEmpty());
    }

    void changesByVersion()
    {
        const QString path = m_accounts + QLatin1Char('/') + m_daemon->makeAccount();
        const auto changed = m_daemon->patch(path, R"({"enabled":false})", {{"if-match", "\"1\""}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.json.value(QLatin1String("enabled")), QJsonValue(false));
        QCOMPARE(changed.text("name"), QLatin1String("Acme"));
        QCOMPARE(changed.header("etag"), QByteArray("\"2\""));

        const auto conflict = m_daemon->patch(path, R"({"name":"Other"})", {{"if-match", "\"1\""}});
        QCOMPARE(conflict.status, 409);
        QCOMPARE(conflict.code(), QLatin1String("version_conflict"));
        QCOMPARE(conflict.json.value(QLatin1String("current")).toObject(), changed.json);
        QCOMPARE(m_daemon->patch(path, R"({"name":"Other"})").number("version"), 3); // without If-Match: as it is
        QCOMPARE(m_daemon->patch(path, R"({"name":"x"})", {{"if-match", "soon"}}).param(), QLatin1String("if-match"));
    }

    void knowsWhatItHasNot()
    {
        for (const char* id :
             {"acct_0123456789abcdef0123456789abcdef", "acct_1", "key_0123456789abcdef0123456789abcdef"}) {
            const QString path = m_accounts + QLatin1Char('/') + QString::fromLatin1(id);
            QCOMPARE(m_daemon->get(path).status, 404);
            QCOMPARE(m_daemon->patch(path, R"({"name":"x"})").code(), QLatin1String("not_found"));
        }
    }

    void listsNewestFirstPageByPage()
    {
        QStringList made;
        for (int i = 0; i < 5; ++i)
            made.prepend(m_daemon->makeAccount());
        QStringList seen;
        QString cursor;
        int pages = 0;
        do {
            const auto page = m_daemon->get(m_accounts + QLatin1String("?limit=2") + cursor);
            QCOMPARE(page.status, 200);
            QVERIFY(page.rows().size() <= 2);
            const auto rows = page.rows();
            for (const auto& row : rows)
                seen.append(row.toObject().value(QLatin1String("id")).toString());
            cursor = page.json.value(QLatin1String("next_cursor")).isNull()
                         ? QString()
                         : QLatin1String("&cursor=") + page.text("next_cursor");
            ++pages;
        } while (!cursor.isEmpty());
        QCOMPARE(seen, made);
        QCOMPARE(pages, 3);
    }
};

QTEST_GUILESS_MAIN(AccountsTest)
#include "accounts_test.moc"
