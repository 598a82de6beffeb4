// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "crypto/keyring.h"

#include <string>
#include <string_view>

namespace gotoai::masterkey {

// The file that holds the ring of master keys. Errors name the path, never the content.
class KeyFile
{
public:
    static constexpr std::string_view kName = "master.key";

    enum class Origin {
        DataDirectory, // ours: 0600, replaced by rotations
        Credential,    // systemd's (systemd.exec(5), CREDENTIALS): read only
    };

    // The credential's if `credentialsDirectory` ($CREDENTIALS_DIRECTORY, may be empty) holds one, else the data
    // directory's.
    static KeyFile locate(const std::string& dataDirectory, const std::string& credentialsDirectory);

    Origin origin() const { return m_origin; }
    const std::string& path() const { return m_path; }
    bool exists() const;

    // BadConfiguration when it cannot be read, others may read it, or it holds no ring.
    Result<crypto::KeyRing> load() const;
    // Written whole: a temporary file, synced, renamed, the directory synced. StoreUnavailable when that fails: the old
    // content or the new one stands, never a part. Conflict for a credential.
    Result<void> store(const crypto::KeyRing& ring) const;

private:
    KeyFile(std::string directory, Origin origin);

    std::string m_directory;
    std::string m_path;
    Origin m_origin;
};

// The ring of a data directory. Makes one only where nothing can have been sealed yet: when there is a database but no
// key, BadConfiguration.
Result<crypto::KeyRing> loadOrMakeRing(const KeyFile& file, bool hasDatabase);

} // namespace gotoai::masterkey
