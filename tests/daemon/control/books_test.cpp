// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class BooksTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_path = QStringLiteral("/admin/v1/books");

    int topUp(const QString& account, const char* key)
    {
        return m_daemon
            ->post(QStringLiteral("/admin/v1/topups"),
                   test::json("{'account':'" + account.toUtf8() + "','amount_usd':'1'}"), {{"idempotency-key", key}})
            .status;
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void frozenBooksAreReleasedByAPersonWithAReason()
    {
        const QString account = m_daemon->makeAccount();
        QCOMPARE(m_daemon->get(m_path).text("state"), QLatin1String("open"));
        QCOMPARE(topUp(account, "a"), 201);
        m_daemon->booksGuard().freeze(clearinghouse::BookFault::Fold, "transfers 7: it is wrong");
        const auto frozen = m_daemon->get(m_path);
        QCOMPARE(frozen.text("state"), QLatin1String("frozen"));
        QCOMPARE(frozen.json.value(QLatin1String("freeze")).toObject().value(QLatin1String("finding")).toString(),
                 QLatin1String("transfers 7: it is wrong"));
        const auto refused = m_daemon->post(QStringLiteral("/admin/v1/topups"),
                                            test::json("{'account':'" + account.toUtf8() + "','amount_usd':'1'}"),
                                            {{"idempotency-key", "b"}});
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.code(), QLatin1String("books_frozen"));
        QVERIFY(m_daemon->get(QStringLiteral("/readyz")).body.contains("books_frozen"));

        const QString release = m_path + QLatin1String("/release");
        QCOMPARE(m_daemon->post(release, R"({"reason":""})").param(), QLatin1String("reason"));
        const auto released = m_daemon->post(release, R"({"reason":"an old copy was put back"})");
        QCOMPARE(released.status, 200);
        QCOMPARE(released.text("state"), QLatin1String("open"));
        QCOMPARE(m_daemon->post(release, R"({"reason":"again"})").status, 409);
        QCOMPARE(topUp(account, "c"), 201);
        const auto audit = m_daemon->get(QStringLiteral("/admin/v1/audit?route=/admin/v1/books/release&outcome=done"));
        QCOMPARE(audit.rows().size(), 1);
        QVERIFY(audit.body.contains("an old copy was put back"));
    }

    void everythingIsLookedAtOnDemand()
    {
        QCOMPARE(topUp(m_daemon->makeAccount(), "a"), 201);
        QCOMPARE(m_daemon->post(m_path + QLatin1String("/audit"), "").status, 202);
        QTRY_VERIFY(!m_daemon->get(m_path)
                         .json.value(QLatin1String("audit"))
                         .toObject()
                         .value(QLatin1String("ended_at"))
                         .isNull());
        const auto audit = m_daemon->get(m_path).json.value(QLatin1String("audit")).toObject();
        QVERIFY(audit.value(QLatin1String("finding")).isNull());
        QCOMPARE(audit.value(QLatin1String("transfers")).toInteger(), 1);
    }
};

QTEST_GUILESS_MAIN(BooksTest)
#include "books_test.moc"
