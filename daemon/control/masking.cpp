// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/masking.h"

#include "base/accessid.h"
#include "base/alertid.h"
#include "base/bookingid.h"
#include "base/budgetid.h"
#include "base/planid.h"
#include "base/reconciliationid.h"
#include "base/riskid.h"
#include "base/webhookid.h"
#include "hypercore/access/credential.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

namespace gotoai::control {
namespace {

bool isSecret(const QString& name)
{
    static const QStringList s_names{
        QStringLiteral("secret"),           QStringLiteral("password"),    QStringLiteral("current_password"),
        QStringLiteral("new_password"),     QStringLiteral("token"),       QStringLiteral("invitation"),
        QStringLiteral("invitation_token"), QStringLiteral("admin_token"), QStringLiteral("api_key")};
    return s_names.contains(name);
}

constexpr std::string_view kMask = "***";

QString hostOf(const QString& url)
{
    const qsizetype scheme = url.indexOf(QLatin1String("://"));
    const qsizetype host = scheme < 0 ? 0 : scheme + 3;
    for (qsizetype i = host; i < url.size(); ++i) {
        if (QStringLiteral("/?#").contains(url.at(i)))
            return url.first(i) + QStringLiteral("/***");
    }
    return url;
}

template<class... Ids>
bool isOneOf(std::string_view text)
{
    return (Ids::parse(text).has_value() || ...);
}

QJsonValue maskedValue(const QJsonValue& value)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const auto& element : value.toArray())
            array.append(maskedValue(element));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member.key() == QLatin1String("url") && member.value().isString())
            member.value() = hostOf(member.value().toString());
        else if (!isSecret(member.key()))
            member.value() = maskedValue(member.value());
        else if (!member.value().isNull())
            member.value() = QStringLiteral("***");
    }
    return object;
}

} // namespace

std::string masked(const QJsonObject& object)
{
    return QJsonDocument(maskedValue(object).toObject()).toJson(QJsonDocument::Compact).toStdString();
}

std::string maskedSegment(std::string_view segment)
{
    using namespace hypercore;
    if (segment.empty() || isOneOf<AccountId, AdminTokenId, AlertId, BookingId, BudgetId, DifferenceId, EndpointId,
                                   KeyId, KillSwitchId, OrderId, PlanId, PriceId, ProviderId, ReconciliationId,
                                   SessionId, StatementId, TopUpId, UserId, WebhookId>(segment))
        return std::string(segment);
    for (const auto prefix : {kApiKeyPrefix, kAdminTokenPrefix, kSessionPrefix, kInvitationPrefix}) {
        const std::string_view id = segment.substr(0, prefix.size() + 2 * sizeof(IdBytes));
        if (idFromString(prefix, id))
            return std::string(id) + '_' + std::string(kMask);
    }
    return std::string(kMask);
}

QStringList secretMembers(const QJsonObject& object)
{
    QStringList names;
    const auto keys = object.keys();
    for (const QString& key : keys) {
        if (isSecret(key))
            names.append(key);
    }
    return names;
}

} // namespace gotoai::control
