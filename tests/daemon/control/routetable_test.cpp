// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/routetable.h"

#include <QTest>

using namespace gotoai::control;

class RouteTableTest : public QObject
{
    Q_OBJECT

private:
    static constexpr RouteRight kRights[] = {{"GET", "/things", Right::Read},
                                             {"POST", "/things", Right::Platform},
                                             {"GET", "/things/{id}", Right::Open},
                                             {"DELETE", "/things/current", Right::Open},
                                             {"POST", "/things/{id}/parts", Right::Supply}};
    RouteTable m_table{kRights};

private Q_SLOTS:
    void initTestCase()
    {
        m_table.add({{"GET", "/things", {}},
                     {"POST", "/things", {}},
                     {"GET", "/things/{id}", {}},
                     {"DELETE", "/things/current", {}},
                     {"POST", "/things/{id}/parts", {}}});
    }

    void finds_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("parameter");
        QTest::addColumn<QByteArray>("allowed");
        const auto row = [](const char* method, const char* path, const char* pattern, const char* parameter,
                            const char* allowed) {
            QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << QByteArray(pattern)
                                                 << QByteArray(parameter) << QByteArray(allowed);
        };
        row("GET", "/things", "/things", "", "GET, POST");
        row("HEAD", "/things", "/things", "", "GET, POST");
        row("POST", "/things", "/things", "", "GET, POST");
        row("DELETE", "/things", "", "", "GET, POST");
        row("get", "/things", "", "", "GET, POST");
        row("GET", "/things/7", "/things/{id}", "7", "GET");
        row("DELETE", "/things/current", "/things/current", "", "DELETE");
        row("GET", "/things/current", "", "", "DELETE");
        row("POST", "/things/7", "", "", "GET");
        row("POST", "/things/7/parts", "/things/{id}/parts", "7", "POST");
        row("GET", "/things/", "", "", "");
        row("POST", "/things//parts", "", "", "");
        row("POST", "/things/parts", "", "", "GET");
        row("GET", "/things/7/", "", "", "");
        row("GET", "/thing", "", "", "");
        row("GET", "", "", "", "");
    }
    void finds()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, parameter);
        QFETCH(QByteArray, allowed);
        const auto match = m_table.find(method.toStdString(), path.toStdString());
        QCOMPARE(match.route != nullptr ? match.route->pattern : "", pattern.toStdString());
        QCOMPARE(match.parameter, parameter.toStdString());
        QCOMPARE(match.allowed, allowed.toStdString());
    }
};

QTEST_GUILESS_MAIN(RouteTableTest)
#include "routetable_test.moc"
