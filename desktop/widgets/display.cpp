// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/display.h"

#include <QLocale>

#include <cstdlib>

namespace gotoai::widgets {

namespace {

constexpr int nanoPlaces = 9;
constexpr qint64 nanoPerCent = 10'000'000;
constexpr qint64 smallDigits = 1'000; // of an amount below a cent: three

// The decimal's integer part by the locale, its places as they are.
QString localized(const QString& decimal, int places)
{
    const QLocale locale;
    const bool isNegative = decimal.startsWith(QLatin1Char('-'));
    const QString digits = isNegative ? decimal.mid(1) : decimal;
    const qsizetype dot = digits.indexOf(QLatin1Char('.'));
    const QString whole = dot < 0 ? digits : digits.left(dot);
    const QString fraction = (dot < 0 ? QString() : digits.mid(dot + 1)).leftJustified(places, QLatin1Char('0'));
    const QString sign = isNegative ? QString(QChar(0x2212)) : QString();
    return sign + locale.toString(whole.toLongLong()) + (places ? locale.decimalPoint() + fraction : QString());
}

} // namespace

QString exactMoney(Money amount) { return localized(QString::fromStdString(amount.toUsd()), nanoPlaces); }

QString moneyText(Money amount)
{
    const qint64 nano = amount.nano();
    qint64 step = nano == 0 ? 1 : nanoPerCent;
    if (std::abs(nano) < nanoPerCent) {
        for (step = 1; std::abs(nano) / step >= smallDigits;)
            step *= 10;
    }
    const qint64 half = nano < 0 ? -step / 2 : step / 2;
    const Money rounded = Money::fromNano((nano + half) / step * step);
    const QString text = localized(QString::fromStdString(rounded.toUsd()), 2);
    const bool isNegative = text.startsWith(QChar(0x2212));
    return isNegative ? QString(QChar(0x2212) + QStringLiteral("$") + text.mid(1))
                      : QString(QStringLiteral("$") + text);
}

QString countText(qint64 count) { return QLocale().toString(count); }

QString largeText(qint64 count)
{
    const QLocale locale;
    for (const auto& [size, suffix] : {std::pair<qint64, const char*>{1'000'000'000, "G"}, {1'000'000, "M"}}) {
        if (count >= size) {
            const qint64 tenths = count / (size / 10);
            return locale.toString(tenths / 10) + locale.decimalPoint() + QString::number(tenths % 10) + QChar(0x202F) +
                   QLatin1String(suffix);
        }
    }
    return locale.toString(count);
}

QString milliText(qint64 milliseconds)
{
    const QLocale locale;
    if (milliseconds < 1000)
        return QStringLiteral("%1 ms").arg(locale.toString(milliseconds));
    const qint64 tenths = (milliseconds + 50) / 100;
    return QStringLiteral("%1%2%3 s")
        .arg(locale.toString(tenths / 10), QString(locale.decimalPoint()), QString::number(tenths % 10));
}

QDateTime toDateTime(Instant at)
{
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(since.count());
}

QString timeText(Instant at)
{
    const QDateTime local = toDateTime(at);
    const QString time = local.toString(QStringLiteral("HH:mm:ss"));
    return local.date() == QDate::currentDate()
               ? time
               : QLocale().toString(local.date(), QStringLiteral("d MMM")) + QLatin1Char(' ') + time;
}

QString dateText(Instant at) { return QLocale().toString(toDateTime(at).date(), QLocale::ShortFormat); }

QString exactTime(Instant at) { return toDateTime(at).toUTC().toString(Qt::ISODateWithMs); }

QString shortId(const QString& id)
{
    const QString digits = id.mid(id.indexOf(QLatin1Char('_')) + 1);
    return digits.size() <= 13 ? digits : digits.left(8) + QChar(0x2026) + digits.right(4);
}

QString plain(const QString& remote)
{
    QString harmless;
    harmless.reserve(remote.size());
    for (const QChar character : remote) {
        if (character == QLatin1Char('\n') || character == QLatin1Char('\t'))
            harmless += QLatin1Char(' ');
        else if (character.category() == QChar::Other_Control || character.category() == QChar::Other_Format)
            harmless += QChar(0xFFFD);
        else
            harmless += character;
    }
    return harmless;
}

QString plain(const std::string& remote) { return plain(QString::fromStdString(remote)); }

} // namespace gotoai::widgets
