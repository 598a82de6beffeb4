// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/rights.h"

#include <QTest>

#include <set>
#include <utility>

using namespace gotoai;
using namespace gotoai::control;
using hypercore::Role;

Q_DECLARE_METATYPE(Right)

class RightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admitsTheRoles_data()
    {
        QTest::addColumn<Right>("right");
        QTest::addColumn<QByteArray>("admitted"); // initials
        QTest::newRow("open") << Right::Open << QByteArray("aovm");
        QTest::newRow("signed in") << Right::SignedIn << QByteArray("aovm");
        QTest::newRow("read") << Right::Read << QByteArray("aovm");
        QTest::newRow("read all") << Right::ReadAll << QByteArray("aov");
        QTest::newRow("own things") << Right::OwnThings << QByteArray("am");
        QTest::newRow("supply") << Right::Supply << QByteArray("ao");
        QTest::newRow("platform") << Right::Platform << QByteArray("a");
    }
    void admitsTheRoles()
    {
        QFETCH(Right, right);
        QFETCH(QByteArray, admitted);
        QByteArray found;
        for (const Role role : {Role::Admin, Role::Operator, Role::Viewer, Role::Member}) {
            const std::string_view word = hypercore::roleWord(role);
            if (isAllowed(right, role))
                found.append(word.front());
            // The refusal names a role exactly if it would be admitted.
            if (allowedRoles(right) != "any")
                QCOMPARE(allowedRoles(right).find(word) != std::string_view::npos, isAllowed(right, role));
        }
        QCOMPARE(found, admitted);
    }

    void listsEveryOperationOnce()
    {
        std::set<std::pair<std::string_view, std::string_view>> listed;
        for (const RouteRight& row : adminRights())
            QVERIFY2(listed.emplace(row.method, row.pattern).second, row.pattern.data());
    }
};

QTEST_GUILESS_MAIN(RightsTest)
#include "rights_test.moc"
