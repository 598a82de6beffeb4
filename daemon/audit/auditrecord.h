// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "crypto/sha256.h"

#include <cstdint>
#include <string>

namespace gotoai::audit {

// One write through the admin API, or what somebody asked of the daemon on its own machine, done or refused. Texts are
// UTF-8; empty where there is nothing to say.
struct AuditRecord
{
    std::int64_t number = 0; // dense, from 1; given by the log
    Instant at{};
    std::string principal;  // "usr_…" or "tok_…", on the machine "uid_…"; empty when the caller is not known
    std::string name;       // the user's e-mail address or the token's label, as it was then
    std::string role;       // "admin" …
    std::string credential; // the session or token that was used
    std::string address;    // the client's, numeric
    std::string requestId;
    std::string method;   // "PATCH"; "LOCAL" on the machine
    std::string route;    // "/admin/v1/keys/{id}", "gotoaid token"; "unmatched" for a path where nothing stands
    std::string resource; // id of what was written; masked when it was none
    std::string before;   // JSON without secrets
    std::string after;
    std::int64_t status = 0; // of the answer
    std::string code;        // the problem's word when it was refused
    bool operator==(const AuditRecord&) const = default;
};

// SHA-256 of `previous` (zeros for number 1) and the record's canonical bytes: "gotoai.audit.1", then every member in
// the order above, integers as 8 bytes big-endian (time in microseconds since 1970), texts by length and bytes.
crypto::Digest chainHash(const crypto::Digest& previous, const AuditRecord& record);

} // namespace gotoai::audit
