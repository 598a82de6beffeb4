// SPDX-License-Identifier: GPL-3.0-or-later
#include "usage/usagerows.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::usage;
using namespace std::chrono_literals;

namespace {

const Instant kBegan = *fromRfc3339("2026-03-02T12:00:00Z");

protocol::UsageFigures figures(std::int64_t requests, const char* charge)
{
    protocol::UsageFigures made;
    made.requests = requests;
    made.charge = *Money::parseUsd(charge);
    made.providerCost = made.charge;
    return made;
}

protocol::UsageReport report(std::initializer_list<std::pair<const char*, protocol::UsageFigures>> groups)
{
    protocol::UsageReport made;
    made.from = kBegan;
    made.to = kBegan + 2h;
    made.step = "hour";
    for (const auto& [name, each] : groups) {
        protocol::UsageGroup group;
        group.name = name;
        group.total = each;
        group.points = {{kBegan, each}, {kBegan + 1h, figures(0, "0")}};
        made.groups.push_back(group);
        made.total.requests += each.requests;
        made.total.charge = *made.total.charge.plus(each.charge);
    }
    return made;
}

} // namespace

class UsageRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void tellsTheChangeOnThePeriodBefore()
    {
        const auto now = report({{"a", figures(120, "2.4")}, {"b", figures(5, "0.1")}});
        const auto before = report({{"a", figures(100, "2")}});
        const auto rows = tableRows({now, &before}, Grouping::Model, m_names);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[0].back().text, QStringLiteral("+20 %"));
        QCOMPARE(rows[1].back().text, QStringLiteral("new"));
        QCOMPARE(static_cast<int>(rows[0].size()), tableTitles(Grouping::Model, true).size());
        QVERIFY(figuresOf({now, &before}).front().sentence.startsWith(QStringLiteral("+25 %")));
        QVERIFY(figuresOf({now, nullptr}).front().sentence.isEmpty());
    }

    void chartsTheLargestAndAddsUpTheRest()
    {
        const auto now = report({{"a", figures(7, "7")},
                                 {"b", figures(6, "6")},
                                 {"c", figures(5, "5")},
                                 {"d", figures(4, "4")},
                                 {"e", figures(3, "3")},
                                 {"f", figures(2, "2")},
                                 {"g", figures(1, "1")}});
        const auto content = chartOf({now, nullptr}, Measure::Requests, Grouping::Model, m_names);
        QCOMPARE(content.series.size(), std::size_t{6});
        QCOMPARE(content.series.back().name, QStringLiteral("others"));
        QCOMPARE(content.series.back().values.front(), 3.);
        QCOMPARE(content.times.size(), std::size_t{2});
    }

    void aTimesRowAddsUpItsGroups()
    {
        const auto rows = timeRows(report({{"a", figures(7, "0.5")}, {"b", figures(6, "0.25")}}));
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[1][1].text, QStringLiteral("13")); // newest first
        QCOMPARE(rows[1].back().exact, QStringLiteral("0.75"));
        QCOMPARE(rows[0][1].text, QStringLiteral("0"));
    }

    void writesExactFigures()
    {
        const auto lines =
            csvOf(report({{"=evil,model", figures(7, "0.000000001")}}), Grouping::Model, m_names).split('\n');
        QVERIFY(lines[0].startsWith("from,step,group,name,requests"));
        QVERIFY2(lines[1].startsWith("2026-03-02T12:00:00.000Z,hour,\"'=evil,model\","), lines[1]);
        QVERIFY(lines[1].trimmed().endsWith(",0.000000001"));
    }

private:
    client::DaemonClient m_daemon;
    client::EventStream m_events{m_daemon};
    client::Directory m_directory{m_daemon, m_events};
    client::Names m_names{m_directory};
};

QTEST_MAIN(UsageRowsTest)
#include "usagerows_test.moc"
