// SPDX-License-Identifier: GPL-3.0-or-later
// How the directory's credentials come to a new pepper.
#include "base/log.h"
#include "crypto/random.h"
#include "hypercore/access/directory.h"
#include "hypercore/access/peppertable.h"
#include "storage/functionunit.h"

#include <algorithm>

namespace gotoai::hypercore {

void Directory::addPepper(const crypto::KeyRing& ring, Reply<PepperVersion> reply,
                          const storage::Companion<Pepper>& also)
{
    if (m_isAddingPepper)
        return reply(failure(ErrorCode::Conflict, "another pepper is being made"));
    if (m_peppers->byAge().size() >= kMostPeppers)
        return reply(failure(ErrorCode::Conflict, "credentials lie under too many peppers: revoke what is not used"));
    const Instant now = m_clock.now();
    Pepper pepper{.version = m_peppers->active() + 1, .key = {}, .createdAt = now};
    crypto::fillRandom(pepper.key);
    m_isAddingPepper = true;
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Pepper>([sealed = sealPepper(ring, pepper, now)](
                                         storage::Database& database) { return insertPepper(database, sealed); },
                                     also, pepper),
        [this, pepper, reply = std::move(reply)](Result<void> done) {
            m_isAddingPepper = false;
            if (!done)
                return reply(std::move(done).error());
            changePeppers({pepper}, {});
            reply(pepper.version);
        });
}

// While a pepper is being added, what is made meanwhile lies under the one before and reaches the database after it.
void Directory::forgetUnusedPeppers()
{
    if (m_isAddingPepper || m_peppers->byAge().size() == 1)
        return;
    const auto deleted = std::make_shared<std::vector<PepperVersion>>();
    storage::submitFunctions(
        m_writer, m_queue,
        [now = m_clock.now(), deleted](storage::Database& database) -> Result<void> {
            auto unused = deleteUnusedPeppers(database, now);
            if (!unused)
                return std::move(unused).error();
            *deleted = *std::move(unused);
            return {};
        },
        [this, deleted](const Result<void>& done) {
            if (done && !deleted->empty())
                changePeppers({}, *deleted);
        });
}

void Directory::changePeppers(std::vector<Pepper> added, const std::vector<PepperVersion>& deleted)
{
    std::vector<Pepper> next = m_peppers->byAge();
    next.insert(next.end(), added.begin(), added.end());
    std::erase_if(
        next, [&deleted](const Pepper& pepper) { return std::ranges::find(deleted, pepper.version) != deleted.end(); });
    m_peppers = std::make_shared<const Peppers>(std::move(next));
    for (const PepperVersion version : deleted)
        writeLog(LogLevel::Info, "pepper_deleted", {{"version", version}});
    publish();
}

const PepperedMac& Directory::keptMac(const Renewals::CredentialId& id) const
{
    const auto* key = std::get_if<KeyId>(&id);
    return key != nullptr ? m_keys.at(*key)->mac : m_adminTokens.at(std::get<AdminTokenId>(id))->mac;
}

// One batch at a time, so that each new snapshot holds all that was offered while the one before was being stored.
void Directory::renew()
{
    if (m_isRenewing)
        return;
    auto renewals = m_renewals->take();
    std::erase_if(renewals, [this, active = m_peppers->active()](const auto& renewal) {
        return renewal.second.pepper != active || keptMac(renewal.first).pepper == active;
    });
    if (renewals.empty())
        return;
    m_isRenewing = true;
    const auto batch = std::make_shared<const Renewals::Waiting>(std::move(renewals));
    storage::submitFunctions(
        m_writer, m_queue, [batch](storage::Database& database) { return renewMacs(database, *batch); },
        [this, batch](const Result<void>& done) {
            m_isRenewing = false;
            if (done)
                adopt(*batch);
            renew();
        });
}

void Directory::adopt(const Renewals::Waiting& renewed)
{
    for (const auto& [id, mac] : renewed) {
        if (const auto* keyId = std::get_if<KeyId>(&id)) {
            auto& kept = m_keys.at(*keyId);
            kept = withMac(kept, mac);
        } else {
            auto& kept = m_adminTokens.at(std::get<AdminTokenId>(id));
            kept = withMac(kept, mac);
        }
    }
    publish();
}

} // namespace gotoai::hypercore
