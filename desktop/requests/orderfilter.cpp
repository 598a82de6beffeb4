// SPDX-License-Identifier: GPL-3.0-or-later
#include "requests/orderfilter.h"

namespace gotoai::requests {

namespace {

const QString keptGroup = QStringLiteral("filters");
const QString nameKey = QStringLiteral("name");

struct Member
{
    const char* name;
    QString OrderFilter::*value;
};
constexpr Member members[]{{"state", &OrderFilter::state},
                           {"model", &OrderFilter::model},
                           {"provider", &OrderFilter::provider},
                           {"key", &OrderFilter::key},
                           {"account", &OrderFilter::account}};
const QString hoursKey = QStringLiteral("hours");

bool agrees(const QString& wanted, const std::string& given)
{
    return wanted.isEmpty() || wanted == QString::fromStdString(given);
}

} // namespace

QUrlQuery OrderFilter::query(const QDateTime& now) const
{
    QUrlQuery query;
    for (const Member& member : members) {
        if (const QString& value = this->*member.value; !value.isEmpty())
            query.addQueryItem(QLatin1String(member.name), QString::fromUtf8(QUrl::toPercentEncoding(value)));
    }
    if (hours > 0)
        query.addQueryItem(QStringLiteral("from"), now.toUTC().addSecs(-qint64(hours) * 3600).toString(Qt::ISODate));
    return query;
}

bool OrderFilter::passes(const protocol::OrderEvent& order) const
{
    return order.state && agrees(state, *order.state) && agrees(model, order.model) &&
           agrees(key, order.key.toString()) && agrees(account, order.account.toString());
}

void writeFilter(QSettings& settings, const OrderFilter& filter)
{
    for (const Member& member : members)
        settings.setValue(QLatin1String(member.name), filter.*member.value);
    settings.setValue(hoursKey, filter.hours);
}

OrderFilter readFilter(const QSettings& settings)
{
    OrderFilter filter;
    for (const Member& member : members)
        filter.*member.value = settings.value(QLatin1String(member.name)).toString();
    filter.hours = settings.value(hoursKey).toInt();
    return filter;
}

void writeFilters(QSettings& settings, const std::vector<KeptFilter>& filters)
{
    settings.remove(keptGroup);
    settings.beginWriteArray(keptGroup, static_cast<int>(filters.size()));
    for (std::size_t index = 0; index < filters.size(); ++index) {
        settings.setArrayIndex(static_cast<int>(index));
        settings.setValue(nameKey, filters[index].name);
        writeFilter(settings, filters[index].filter);
    }
    settings.endArray();
}

std::vector<KeptFilter> readFilters(QSettings& settings)
{
    std::vector<KeptFilter> filters;
    const int count = settings.beginReadArray(keptGroup);
    for (int index = 0; index < count; ++index) {
        settings.setArrayIndex(index);
        filters.push_back({settings.value(nameKey).toString(), readFilter(settings)});
    }
    settings.endArray();
    return filters;
}

} // namespace gotoai::requests
