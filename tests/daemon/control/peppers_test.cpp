// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

namespace {

const QString kPath = QStringLiteral("/admin/v1/system/peppers");

} // namespace

class PeppersTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;

    // A member of one version's row; the newest is 0.
    static QJsonValue of(const test::AdminAnswer& answer, const char* member, qsizetype index = 0)
    {
        return answer.json.value(QLatin1String("peppers")).toArray().at(index).toObject().value(QLatin1String(member));
    }
    static qsizetype count(const test::AdminAnswer& answer)
    {
        return answer.json.value(QLatin1String("peppers")).toArray().size();
    }
    QByteArray makeKey()
    {
        const auto key = m_daemon->post(QStringLiteral("/admin/v1/keys"),
                                        "{\"account\":\"" + m_daemon->makeAccount().toUtf8() + "\",\"label\":\"k\"}");
        return key.text("secret").toUtf8();
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void countsWhatLiesUnderTheOneInUse()
    {
        makeKey();
        m_daemon->makeUser("ann@example.com", "viewer");
        m_daemon->signIn("ann@example.com");
        m_daemon->post(QStringLiteral("/admin/v1/users"), R"({"email":"bob@example.com","role":"viewer"})");
        const auto answer = m_daemon->get(kPath);
        QCOMPARE(answer.status, 200);
        QCOMPARE(count(answer), 1);
        QCOMPARE(of(answer, "version"), QJsonValue(1));
        QCOMPARE(of(answer, "active"), QJsonValue(true));
        QVERIFY(of(answer, "created_at").isString());
        QCOMPARE(of(answer, "keys"), QJsonValue(1));
        QCOMPARE(of(answer, "admin_tokens"), QJsonValue(1));
        QCOMPARE(of(answer, "sessions"), QJsonValue(1));
        QCOMPARE(of(answer, "invitations"), QJsonValue(1));
    }

    void makesOneThatCredentialsMoveTo()
    {
        const QByteArray key = makeKey();
        const auto made = m_daemon->post(kPath, "{}", {{"idempotency-key", "pepper-1"}});
        QCOMPARE(made.status, 201);
        QCOMPARE(of(made, "version"), QJsonValue(2));
        QCOMPARE(of(made, "active"), QJsonValue(true));
        QCOMPARE(of(made, "active", 1), QJsonValue(false));
        QCOMPARE(of(made, "keys", 1), QJsonValue(1));
        QVERIFY(m_daemon->directory().snapshot()->authenticate(key.toStdString(), m_daemon->clock().now()).has_value());
        // The token moves with the first of these, and the key.
        QTRY_COMPARE(of(m_daemon->get(kPath), "admin_tokens"), QJsonValue(1));
        QTRY_COMPARE(of(m_daemon->get(kPath), "keys"), QJsonValue(1));
    }

    void isRecordedWithItsVersionAlone()
    {
        QCOMPARE(m_daemon->post(kPath, "{}").status, 201);
        const auto record = m_daemon->get(QStringLiteral("/admin/v1/audit?resource=pepper/2")).rows().at(0).toObject();
        QCOMPARE(record.value(QLatin1String("status")), QJsonValue(201));
        const auto after = record.value(QLatin1String("after")).toObject();
        QCOMPARE(after.value(QLatin1String("version")), QJsonValue(2));
    }

    void takesNothingInItsBody()
    {
        const auto refused = m_daemon->post(kPath, R"({"pepper":"00"})");
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), QStringLiteral("pepper"));
    }

    void neverShowsAPepper()
    {
        const auto made = m_daemon->post(kPath, "{}", {{"idempotency-key", "pepper-2"}});
        const QByteArray told =
            made.body + m_daemon->get(kPath).body + m_daemon->get(QStringLiteral("/admin/v1/audit")).body;
        const std::string disk = m_daemon->bytesOnDisk();
        QVERIFY(disk.find("pepper/2") != std::string::npos); // what is not secret is there: the search works
        const auto& peppers = m_daemon->directory().peppers().byAge();
        QCOMPARE(peppers.size(), std::size_t{2});
        for (const auto& pepper : peppers) {
            const QByteArray key(reinterpret_cast<const char*>(pepper.key.data()), std::ssize(pepper.key));
            QVERIFY(!told.contains(key.toHex()) && !told.contains(key.toBase64()) && !told.contains(key));
            QVERIFY(disk.find(key.toStdString()) == std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(PeppersTest)
#include "peppers_test.moc"
