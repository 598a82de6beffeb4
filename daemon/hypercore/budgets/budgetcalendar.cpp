// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/budgets/budgetcalendar.h"

#include <QDateTime>
#include <QFileInfo>
#include <QTimeZone>

namespace gotoai::hypercore {
namespace {

QTimeZone zoneOf(std::string_view name)
{
    return QTimeZone(QByteArray(name.data(), static_cast<qsizetype>(name.size())));
}

Instant toInstant(const QDateTime& time) { return fromMicroseconds(time.toMSecsSinceEpoch() * 1'000); }

// By the offset in force at `at`: within an hour clocks seldom change, and where they do the new count begins a new
// one.
BudgetWindow hourOf(const QTimeZone& zone, const QDateTime& at)
{
    constexpr qint64 kHour = 3'600;
    const qint64 second = at.toSecsSinceEpoch();
    const qint64 local = second + zone.offsetFromUtc(at);
    const qint64 into = (local % kHour + kHour) % kHour;
    const Instant from = fromMicroseconds((second - into) * 1'000'000);
    return {from, from + std::chrono::hours(1)};
}

BudgetWindow daysOf(const QTimeZone& zone, const QDate& first, const QDate& next)
{
    return {toInstant(first.startOfDay(zone)), toInstant(next.startOfDay(zone))};
}

// Qt takes any word for a zone, by the rules of POSIX for TZ.
bool isOnRecord(std::string_view name)
{
    const QByteArray id(name.data(), static_cast<qsizetype>(name.size()));
    return QTimeZone::availableTimeZoneIds().contains(id) ||
           QFileInfo(QStringLiteral("/usr/share/zoneinfo/") + QString::fromUtf8(id)).isFile(); // aliases
}

} // namespace

bool isTimeZone(std::string_view name)
{
    constexpr std::size_t kLongest = 64;
    constexpr std::string_view kCharacters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/"; // a name is a path below zoneinfo
    return !name.empty() && name.size() <= kLongest && name.front() != '/' &&
           name.find_first_not_of(kCharacters) == std::string_view::npos && zoneOf(name).isValid() && isOnRecord(name);
}

BudgetWindow windowOf(BudgetPeriod period, std::string_view timeZone, Instant at)
{
    if (period == BudgetPeriod::Total)
        return {};
    const QTimeZone named = zoneOf(timeZone);
    const QTimeZone zone = named.isValid() ? named : QTimeZone::utc();
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(milliseconds, zone);
    const QDate day = time.date();
    switch (period) {
    case BudgetPeriod::Hour: return hourOf(zone, time);
    case BudgetPeriod::Day: return daysOf(zone, day, day.addDays(1));
    case BudgetPeriod::Week: {
        const QDate monday = day.addDays(1 - day.dayOfWeek());
        return daysOf(zone, monday, monday.addDays(7));
    }
    case BudgetPeriod::Month: {
        const QDate first(day.year(), day.month(), 1);
        return daysOf(zone, first, first.addMonths(1));
    }
    case BudgetPeriod::Total: break;
    }
    return {};
}

const BudgetWindow& BudgetCalendar::windowOf(const Budget& budget, Instant at)
{
    const auto found = m_last.find(budget.id);
    if (found != m_last.end() && found->second.holds(at))
        return found->second;
    if (found == m_last.end() && m_last.size() >= kMostRemembered)
        m_last.clear();
    return m_last.insert_or_assign(budget.id, hypercore::windowOf(budget.period, budget.timeZone, at)).first->second;
}

} // namespace gotoai::hypercore
