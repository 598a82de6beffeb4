// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/eventring.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::control;

class EventRingTest : public QObject
{
    Q_OBJECT

private:
    std::vector<std::uint64_t> m_evicted;

    void add(EventRing& ring, Topic topic, const char* state, const char* json)
    {
        ring.add({.topic = topic, .state = state, .json = json},
                 [this](const EventRing::Entry& entry) { m_evicted.push_back(entry.number); });
    }

private Q_SLOTS:
    void init() { m_evicted.clear(); }

    void rendersFrames()
    {
        EventRing ring("e1", {});
        add(ring, Topic::Config, "", R"({"a":1})");
        QCOMPARE(ring.at(1).frame, std::string("id: e1-1\nevent: config\ndata: {\"a\":1}\n\n"));
        QCOMPARE(ring.next(), std::uint64_t{2});
    }

    void isBoundedInCount()
    {
        EventRing ring("e1", {.events = 3, .bytes = 1'000'000});
        for (int i = 0; i < 5; ++i)
            add(ring, Topic::Orders, "", "{}");
        QVERIFY((m_evicted == std::vector<std::uint64_t>{1, 2}));
        QCOMPARE(ring.oldest(), std::uint64_t{3});
        QCOMPARE(ring.at(3).number, std::uint64_t{3});
    }

    void isBoundedInBytes()
    {
        EventRing ring("e1", {.events = 1'000, .bytes = 200});
        const std::string large(90, 'x');
        for (int i = 0; i < 4; ++i)
            add(ring, Topic::Orders, "", large.c_str());
        QCOMPARE(ring.oldest(), std::uint64_t{4});
    }

    void marksStatesThatAreOvertaken()
    {
        EventRing ring("e1", {.events = 3, .bytes = 1'000'000});
        add(ring, Topic::Balances, "a", "{}");
        add(ring, Topic::Balances, "b", "{}");
        add(ring, Topic::Balances, "a", "{}");
        QVERIFY(ring.at(1).isOvertaken && !ring.at(2).isOvertaken && !ring.at(3).isOvertaken);
        add(ring, Topic::Health, "a", "{}"); // another topic's state; evicts 1
        QVERIFY(!ring.at(3).isOvertaken);
        add(ring, Topic::Orders, "", "{}"); // evicts 2, the latest of b
        add(ring, Topic::Balances, "b", "{}");
        QVERIFY(!ring.at(6).isOvertaken);
    }

    void goesOnAfterAnIdItStillKnows_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<int>("next"); // 0: cannot
        const auto row = [](const char* id, int next) { QTest::newRow(id) << QByteArray(id) << next; };
        row("e1-5", 6); // the last
        row("e1-4", 5);
        row("e1-2", 3); // the one before the oldest: nothing is lost
        row("e1-1", 0);
        row("e1-6", 0); // has not been
        row("e2-5", 0);
        row("e1-", 0);
        row("e1-5x", 0);
        row("", 0);
    }
    void goesOnAfterAnIdItStillKnows()
    {
        QFETCH(QByteArray, id);
        QFETCH(int, next);
        EventRing ring("e1", {.events = 3, .bytes = 1'000'000});
        for (int i = 0; i < 5; ++i)
            add(ring, Topic::Orders, "", "{}");
        QCOMPARE(static_cast<int>(ring.resumeAfter(id.toStdString()).value_or(0)), next);
    }

    void readsTopics()
    {
        QVERIFY(topicsFromText("orders") == bitOf(Topic::Orders));
        QVERIFY(topicsFromText("system,orders") == (bitOf(Topic::Orders) | bitOf(Topic::System)));
        for (const char* text : {"", "orders,", ",orders", "Orders", "orders, system", "nothing"})
            QVERIFY2(!topicsFromText(text), text);
        Topics all = 0;
        for (unsigned topic = 0; topic < 9; ++topic)
            all |= topicsFromText(topicWord(static_cast<Topic>(topic))).value_or(0);
        QCOMPARE(all, kAllTopics);
    }
};

QTEST_GUILESS_MAIN(EventRingTest)
#include "eventring_test.moc"
