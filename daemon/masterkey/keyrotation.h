// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "crypto/keyring.h"
#include "masterkey/keyfile.h"
#include "storage/writer.h"

#include <functional>
#include <optional>
#include <vector>

namespace gotoai::masterkey {

// Brings the envelopes of one owner's tables under the ring's active key, at most `limit` of them, in the transaction
// that is open. How many there were; 0: none is left. Runs on the writer's thread.
using Rewrap = std::function<Result<std::size_t>(storage::Database&, const crypto::KeyRing& ring, std::size_t limit)>;

// Replaces the master key while everything runs:
//   1. the ring with a new active key before the old ones is on disk, then in use: new secrets are sealed under it;
//   2. every envelope moves to it, a few a transaction;
//   3. when none is left elsewhere, and durably so, the ring is the new key alone, on disk, then in memory.
// A crash before 1 has changed nothing; between 1 and 3 both keys are on disk and every envelope opens under one of
// them; resume() goes on from there. The new key of a credential is put there by its owner, who starts the daemon anew
// and removes the old one when the log says that nothing uses it.
//
// Lives on the thread that drains `queue`, like everything that seals; replies come there, exactly once.
class KeyRotation
{
public:
    using Reply = std::function<void(Result<crypto::MasterKeyId>)>;

    // All but `owners` outlive the rotation. `ring` is the one in use; only the rotation changes it.
    KeyRotation(KeyFile file, crypto::KeyRing& ring, std::vector<Rewrap> owners, storage::Writer& writer,
                storage::CompletionQueue& queue);
    KeyRotation(const KeyRotation&) = delete;
    KeyRotation& operator=(const KeyRotation&) = delete;

    // Answers the id of the new active key when the old one is gone. A rotation that had been cut short is finished
    // instead. Conflict while one is running or the keys are a credential; StoreUnavailable, after which both keys stay
    // until it is asked again or the next start.
    void rotate(Reply reply);
    // Once, at start: finishes what was cut short.
    void resume();

    bool isRunning() const { return m_isRunning; }
    const crypto::KeyRing& ring() const { return m_ring; }
    KeyFile::Origin origin() const { return m_file.origin(); }

private:
    void run(Reply reply);
    void step();
    void finish();
    void end(Result<crypto::MasterKeyId> result);

    const KeyFile m_file;
    crypto::KeyRing& m_ring;
    const std::vector<Rewrap> m_owners;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    bool m_isRunning = false;
    Reply m_reply;
};

} // namespace gotoai::masterkey
