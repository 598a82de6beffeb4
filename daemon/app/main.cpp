// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backupcommand.h"
#include "app/certificates.h"
#include "app/commandline.h"
#include "app/configtext.h"
#include "app/controlcommands.h"
#include "app/daemon.h"
#include "app/exportcommand.h"
#include "app/qtmessages.h"
#include "app/verifycommand.h"
#include "base/log.h"
#include "service/inheritedsockets.h"
#include "service/processguard.h"

#include <QCoreApplication>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

extern char** environ;

namespace {

using namespace gotoai;

std::map<std::string, std::string, std::less<>> environment()
{
    std::map<std::string, std::string, std::less<>> variables;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text(*entry);
        if (const auto equals = text.find('='); equals != std::string_view::npos)
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

std::string valueOf(const service::Environment& environment, std::string_view name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
}

// Those that only ask the running daemon; null for the others.
int (*askingCommand(app::Command command))(const app::Config&)
{
    switch (command) {
    case app::Command::Status: return &app::runStatus;
    case app::Command::Reload: return &app::runReload;
    case app::Command::Stop: return &app::runStop;
    case app::Command::Token: return &app::runToken;
    default: return nullptr;
    }
}

int fail(const Error& error, int code)
{
    std::fprintf(stderr, "gotoaid: %s\n", error.detail.c_str());
    return code;
}

} // namespace

int main(int argc, char** argv)
{
    setenv("QT_NO_GLIB", "1", 1); // every loop runs Qt's own dispatcher
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    auto line = app::parseCommandLine(arguments);
    if (!line)
        return fail(line.error(), app::kExitUsage);
    if (line->command == app::Command::Help) {
        std::fputs(app::helpText().c_str(), stdout);
        return app::kExitOk;
    }
    if (line->command == app::Command::Version) {
        std::puts("gotoaid " GOTOAI_VERSION);
        return app::kExitOk;
    }
    if (line->command == app::Command::PrintConfig) {
        std::fputs(app::configTemplate().c_str(), stdout);
        return app::kExitOk;
    }
    service::makeFilesPrivate();
    line->sources.environment = environment();
    service::InheritedSockets sockets;
    if (line->command == app::Command::Serve) {
        auto taken = service::InheritedSockets::take(line->sources.environment);
        if (!taken)
            return fail(taken.error(), app::kExitBadConfiguration);
        sockets = std::move(*taken);
        line->sources.inherited = sockets.settings();
    }
    auto config = app::loadConfig(line->sources);
    if (!config)
        return fail(config.error(), app::kExitBadConfiguration);
    if (line->command == app::Command::Check) {
        if (const auto certificates = app::loadCertificates(*config, SystemClock()); !certificates)
            return fail(certificates.error(), app::kExitBadConfiguration);
        if (const auto checked = app::checkAuthorities(*config); !checked)
            return fail(checked.error(), app::kExitBadConfiguration);
        std::fputs(app::configText(*config).c_str(), stdout);
        return app::kExitOk;
    }
    if (config->coreDumps == app::CoreDumps::Off)
        service::forbidCoreDumps();
    service::forbidHugePages();
    setLogLevel(config->logLevel);
    if (service::isJournal(STDERR_FILENO, valueOf(line->sources.environment, "JOURNAL_STREAM")))
        setLogPrefix(LogPrefix::SyslogPriority);
    if (line->command == app::Command::Verify)
        return app::runVerify(*config, {.backup = line->file,
                                        .journal = line->files["--journal"],
                                        .receipt = line->files["--receipt"],
                                        .publicKeys = line->files["--public-key"]});
    if (line->command == app::Command::Export)
        return app::runExport(*config, line->file);
    if (const auto ask = askingCommand(line->command))
        return ask(*config);
    if (line->command == app::Command::Backup)
        return app::runBackup(*config, line->file);

    app::logQtMessages();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("gotoaid"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GOTOAI_VERSION));
    service::raiseOpenFileLimit();
    auto demoClock = line->sources.demo == app::Demo::Day ? std::make_unique<app::DemoClock>() : nullptr;
    app::Daemon daemon({.config = std::move(*config),
                        .sources = std::move(line->sources),
                        .sockets = std::move(sockets),
                        .demoClock = std::move(demoClock)});
    if (auto started = daemon.start(); !started)
        return fail(started.error(), started.error().code == ErrorCode::BadConfiguration ? app::kExitBadConfiguration
                                                                                         : app::kExitFailed);
    return QCoreApplication::exec();
}
