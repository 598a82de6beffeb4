// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/risk/killswitches.h"

#include "support/catalogfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class KillSwitchesTest final : public QObject
{
    Q_OBJECT

private:
    const std::shared_ptr<const supply::Catalog> m_catalog =
        test::makeCatalog({{.model = "a/one"}, {.model = "b/two"}});
    const supply::Endpoint& m_one = *m_catalog->endpoints()[0];
    const supply::Endpoint& m_two = *m_catalog->endpoints()[1];
    const AccountId m_account = AccountId::make(fromMicroseconds(1));
    const KeyId m_key = KeyId::make(fromMicroseconds(1));

    static KillSwitches::SwitchPtr on(KillTarget target)
    {
        auto killSwitch = std::make_shared<KillSwitch>();
        killSwitch->target = std::move(target);
        return killSwitch;
    }

private Q_SLOTS:
    void nothingStopsWhereNoneIsOn()
    {
        const KillSwitches none;
        QVERIFY(none.isEmpty());
        QVERIFY(!none.onCustomer(m_account, m_key));
        QVERIFY(!none.onSupply(m_one));
    }

    void aPartOfTheSupplyIsStoppedAlone_data()
    {
        QTest::addColumn<QByteArray>("scope");
        for (const char* scope : {"provider", "endpoint", "model"})
            QTest::newRow(scope) << QByteArray(scope);
    }
    void aPartOfTheSupplyIsStoppedAlone()
    {
        QFETCH(QByteArray, scope);
        const KillTarget target = scope == "provider"   ? KillTarget(m_one.provider->id)
                                  : scope == "endpoint" ? KillTarget(m_one.id)
                                                        : KillTarget(ModelName{m_one.model});
        const KillSwitches switches({on(target)});
        const KillSwitch* const found = switches.onSupply(m_one);
        QVERIFY(found && found->target == target);
        QVERIFY(!switches.onSupply(m_two));
        QVERIFY(!switches.onCustomer(m_account, m_key));
        QCOMPARE(refusalBy(*found).code, ErrorCode::NoRoute);
        QVERIFY(isByKillSwitch(refusalBy(*found)));
    }

    void aCustomerIsStoppedAlone_data()
    {
        QTest::addColumn<bool>("isKey");
        QTest::newRow("account") << false;
        QTest::newRow("key") << true;
    }
    void aCustomerIsStoppedAlone()
    {
        QFETCH(bool, isKey);
        const KillSwitches switches({on(isKey ? KillTarget(m_key) : KillTarget(m_account))});
        const auto otherAccount = AccountId::make(fromMicroseconds(2));
        const auto otherKey = KeyId::make(fromMicroseconds(2));
        const KillSwitch* const found = switches.onCustomer(m_account, m_key);
        QVERIFY(found);
        QCOMPARE(refusalBy(*found).code, ErrorCode::Forbidden);
        QVERIFY(isByKillSwitch(refusalBy(*found)));
        QVERIFY(!switches.onCustomer(otherAccount, otherKey));
        QCOMPARE(switches.onCustomer(m_account, otherKey) != nullptr, !isKey);
        QVERIFY(!switches.onSupply(m_one));
    }

    void theFarthestReachComesFirst()
    {
        const KillSwitches switches({on(m_key), on(m_account), on(Everything{})});
        const KillSwitch* const found = switches.onCustomer(m_account, m_key);
        QVERIFY(found && std::holds_alternative<Everything>(found->target));
        QCOMPARE(refusalBy(*found).code, ErrorCode::NoRoute);
        QVERIFY(isByKillSwitch(refusalBy(*found)));
    }

    void theReasonStaysAmongOperators()
    {
        for (const KillTarget& target : {KillTarget(Everything{}), KillTarget(m_one.provider->id), KillTarget(m_one.id),
                                         KillTarget(ModelName{"a/one"}), KillTarget(m_account), KillTarget(m_key)}) {
            KillSwitch killSwitch;
            killSwitch.target = target;
            killSwitch.reason = "they do not pay";
            const Error refusal = refusalBy(killSwitch);
            QVERIFY(!refusal.detail.empty());
            QVERIFY(refusal.detail.find("pay") == std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(KillSwitchesTest)
#include "killswitches_test.moc"
