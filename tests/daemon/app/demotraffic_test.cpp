// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demotraffic.h"
#include "chat/request.h"

#include <QTest>

#include <array>
#include <map>

using namespace gotoai;
using namespace gotoai::app;
using namespace std::chrono_literals;

namespace {

const Instant kMidnight = *fromRfc3339("2026-03-02T00:00:00Z");

std::vector<Instant> dayOf(DemoTraffic& traffic, int orders)
{
    std::vector<Instant> times;
    for (Instant at = traffic.nextAfter(kMidnight, orders); at < kMidnight + 24h; at = traffic.nextAfter(at, orders))
        times.push_back(at);
    return times;
}

} // namespace

class DemoTrafficTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedAsksTheSame()
    {
        DemoTraffic one(7), same(7), other(8);
        QCOMPARE(one.draw(kMidnight).body, same.draw(kMidnight).body);
        QVERIFY(one.draw(kMidnight).body != other.draw(kMidnight).body);
    }

    void aDayHasAboutAsManyOrdersAsAsked()
    {
        DemoTraffic traffic(7);
        const auto count = dayOf(traffic, 4'800).size();
        QVERIFY2(count > 4'300 && count < 5'300, qPrintable(QString::number(count)));
    }

    // The rate of a busy hour is beyond what an int holds of its parts.
    void aBusyDayGoesOn()
    {
        DemoTraffic traffic(7);
        for (int hour = 0; hour < 24; ++hour)
            QVERIFY(traffic.nextAfter(kMidnight + std::chrono::hours(hour), 100'000) >
                    kMidnight + std::chrono::hours(hour));
        const auto count = dayOf(traffic, 100'000).size();
        QVERIFY2(count > 98'000 && count < 102'000, qPrintable(QString::number(count)));
    }

    void anAfternoonIsBusierThanTheSmallHours()
    {
        DemoTraffic traffic(7);
        std::array<int, 24> hours{};
        for (const Instant at : dayOf(traffic, 20'000))
            ++hours[static_cast<std::size_t>((at - kMidnight) / 1h)];
        QVERIFY2(hours[15] > 2 * hours[5], qPrintable(QStringLiteral("%1 %2").arg(hours[15]).arg(hours[5])));
    }

    void everyOrderIsARequestThatTheGatewayTakes()
    {
        DemoTraffic traffic(7);
        json::Parser parser;
        std::map<std::size_t, int> callers;
        int leaving = 0;
        for (int number = 0; number < 2'000; ++number) {
            const DemoOrder order = traffic.draw(kMidnight + std::chrono::minutes(number % 1'440));
            const auto request = chat::parseRequest(order.body, parser);
            QVERIFY2(request.has_value(), order.body.c_str());
            QVERIFY(request->maxCompletionTokens.has_value());
            QVERIFY(!order.leavesAt || request->isStreamed);
            leaving += order.leavesAt ? 1 : 0;
            ++callers[order.caller];
        }
        QCOMPARE(callers.size(), demoCallers().size()); // each of them asks
        QVERIFY(leaving > 0);
    }
};

QTEST_APPLESS_MAIN(DemoTrafficTest)
#include "demotraffic_test.moc"
