// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/risk/killswitch.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class KillSwitchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QByteArray>("target");
        const QByteArray digits("0123456789abcdef0123456789abcdef");
        QTest::newRow("global") << QByteArray("global") << QByteArray();
        QTest::newRow("provider") << QByteArray("provider") << "prov_" + digits;
        QTest::newRow("endpoint") << QByteArray("endpoint") << "ep_" + digits;
        QTest::newRow("model") << QByteArray("model") << QByteArray("openai/gpt-4o:x");
        QTest::newRow("account") << QByteArray("account") << "acct_" + digits;
        QTest::newRow("key") << QByteArray("key") << "key_" + digits;
    }
    void readsWhatItWrites()
    {
        QFETCH(QByteArray, scope);
        QFETCH(QByteArray, target);
        const auto parsed = parseKillTarget(scope.toStdString(), target.toStdString());
        QVERIFY2(parsed, parsed ? "" : parsed.error().detail.c_str());
        QCOMPARE(QByteArray::fromStdString(std::string(scopeWord(*parsed))), scope);
        QCOMPARE(QByteArray::fromStdString(targetText(*parsed)), target);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("param");
        QTest::newRow("no scope") << QByteArray() << QByteArray() << QByteArray("scope");
        QTest::newRow("another scope") << QByteArray("Global") << QByteArray() << QByteArray("scope");
        QTest::newRow("global on something") << QByteArray("global") << QByteArray("x") << QByteArray("target");
        QTest::newRow("no model") << QByteArray("model") << QByteArray() << QByteArray("target");
        QTest::newRow("no id") << QByteArray("account") << QByteArray() << QByteArray("target");
        QTest::newRow("another thing's id")
            << QByteArray("key") << QByteArray("acct_0123456789abcdef0123456789abcdef") << QByteArray("target");
    }
    void refuses()
    {
        QFETCH(QByteArray, scope);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, param);
        const auto parsed = parseKillTarget(scope.toStdString(), target.toStdString());
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(QByteArray::fromStdString(parsed.error().param), param);
    }

    void isOnUntilItsTimeOrItsRelease()
    {
        KillSwitch killSwitch;
        QVERIFY(killSwitch.isOn(fromMicroseconds(1)));
        killSwitch.expiresAt = fromMicroseconds(10);
        QVERIFY(killSwitch.isOn(fromMicroseconds(9)) && !killSwitch.hasExpired(fromMicroseconds(9)));
        QVERIFY(!killSwitch.isOn(fromMicroseconds(10)) && killSwitch.hasExpired(fromMicroseconds(10)));
        killSwitch.releasedAt = fromMicroseconds(5);
        QVERIFY(!killSwitch.isOn(fromMicroseconds(6)));
        QVERIFY(!killSwitch.hasExpired(fromMicroseconds(20))); // it had been released by then
    }
};

QTEST_GUILESS_MAIN(KillSwitchTest)
#include "killswitch_test.moc"
