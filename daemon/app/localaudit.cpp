// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/localaudit.h"

#include "control/masking.h"
#include "control/wire.h"

#include <QJsonArray>

namespace gotoai::app {
namespace {

audit::AuditRecord recordOf(Instant at, const LocalUser& by, std::string_view command)
{
    audit::AuditRecord record;
    record.at = at;
    if (by)
        record.principal = "uid_" + std::to_string(*by);
    record.name = "local operator";
    record.method = "LOCAL";
    record.route = command;
    return record;
}

QJsonArray listOf(const std::vector<std::string>& names)
{
    QJsonArray list;
    for (const std::string& name : names)
        list.append(QString::fromStdString(name));
    return list;
}

} // namespace

audit::AuditRecord recordOfToken(Instant at, const LocalUser& by, const hypercore::AdminToken& token)
{
    audit::AuditRecord record = recordOf(at, by, "gotoaid token");
    record.resource = token.id.toString();
    record.after = control::masked(protocol::toJson(control::toWire(token)));
    record.status = 201;
    return record;
}

audit::AuditRecord recordOfReload(Instant at, const LocalUser& by, const Result<Reload>& reload)
{
    audit::AuditRecord record = recordOf(at, by, "gotoaid reload");
    if (!reload) {
        record.status = 400;
        record.code = errorWord(reload.error().code);
        return record;
    }
    record.status = 200;
    record.after = control::masked({{QStringLiteral("applied"), listOf(reload->applied)},
                                    {QStringLiteral("need_restart"), listOf(reload->needRestart)}});
    return record;
}

} // namespace gotoai::app
