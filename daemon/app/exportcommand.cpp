// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exportcommand.h"

#include "app/commandline.h"
#include "app/controlcommands.h"
#include "app/offlineledger.h"
#include "app/partialfile.h"
#include "clearinghouse/proof/journal.h"
#include "localcontrol/controlclient.h"

#include <QJsonObject>

#include <cstdio>
#include <utility>

namespace gotoai::app {
namespace {

// Beside a running daemon, whose tables have first caught up; or as its own owner.
Result<OfflineLedger> openEither(const Config& config, const std::string& directory)
{
    const auto ready = localcontrol::askDaemon(directory, {{QStringLiteral("command"), QStringLiteral("catch_up")}});
    if (!ready && ready.error().code == ErrorCode::NotFound)
        return openOfflineLedger(config.dataDirectory);
    if (!ready)
        return ready.error();
    auto database = storage::Database::open(directory + "/ledger.db", storage::Access::ReadOnly);
    if (!database)
        return std::move(database).error();
    return OfflineLedger{std::nullopt, std::move(*database)};
}

} // namespace

int runExport(const Config& config, const std::string& target)
{
    Config located = config;
    located.dataDirectory = daemonDirectory(config);
    const PartialFile partial(target);
    if (auto cleared = partial.clear(); !cleared)
        return reportFailure(cleared.error());
    auto ledger = openEither(located, located.dataDirectory);
    if (!ledger)
        return reportFailure(ledger.error());
    const auto exported = clearinghouse::exportJournal(ledger->database, headFilePath(located), partial.path());
    if (!exported)
        return reportFailure(exported.error());
    if (auto kept = partial.keep(); !kept)
        return reportFailure(kept.error());
    std::printf("%s holds the journal: %lld transfers in %lld batches, %lld signed heads.\n", target.c_str(),
                static_cast<long long>(exported->books.transfers), static_cast<long long>(exported->books.batches),
                static_cast<long long>(exported->heads));
    return kExitOk;
}

} // namespace gotoai::app
