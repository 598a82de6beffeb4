// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/localcommands.h"

#include "base/log.h"

#include <QJsonArray>

#include <map>

namespace gotoai::app {
namespace {

using localcontrol::ControlServer;
using Reply = ControlServer::Reply;

QJsonArray listOf(const std::vector<std::string>& names)
{
    QJsonArray list;
    for (const std::string& name : names)
        list.append(QString::fromStdString(name));
    return list;
}

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

void reload(const DaemonActions& actions, uid_t asker, const Reply& reply)
{
    const auto reloaded = actions.reload(asker);
    if (!reloaded)
        return reply(reloaded.error());
    reply(QJsonObject{{QLatin1String("applied"), listOf(reloaded->applied)},
                      {QLatin1String("need_restart"), listOf(reloaded->needRestart)}});
}

void createToken(const DaemonActions& actions, uid_t asker, const Reply& reply)
{
    actions.createToken(asker, [reply](const Result<Secret>& token) {
        if (!token)
            return reply(token.error());
        writeLog(LogLevel::Warning, "admin_token_made", {{"by", "gotoaid token"}});
        reply(QJsonObject{{QLatin1String("admin_token"), text(token->reveal())}});
    });
}

void catchUp(const DaemonActions& actions, uid_t, const Reply& reply)
{
    if (actions.catchUp())
        reply(QJsonObject());
    else
        reply(failure(ErrorCode::StoreUnavailable, "the ledger's tables lag behind its journal; try again later"));
}

} // namespace

ControlServer::Serve serveLocally(DaemonActions actions)
{
    using Command = std::function<void(const DaemonActions&, uid_t asker, const Reply&)>;
    std::map<QString, Command> commands{
        {QStringLiteral("status"), [](const DaemonActions& a, uid_t, const Reply& reply) { reply(a.status()); }},
        {QStringLiteral("reload"), &reload},
        {QStringLiteral("stop"),
         [](const DaemonActions& a, uid_t, const Reply& reply) {
             reply(QJsonObject());
             a.stop();
         }},
        {QStringLiteral("token"), &createToken},
        {QStringLiteral("catch_up"), &catchUp},
    };
    return [commands = std::move(commands), actions = std::move(actions)](const QJsonObject& request, uid_t asker,
                                                                          const Reply& reply) {
        const auto command = commands.find(request.value(QLatin1String("command")).toString());
        if (command == commands.end())
            return reply(failure(ErrorCode::NotFound, "this daemon knows no such command"));
        command->second(actions, asker, reply);
    };
}

} // namespace gotoai::app
