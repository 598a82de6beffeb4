// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/csv.h"

namespace gotoai::widgets {

namespace {

bool isFormula(const QString& text)
{
    if (text.isEmpty())
        return false;
    const QChar first = text.front();
    if (first == QLatin1Char('-')) {
        bool isNumber = false;
        (void)text.toDouble(&isNumber);
        return !isNumber;
    }
    return first == QLatin1Char('=') || first == QLatin1Char('+') || first == QLatin1Char('@') ||
           first == QLatin1Char('\t') || first == QLatin1Char('\r');
}

QString fieldOf(const QString& text)
{
    QString field = isFormula(text) ? QLatin1Char('\'') + text : text;
    if (!field.contains(QLatin1Char(',')) && !field.contains(QLatin1Char('"')) && !field.contains(QLatin1Char('\n')) &&
        !field.contains(QLatin1Char('\r')))
        return field;
    field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + field + QLatin1Char('"');
}

} // namespace

QByteArray csvRecord(const QStringList& fields)
{
    QStringList quoted;
    for (const QString& field : fields)
        quoted << fieldOf(field);
    return quoted.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

} // namespace gotoai::widgets
