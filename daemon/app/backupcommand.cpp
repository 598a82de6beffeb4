// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backupcommand.h"

#include "app/commandline.h"
#include "app/controlcommands.h"
#include "app/partialfile.h"
#include "clearinghouse/verify.h"
#include "localcontrol/controlclient.h"
#include "storage/database.h"

#include <QJsonObject>

#include <cstdio>

namespace gotoai::app {
namespace {

std::string quoted(const std::string& text)
{
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? std::string("''") : std::string(1, c);
    return result + "'";
}

} // namespace

// VACUUM INTO reads in one transaction (https://www.sqlite.org/lang_vacuum.html): the writer goes on beside it.
Result<void> copyLedger(const std::string& ledger, const std::string& target, storage::FileSystem& files)
{
    const PartialFile partial(target, files);
    if (auto created = partial.create(); !created)
        return created;
    auto source = storage::Database::open(ledger, storage::Access::ReadOnly);
    if (!source)
        return std::move(source).error();
    if (auto copied = source->execute("PRAGMA query_only=OFF; VACUUM INTO " + quoted(partial.path())); !copied)
        return copied;
    auto copy = storage::Database::open(partial.path(), storage::Access::ReadOnly);
    if (!copy)
        return std::move(copy).error();
    if (auto proved = clearinghouse::verifyBooks(*copy); !proved)
        return std::move(proved).error();
    return partial.keep();
}

int runBackup(const Config& config, const std::string& target)
{
    const std::string directory = daemonDirectory(config);
    if (auto ready = localcontrol::askDaemon(directory, {{QStringLiteral("command"), QStringLiteral("catch_up")}});
        !ready)
        return reportFailure(ready.error());
    if (auto copied = copyLedger(directory + "/ledger.db", target); !copied)
        return reportFailure(copied.error());
    std::printf("%s holds the ledger, and its books hold. Keep master.key apart from it.\n", target.c_str());
    return kExitOk;
}

} // namespace gotoai::app
