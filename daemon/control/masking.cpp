// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/masking.h"

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
        if (!isSecret(member.key()))
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
