// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

namespace {

const QString kPath = QStringLiteral("/admin/v1/system/master-keys");

} // namespace

class MasterKeysTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;

    static QString idOf(const test::AdminAnswer& answer, qsizetype index = 0)
    {
        return answer.json.value(QLatin1String("keys"))
            .toArray()
            .at(index)
            .toObject()
            .value(QLatin1String("id"))
            .toString();
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void namesTheKeyInUse()
    {
        const auto answer = m_daemon->get(kPath);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text("source"), QStringLiteral("data_directory"));
        QCOMPARE(answer.json.value(QLatin1String("rotating")), QJsonValue(false));
        QCOMPARE(answer.json.value(QLatin1String("keys")).toArray().size(), 1);
        QCOMPARE(idOf(answer).size(), 16);
    }

    void replacesItAndForgetsTheOldOne()
    {
        m_daemon->makeProvider();
        const QString before = idOf(m_daemon->get(kPath));
        const auto rotated = m_daemon->post(kPath, "{}", {{"idempotency-key", "rotate-1"}});
        QCOMPARE(rotated.status, 201);
        QCOMPARE(rotated.json.value(QLatin1String("keys")).toArray().size(), 1);
        QVERIFY(idOf(rotated) != before);
        QCOMPARE(idOf(m_daemon->get(kPath)), idOf(rotated));
        // Both kinds of secrets serve on: a stored one and the pepper that tokens are checked by.
        QVERIFY(!m_daemon->makeProvider().isEmpty());
    }

    void takesNothingInItsBody()
    {
        const auto refused = m_daemon->post(kPath, R"({"key":"00"})", {{"idempotency-key", "rotate-2"}});
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), QStringLiteral("key"));
    }

    void neverShowsAKey()
    {
        const auto answer = m_daemon->post(kPath, "{}", {{"idempotency-key", "rotate-3"}});
        QCOMPARE(answer.status, 201);
        QVERIFY(!answer.body.contains(m_daemon->masterKey().toHex()));
        QVERIFY(!m_daemon->masterKey().isEmpty());
    }
};

QTEST_GUILESS_MAIN(MasterKeysTest)
#include "masterkeys_test.moc"
