// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/failuretext.h"

#include <sqlite3.h>

#include <cerrno>

namespace gotoai::storage {

std::string failureText(sqlite3* connection)
{
    const std::string said = sqlite3_errmsg(connection);
    const int code = sqlite3_errcode(connection) & 0xff;
    const int reason = code == SQLITE_IOERR || code == SQLITE_CANTOPEN ? sqlite3_system_errno(connection) : 0;
    return reason == ENOSPC || reason == EDQUOT ? "the disk is full (" + said + ")" : said;
}

} // namespace gotoai::storage
