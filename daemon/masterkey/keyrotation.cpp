// SPDX-License-Identifier: GPL-3.0-or-later
#include "masterkey/keyrotation.h"

#include "base/hex.h"
#include "base/log.h"
#include "storage/functionunit.h"

#include <memory>
#include <utility>

namespace gotoai::masterkey {
namespace {

constexpr std::size_t kEnvelopesATransaction = 32;

} // namespace

KeyRotation::KeyRotation(KeyFile file, crypto::KeyRing& ring, std::vector<Rewrap> owners, storage::Writer& writer,
                         storage::CompletionQueue& queue)
    : m_file(std::move(file))
    , m_ring(ring)
    , m_owners(std::move(owners))
    , m_writer(writer)
    , m_queue(queue)
{}

void KeyRotation::rotate(Reply reply)
{
    if (m_isRunning)
        return reply(failure(ErrorCode::Conflict, "the master key is being replaced already"));
    if (m_file.origin() == KeyFile::Origin::Credential)
        return reply(failure(ErrorCode::Conflict, "the master keys are a systemd credential: put a new key before the"
                                                  " old one there and start the daemon anew"));
    if (m_ring.size() == 1) {
        const crypto::KeyRing next = m_ring.withNewKey();
        if (auto stored = m_file.store(next); !stored)
            return reply(std::move(stored).error());
        m_ring = next;
        writeLog(LogLevel::Info, "master_key_added", {{"key", toHex(m_ring.activeId())}});
    }
    run(std::move(reply));
}

void KeyRotation::resume()
{
    if (m_ring.size() > 1 && !m_isRunning)
        run([](const Result<crypto::MasterKeyId>&) {});
}

void KeyRotation::run(Reply reply)
{
    m_isRunning = true;
    m_reply = std::move(reply);
    step();
}

// Units reach the database in the order of their submission, so that all that was sealed under an older key before the
// ring changed is there to be found.
void KeyRotation::step()
{
    const auto moved = std::make_shared<std::size_t>(0);
    storage::submitFunctions(
        m_writer, m_queue,
        [this, ring = m_ring, moved](storage::Database& database) -> Result<void> {
            for (const Rewrap& rewrap : m_owners) {
                const auto count = rewrap(database, ring, kEnvelopesATransaction - *moved);
                if (!count)
                    return count.error();
                *moved += *count;
                if (*moved >= kEnvelopesATransaction)
                    break;
            }
            return {};
        },
        [this, moved](Result<void> done) {
            if (!done)
                return end(std::move(done).error());
            if (*moved > 0)
                return step();
            finish();
        });
}

void KeyRotation::finish()
{
    if (m_file.origin() == KeyFile::Origin::Credential) {
        for (std::size_t i = 1; i < m_ring.size(); ++i)
            writeLog(LogLevel::Warning, "master_key_unused", {{"key", toHex(m_ring.ids()[i])}});
        return end(m_ring.activeId());
    }
    const crypto::KeyRing last = m_ring.activeOnly();
    if (auto stored = m_file.store(last); !stored)
        return end(std::move(stored).error());
    m_ring = last;
    writeLog(LogLevel::Info, "master_key_replaced", {{"key", toHex(m_ring.activeId())}});
    end(m_ring.activeId());
}

void KeyRotation::end(Result<crypto::MasterKeyId> result)
{
    if (!result)
        writeLog(LogLevel::Error, "master_key_rotation_stopped", {{"reason", result.error().detail}});
    m_isRunning = false;
    std::exchange(m_reply, nullptr)(std::move(result));
}

} // namespace gotoai::masterkey
