// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class ReconciliationsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_path = QStringLiteral("/admin/v1/reconciliations");
    QString m_provider;

    test::AdminAnswer import(const QByteArray& body, const char* name = "s")
    {
        return m_daemon->post(m_path + QStringLiteral("/import?provider=%1&statement=%2&format=generic_csv")
                                           .arg(m_provider, QString::fromLatin1(name)),
                              body, {{"content-type", "text/csv"}});
    }
    // Runs one to its end. One that is told as done may take a moment longer to make way.
    test::AdminAnswer reconcile(const QString& statement)
    {
        const QByteArray draft =
            test::json("{'provider':'" + m_provider.toUtf8() + "','statement':'" + statement.toUtf8() + "'}");
        test::AdminAnswer started = m_daemon->post(m_path, draft);
        while (started.status == 409)
            started = m_daemon->post(m_path, draft);
        if (started.status != 202)
            return started;
        const QString path = m_path + QLatin1Char('/') + started.text("id");
        test::AdminAnswer run = m_daemon->get(path);
        while (run.text("state") == QLatin1String("running"))
            run = m_daemon->get(path);
        return run;
    }
    test::AdminAnswer resolve(const QString& difference, const QByteArray& how, const char* key)
    {
        return m_daemon->post(QStringLiteral("/admin/v1/differences/%1/resolution").arg(difference),
                              test::json("{'how':'" + how + "','note':'they owe us'}"), {{"idempotency-key", key}});
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_provider = m_daemon->makeProvider();
    }
    void cleanup() { m_daemon.reset(); }

    void importsInPiecesEachOnce()
    {
        const QByteArray head = "external_id,at,cost_usd\n";
        const auto first = import(head + "a,2023-11-14,0.5\n");
        QCOMPARE(first.status, 201);
        QCOMPARE(first.number("rows"), 1);
        const auto second = import(head + "b,2023-11-15,0.25\n");
        QCOMPARE(second.text("id"), first.text("id"));
        QCOMPARE(import(head + "b,2023-11-15,0.25\n").number("rows"), 2);
        QCOMPARE(second.text("cost_usd"), QLatin1String("0.75"));
        QCOMPARE(second.text("last_at"), QLatin1String("2023-11-15T00:00:00.000000Z"));
        QCOMPARE(import(head + "a,never,1\n").status, 400);
        QCOMPARE(import(head + "a,2023-11-14,0.5\n", "other").number("rows"), 1);
        QCOMPARE(m_daemon->get(m_path + QLatin1String("/statements")).rows().size(), 2);
        const QString json = QStringLiteral("/import?provider=%1&statement=s&format=generic_json").arg(m_provider);
        QCOMPARE(m_daemon->post(m_path + json, "[]").status, 409);
        QCOMPARE(m_daemon->post(m_path + QStringLiteral("/import?provider=%1&statement=s&format=x").arg(m_provider), "")
                     .param(),
                 QLatin1String("format"));
    }

    void refusesMoreThanCanBeAddedUp()
    {
        const QByteArray head = "external_id,at,cost_usd\n";
        const QByteArray million = ",2023-11-14,1000000\n";
        const auto refused = import(head + million.repeated(10));
        QCOMPARE(refused.status, 400);
        QVERIFY2(refused.text("detail").contains(QLatin1String("line 11: cost_usd")), refused.body.constData());
        QCOMPARE(m_daemon->get(m_path + QLatin1String("/statements")).rows().size(), 0);
        QCOMPARE(import(head + million.repeated(9)).text("cost_usd"), QLatin1String("9000000"));
        QCOMPARE(import(head + million).status, 400);
        const auto run = reconcile(import(head + "a,2023-11-14,0.5\n").text("id"));
        QCOMPARE(run.number("rows"), 10);
    }

    void findsKeepsAndResolves()
    {
        const auto statement = import("external_id,at,cost_usd\na,2023-11-14T12:00:00Z,0.5\nb,2023-11-14T12:00:00Z,0."
                                      "0000000000004\n");
        const auto run = reconcile(statement.text("id"));
        QCOMPARE(run.text("state"), QLatin1String("done"));
        QCOMPARE(run.number("rows"), 2);
        const auto classes = run.json.value(QLatin1String("classes")).toArray();
        QCOMPARE(classes.size(), 1);
        QCOMPARE(classes.first().toObject(), (QJsonObject{{QStringLiteral("class"), QStringLiteral("orphan")},
                                                          {QStringLiteral("count"), 2},
                                                          {QStringLiteral("amount_usd"), QStringLiteral("0.5")}}));
        QCOMPARE(m_daemon->get(m_path).rows().first().toObject(), run.json);
        QTRY_VERIFY(m_daemon->alertStore().newest("reconciliation_orphan", m_provider.toStdString()));

        const QString path = m_path + QLatin1Char('/') + run.text("id") + QLatin1String("/differences");
        const auto page = m_daemon->get(path + QLatin1String("?limit=1"));
        QCOMPARE(page.rows().size(), 1);
        const auto rest = m_daemon->get(path + QLatin1String("?limit=1&cursor=") + page.text("next_cursor"));
        QCOMPARE(rest.rows().size(), 1);
        QVERIFY(rest.json.value(QLatin1String("next_cursor")).isNull());
        QCOMPARE(m_daemon->get(path + QLatin1String("?class=ghost")).rows().size(), 0);
        const QJsonObject a = page.rows().first().toObject();
        QCOMPARE(a.value(QLatin1String("external_id")).toString(), QLatin1String("a"));
        QCOMPARE(a.value(QLatin1String("billed_usd")).toString(), QLatin1String("0.5"));
        const QString idOfA = a.value(QLatin1String("id")).toString();
        const QString idOfB = rest.rows().first().toObject().value(QLatin1String("id")).toString();

        const auto booked = resolve(idOfA, "booked", "k1");
        QCOMPARE(booked.status, 200);
        QCOMPARE(booked.text("state"), QLatin1String("booked"));
        QVERIFY(booked.text("booking").startsWith(QLatin1String("bkg_")));
        QCOMPARE(resolve(idOfA, "booked", "k1").json, booked.json);
        QCOMPARE(resolve(idOfA, "explained", "k2").status, 409);
        const auto bookings = m_daemon->get(QStringLiteral("/admin/v1/bookings")).rows();
        QCOMPARE(bookings.size(), 1);
        QCOMPARE(bookings.first().toObject().value(QLatin1String("credit")).toString(),
                 QStringLiteral("provider:%1:payable").arg(m_provider));
        QCOMPARE(resolve(idOfB, "booked", "k3").status, 409);
        QCOMPARE(resolve(idOfB, "explained", "k4").text("note"), QLatin1String("they owe us"));
        QCOMPARE(m_daemon->get(path + QLatin1String("?state=open")).rows().size(), 0);
        QCOMPARE(m_daemon->post(QStringLiteral("/admin/v1/differences/%1/resolution").arg(idOfB), "{}").code(),
                 QLatin1String("idempotency_key_missing"));
    }

    void whatWasBookedIsNotFoundAgain()
    {
        const QString statement =
            import("external_id,at,cost_usd\na,2023-11-14T12:00:00Z,0.5\n,2023-11-14,0.25\n").text("id");
        const auto differencesOf = [this](const test::AdminAnswer& run) {
            return m_daemon->get(m_path + QLatin1Char('/') + run.text("id") + QLatin1String("/differences")).rows();
        };
        const auto first = differencesOf(reconcile(statement));
        const auto beside = differencesOf(reconcile(statement));
        QCOMPARE(first.size(), 2);
        QCOMPARE(beside.size(), 2);
        for (const auto& difference : first) {
            const QString id = difference.toObject().value(QLatin1String("id")).toString();
            QCOMPARE(resolve(id, "booked", id.toLatin1().constData()).status, 200);
        }
        for (const auto& difference : beside) {
            const QString id = difference.toObject().value(QLatin1String("id")).toString();
            QCOMPARE(resolve(id, "booked", id.toLatin1().constData()).status, 409);
            QCOMPARE(resolve(id, "explained", id.toLatin1().prepend('x').constData()).status, 200);
        }
        QCOMPARE(differencesOf(reconcile(statement)).size(), 0);
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/bookings")).rows().size(), 2);
    }

    void thresholdsDecideAboutAlerts()
    {
        const QString thresholds = m_path + QLatin1String("/thresholds");
        QCOMPARE(m_daemon->get(thresholds).rows().size(), 10);
        const auto set = m_daemon->call("PUT", thresholds, R"({"class":"orphan","count":1,"amount_usd":"0.5"})");
        QCOMPARE(set.status, 200);
        QCOMPARE(m_daemon->call("PUT", thresholds, R"({"class":"sum","count":1})").param(), QLatin1String("class"));
        QCOMPARE(m_daemon->call("PUT", thresholds, R"({"class":"price","count":-1})").param(), QLatin1String("count"));
        reconcile(import("external_id,at,cost_usd\na,2023-11-14T12:00:00Z,0.5\n").text("id"));
        QVERIFY(!m_daemon->alertStore().newest("reconciliation_orphan", m_provider.toStdString()));
        reconcile(import("external_id,at,cost_usd\nb,2023-11-14T12:00:00Z,0.000000001\n").text("id"));
        QTRY_VERIFY(m_daemon->alertStore().newest("reconciliation_orphan", m_provider.toStdString()));
    }

    void refusesWhatCannotBeCompared()
    {
        const auto wish = [this](const QByteArray& more) {
            return m_daemon->post(m_path, test::json("{'provider':'" + m_provider.toUtf8() + "'" + more + "}"));
        };
        QCOMPARE(wish("").param(), QLatin1String("from"));
        QCOMPARE(wish(",'from':'2023-11-14T00:00:00Z'").param(), QLatin1String("to"));
        QCOMPARE(wish(",'from':'2023-11-14T00:00:00Z','to':'2023-11-14T00:00:00Z'").param(), QLatin1String("to"));
        QCOMPARE(wish(",'statement':'stm_00000000000000000000000000000001'").param(), QLatin1String("statement"));
        QCOMPARE(m_daemon->post(m_path, test::json("{'provider':'prov_00000000000000000000000000000001'}")).param(),
                 QLatin1String("provider"));
    }
};

QTEST_GUILESS_MAIN(ReconciliationsTest)
#include "reconciliations_test.moc"
