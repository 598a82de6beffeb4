// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/budgets/budgetcalendar.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::hypercore;

namespace {

Instant at(const QString& text)
{
    return fromMicroseconds(QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch() * 1'000);
}

} // namespace

class BudgetCalendarTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowIsThatOfTheZonesClocks_data()
    {
        QTest::addColumn<QString>("period");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("moment");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("until");
        const auto row = [](const char* name, const char* period, const char* zone, const char* moment,
                            const char* from, const char* until) {
            QTest::newRow(name) << QString::fromLatin1(period) << QString::fromLatin1(zone)
                                << QString::fromLatin1(moment) << QString::fromLatin1(from)
                                << QString::fromLatin1(until);
        };
        row("hour", "hour", "UTC", "2026-03-01T10:59:59Z", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z");
        row("its first moment", "hour", "UTC", "2026-03-01T11:00:00Z", "2026-03-01T11:00:00Z", "2026-03-01T12:00:00Z");
        row("hour at a quarter", "hour", "Asia/Kathmandu", "2026-03-01T10:20:00Z", "2026-03-01T10:15:00Z",
            "2026-03-01T11:15:00Z");
        row("day", "day", "America/New_York", "2026-01-15T04:59:59Z", "2026-01-14T05:00:00Z", "2026-01-15T05:00:00Z");
        row("day of 23 hours", "day", "Europe/Warsaw", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z",
            "2026-03-29T22:00:00Z");
        row("day of 25 hours", "day", "Europe/Warsaw", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z",
            "2026-10-25T23:00:00Z");
        row("a week begins on Monday", "week", "UTC", "2026-03-01T23:59:59Z", "2026-02-23T00:00:00Z",
            "2026-03-02T00:00:00Z");
        row("month", "month", "Asia/Tokyo", "2026-01-31T15:00:00Z", "2026-01-31T15:00:00Z", "2026-02-28T15:00:00Z");
        row("month of a leap year", "month", "UTC", "2028-02-29T23:00:00Z", "2028-02-01T00:00:00Z",
            "2028-03-01T00:00:00Z");
        row("december", "month", "UTC", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");
    }
    void windowIsThatOfTheZonesClocks()
    {
        QFETCH(QString, period);
        QFETCH(QString, zone);
        QFETCH(QString, moment);
        QFETCH(QString, from);
        QFETCH(QString, until);
        const BudgetWindow window =
            windowOf(*budgetPeriodFromWord(period.toStdString()), zone.toStdString(), at(moment));
        QCOMPARE(QString::fromStdString(toRfc3339(window.from)), QString::fromStdString(toRfc3339(at(from))));
        QVERIFY(window.until);
        QCOMPARE(QString::fromStdString(toRfc3339(*window.until)), QString::fromStdString(toRfc3339(at(until))));
        QVERIFY(window.holds(at(moment)) && !window.holds(at(until)));
    }

    void windowsFollowOneAnother_data()
    {
        QTest::addColumn<QString>("period");
        for (const char* period : {"hour", "day", "week", "month"})
            QTest::newRow(period) << QString::fromLatin1(period);
    }
    // Over a year with both changes of the clocks.
    void windowsFollowOneAnother()
    {
        QFETCH(QString, period);
        const BudgetPeriod kind = *budgetPeriodFromWord(period.toStdString());
        for (const char* zone : {"UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata"}) {
            Instant moment = at(QStringLiteral("2026-01-01T00:00:00Z"));
            const Instant end = at(QStringLiteral("2027-01-02T00:00:00Z"));
            while (moment < end) {
                const BudgetWindow window = windowOf(kind, zone, moment);
                QVERIFY(window.until && *window.until > moment);
                const BudgetWindow next = windowOf(kind, zone, *window.until);
                QVERIFY2(next.from == *window.until, toRfc3339(moment).c_str());
                moment = *window.until;
            }
        }
    }

    void aTotalHasOneWindow()
    {
        const BudgetWindow window = windowOf(BudgetPeriod::Total, "UTC", at(QStringLiteral("2026-03-01T10:00:00Z")));
        QVERIFY(window == BudgetWindow());
        QVERIFY(window.holds(at(QStringLiteral("2099-03-01T10:00:00Z"))));
    }

    void zonesAreKnownByTheirNames()
    {
        for (const char* name : {"UTC", "Europe/Warsaw", "America/Argentina/Buenos_Aires"})
            QVERIFY2(isTimeZone(name), name);
        for (const char* name : {"", "Mars/Olympus", "/etc/localtime", "../../../etc/localtime", "Europe/Warsaw\n"})
            QVERIFY2(!isTimeZone(name), name);
        QVERIFY(!isTimeZone(std::string(65, 'A')));
    }

    void theCalendarForgetsAWindowThatIsOver()
    {
        BudgetCalendar calendar;
        Budget budget;
        budget.id = BudgetId::make(at(QStringLiteral("2026-01-01T00:00:00Z")));
        budget.period = BudgetPeriod::Day;
        const Instant first = at(QStringLiteral("2026-01-01T12:00:00Z"));
        QVERIFY(calendar.windowOf(budget, first) == windowOf(BudgetPeriod::Day, "UTC", first));
        QVERIFY(calendar.windowOf(budget, first).holds(first));
        const Instant second = at(QStringLiteral("2026-01-02T00:00:00Z"));
        QVERIFY(calendar.windowOf(budget, second).from == second);
        QVERIFY(calendar.windowOf(budget, first).holds(first));
    }
};

QTEST_GUILESS_MAIN(BudgetCalendarTest)
#include "budgetcalendar_test.moc"
