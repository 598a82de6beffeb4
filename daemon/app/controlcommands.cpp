// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controlcommands.h"

#include "app/commandline.h"
#include "http/descriptor.h"
#include "localcontrol/controlclient.h"
#include "localcontrol/controlsocket.h"

#include <QJsonArray>
#include <QJsonObject>

#include <fcntl.h>
#include <sys/file.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

namespace gotoai::app {
namespace {

constexpr const char* kSystemDirectory = "/var/lib/gotoaid";

Result<QJsonObject> ask(const Config& config, const char* command,
                        std::chrono::seconds patience = localcontrol::kPatience)
{
    return localcontrol::askDaemon(daemonDirectory(config), {{QStringLiteral("command"), QString::fromLatin1(command)}},
                                   patience);
}

std::string textOf(const QJsonValue& value)
{
    if (value.isArray()) {
        std::string list;
        for (const QJsonValue& element : value.toArray())
            list += (list.empty() ? "" : ", ") + textOf(element);
        return list.empty() ? "none" : list;
    }
    if (value.isBool())
        return value.toBool() ? "yes" : "no";
    return value.isDouble() ? std::to_string(value.toInteger()) : value.toString().toStdString();
}

void printTable(const QJsonObject& answer)
{
    for (auto row = answer.begin(); row != answer.end(); ++row) {
        const QString name = QString(row.key()).replace(QLatin1Char('_'), QLatin1Char(' '));
        std::printf("  %-22s %s\n", name.toUtf8().constData(), textOf(row.value()).c_str());
    }
}

} // namespace

std::string daemonDirectory(const Config& config)
{
    const auto hasDaemon = [](const std::string& directory) {
        std::error_code error;
        return std::filesystem::exists(directory + "/" + localcontrol::kSocketName, error);
    };
    const auto origin = config.origins.find("data.directory");
    const bool isChosen = origin != config.origins.end() && origin->second != "default";
    if (!isChosen && !hasDaemon(config.dataDirectory) && hasDaemon(kSystemDirectory))
        return kSystemDirectory;
    return config.dataDirectory;
}

int reportFailure(const Error& error)
{
    std::fprintf(stderr, "gotoaid: %s\n", error.detail.c_str());
    switch (error.code) {
    case ErrorCode::NotFound: return kExitNoDaemon;
    case ErrorCode::Conflict: return kExitTargetExists;
    case ErrorCode::Forbidden: return kExitNoPermission;
    case ErrorCode::BadConfiguration: return kExitBadConfiguration;
    default: return kExitFailed;
    }
}

int runStatus(const Config& config)
{
    constexpr std::chrono::seconds kStatusPatience{5}; // one who asks how it does wants to know that it hangs
    const auto answer = ask(config, "status", kStatusPatience);
    if (!answer)
        return reportFailure(answer.error());
    printTable(*answer);
    return kExitOk;
}

int runReload(const Config& config)
{
    const auto answer = ask(config, "reload");
    if (!answer)
        return reportFailure(answer.error());
    printTable(*answer);
    return kExitOk;
}

int runToken(const Config& config)
{
    const auto answer = ask(config, "token");
    if (!answer)
        return reportFailure(answer.error());
    std::puts(answer->value(QLatin1String("admin_token")).toString().toUtf8().constData());
    return kExitOk;
}

int runStop(const Config& config)
{
    const std::string lock = daemonDirectory(config) + "/lock";
    const http::Descriptor file(open(lock.c_str(), O_RDWR | O_CLOEXEC));
    if (const auto answer = ask(config, "stop"); !answer)
        return reportFailure(answer.error());
    // The daemon holds its lock until the very end.
    if (!file.isOpen() || flock(file.fd(), LOCK_EX) != 0)
        return reportFailure(failure(ErrorCode::Internal, "the daemon is stopping; its end cannot be watched"));
    return kExitOk;
}

} // namespace gotoai::app
