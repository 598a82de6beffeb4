// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgeraccount.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class LedgerAccountTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nameAndBack_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("cash") << QByteArray("cash:manual");
        QTest::newRow("longest rail") << QByteArray("cash:") + QByteArray(32, 'a');
        QTest::newRow("available") << QByteArray("wallet:acct_00112233445566778899aabbccddeeff:available");
        QTest::newRow("held") << QByteArray("wallet:acct_00112233445566778899aabbccddeeff:held");
        QTest::newRow("payable") << QByteArray("provider:prov_00112233445566778899aabbccddeeff:payable");
        QTest::newRow("fee") << QByteArray("revenue:fee");
        QTest::newRow("absorbed") << QByteArray("expense:absorbed");
        QTest::newRow("promo available") << QByteArray("promo:acct_00112233445566778899aabbccddeeff:available");
        QTest::newRow("promo held") << QByteArray("promo:acct_00112233445566778899aabbccddeeff:held");
        QTest::newRow("promo expense") << QByteArray("expense:promo");
        QTest::newRow("suspense") << QByteArray("suspense:reconcile:prov_00112233445566778899aabbccddeeff");
    }
    void nameAndBack()
    {
        QFETCH(QByteArray, name);
        const auto account = LedgerAccount::parse(name.toStdString());
        QVERIFY(account);
        QCOMPARE(account->name(), name.toStdString());
    }

    void foreignNameIsRefused_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no rail") << QByteArray("cash:");
        QTest::newRow("rail too long") << QByteArray("cash:") + QByteArray(33, 'a');
        QTest::newRow("upper case") << QByteArray("cash:Manual");
        QTest::newRow("no id") << QByteArray("wallet::held");
        QTest::newRow("other end") << QByteArray("wallet:acct_00112233445566778899aabbccddeeff:spent");
        QTest::newRow("overlap") << QByteArray("provider:payable");
    }
    void foreignNameIsRefused()
    {
        QFETCH(QByteArray, name);
        QVERIFY(!LedgerAccount::parse(name.toStdString()));
    }

    void ownersAndKindsDiffer()
    {
        const AccountId a = AccountId::make(fromMicroseconds(1));
        const AccountId b = AccountId::make(fromMicroseconds(1));
        QVERIFY(LedgerAccount::held(a) == LedgerAccount::held(a));
        QVERIFY(LedgerAccount::held(a) != LedgerAccount::held(b));
        QVERIFY(LedgerAccount::held(a) != LedgerAccount::available(a));
        QVERIFY(LedgerAccount::held(a).hash() != LedgerAccount::available(a).hash());
    }
};

QTEST_GUILESS_MAIN(LedgerAccountTest)
#include "ledgeraccount_test.moc"
