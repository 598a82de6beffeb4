// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditlog.h"
#include "base/result.h"
#include "crypto/keyring.h"

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gotoai::audit {

enum class Authenticity {
    Proven,
    Unknown, // no master key is at hand
};

struct AnchoredHead
{
    Head head;
    Authenticity authenticity = Authenticity::Unknown;
};

// The head of the audit log in a file outside the database: it shows that the newest records were cut off, which the
// chain itself cannot. One line,
//     gotoai.audit.anchor.1 <number> <hash: 64 hex digits> <id of the master key: 16> <MAC: 64>
// whose MAC, HMAC-SHA-256 of all before it under a key derived from the master key, keeps those who can write files
// but do not have that key from putting an earlier head there. An old file that is put back is not told from a new one:
// whoever distrusts the machine keeps copies elsewhere.
//
// Any thread.
class Anchor
{
public:
    static constexpr std::string_view kFileName = "audit.anchor";

    explicit Anchor(std::string path)
        : m_path(std::move(path))
    {}

    const std::string& path() const { return m_path; }

    // Empty when there is none. `ring` may be null. Corrupt when the file cannot be one, its MAC is wrong, or it lies
    // under a key that is not in the ring; StoreUnavailable when it cannot be read.
    Result<std::optional<AnchoredHead>> read(const crypto::KeyRing* ring) const;
    // Whole and synced, or not at all: StoreUnavailable.
    Result<void> write(const Head& head, const crypto::KeyRing& ring);
    // Brings it under the ring's active key if it is under another, and answers how many it was; for a rotation.
    Result<std::size_t> rewrap(const crypto::KeyRing& ring);

private:
    Result<std::optional<AnchoredHead>> readNow(const crypto::KeyRing* ring) const;
    Result<void> writeNow(const Head& head, const crypto::KeyRing& ring) const;
    Result<std::string> text() const;

    const std::string m_path;
    mutable std::mutex m_mutex;
};

} // namespace gotoai::audit
