// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/priceschedule.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class PriceScheduleTest : public QObject
{
    Q_OBJECT

private:
    static Instant at(std::int64_t second) { return fromMicroseconds(second * 1'000'000); }
    // From this second on, at so many pico a token of the prompt.
    static PriceSchedule::PricePtr price(std::int64_t pico, std::int64_t from, std::optional<std::int64_t> until = {})
    {
        Price::Picos picos{};
        picos[static_cast<std::size_t>(Meter::Prompt)] = pico;
        picos[static_cast<std::size_t>(Meter::Completion)] = 0;
        return std::make_shared<const Price>(
            *Price::make(PriceId(), picos, at(from), until ? std::optional(at(*until)) : std::nullopt));
    }
    static std::int64_t picoAt(const PriceSchedule& schedule, std::int64_t second)
    {
        return *schedule.inForce(at(second))->pico(Meter::Prompt);
    }

private Q_SLOTS:
    void aLaterVersionTakesEffectByItself()
    {
        PriceSchedule schedule(price(1, 0));
        schedule.add(price(2, 10));
        QCOMPARE(picoAt(schedule, 9), 1);
        QCOMPARE(picoAt(schedule, 10), 2);
        QVERIFY(schedule.nextChange(at(9)) == at(10));
        QVERIFY(!schedule.nextChange(at(10)));
    }

    void whatBeganLastCountsHoweverItWasAdded()
    {
        PriceSchedule schedule(price(1, 0));
        schedule.add(price(3, 20));
        schedule.add(price(2, 10));
        QCOMPARE(picoAt(schedule, 15), 2);
        QCOMPARE(picoAt(schedule, 25), 3);
    }

    void ofTwoThatBeginAtOnceTheOneAddedLaterCounts()
    {
        PriceSchedule schedule(price(1, 0));
        schedule.add(price(2, 10));
        schedule.add(price(3, 10));
        QCOMPARE(picoAt(schedule, 10), 3);
    }

    void afterItsEndTheVersionBeforeCountsAgain()
    {
        PriceSchedule schedule(price(1, 0));
        schedule.add(price(2, 10, 20));
        QCOMPARE(picoAt(schedule, 19), 2);
        QCOMPARE(picoAt(schedule, 20), 1);
        QVERIFY(schedule.nextChange(at(0)) == at(10));
        QVERIFY(schedule.nextChange(at(10)) == at(20));
        schedule.add(price(3, 15));
        QCOMPARE(picoAt(schedule, 15), 3); // it began later
        QCOMPARE(picoAt(schedule, 30), 3);
    }

    void forgetsOnlyWhatCannotCountAgain()
    {
        PriceSchedule schedule(price(1, 0));
        schedule.add(price(2, 10, 20));
        schedule.settle(at(12));
        QCOMPARE(*schedule.standing()->pico(Meter::Prompt), 1);
        QCOMPARE(picoAt(schedule, 12), 2);
        schedule.add(price(3, 15));
        schedule.add(price(4, 30));
        schedule.settle(at(16));
        QCOMPARE(*schedule.standing()->pico(Meter::Prompt), 3);
        QCOMPARE(picoAt(schedule, 16), 3);
        QCOMPARE(picoAt(schedule, 30), 4);
    }
};

QTEST_GUILESS_MAIN(PriceScheduleTest)
#include "priceschedule_test.moc"
