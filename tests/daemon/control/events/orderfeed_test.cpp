// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/orderfeed.h"

#include <QTest>

#include <thread>

using namespace gotoai;
using control::OrderFeed;

class OrderFeedTest : public QObject
{
    Q_OBJECT

private:
    static OrderFeed::OrderPtr order(int attempts)
    {
        auto made = std::make_shared<hypercore::FinishedOrder>();
        made->clientStatus = attempts;
        return made;
    }

private Q_SLOTS:
    void takesNothingUntilSomebodyListens()
    {
        OrderFeed feed;
        feed.orderFinished(order(1));
        feed.setWanted(true);
        feed.orderFinished(order(2));
        QCOMPARE(feed.take()->clientStatus, 2);
        QVERIFY(!feed.take());
    }

    void dropsWhatDoesNotFit()
    {
        OrderFeed feed;
        feed.setWanted(true);
        for (int i = 0; i < static_cast<int>(OrderFeed::kCapacity) + 3; ++i)
            feed.orderFinished(order(i));
        QCOMPARE(feed.takeDropped(), std::uint64_t{3});
        QCOMPARE(feed.takeDropped(), std::uint64_t{0});
        for (int i = 0; i < static_cast<int>(OrderFeed::kCapacity); ++i)
            QCOMPARE(feed.take()->clientStatus, i);
        QVERIFY(!feed.take());
        feed.orderFinished(order(7)); // round the ring's end
        QCOMPARE(feed.take()->clientStatus, 7);
    }

    void crossesThreads()
    {
        constexpr int kOrders = 50'000;
        OrderFeed feed;
        feed.setWanted(true);
        std::thread lane([&feed] {
            for (int i = 1; i <= kOrders; ++i)
                feed.orderFinished(order(i));
        });
        int last = 0;
        std::uint64_t seen = 0;
        std::uint64_t dropped = 0;
        while (seen + dropped < kOrders) {
            while (const auto taken = feed.take()) {
                QVERIFY(taken->clientStatus > last);
                last = taken->clientStatus;
                ++seen;
            }
            dropped += feed.takeDropped();
        }
        lane.join();
        QVERIFY(seen > 0);
    }
};

QTEST_GUILESS_MAIN(OrderFeedTest)
#include "orderfeed_test.moc"
