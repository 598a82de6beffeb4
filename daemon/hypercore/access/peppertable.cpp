// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/peppertable.h"

#include "crypto/random.h"
#include "crypto/sha256.h"
#include "hypercore/access/columns.h"

#include <algorithm>
#include <string>

namespace gotoai::hypercore {
namespace {

using namespace columns;

constexpr std::string_view kTranscriptKey = "transcripts";

// The first comes from before there were versions.
std::string nameOf(PepperVersion version) { return version == 1 ? "pepper" : "pepper/" + std::to_string(version); }

std::string placeOf(std::string_view name) { return "access_secrets/sealed/" + std::string(name); }

Secret asSecret(std::span<const std::uint8_t> bytes) { return Secret(std::string(bytes.begin(), bytes.end())); }

Result<Pepper> pepperOf(const storage::Statement& row, const crypto::KeyRing& ring)
{
    Pepper pepper{.version = row.integer(0), .key = {}, .createdAt = instantOrNull(row, 2)};
    const auto opened = crypto::open(ring, row.blob(1), placeOf(nameOf(pepper.version)));
    if (!opened)
        return failure(opened.error().code, "a pepper of credentials: " + opened.error().detail);
    if (opened->reveal().size() != pepper.key.size())
        return failure(ErrorCode::Corrupt, "a pepper is not 32 bytes long");
    std::ranges::copy(crypto::asBytes(opened->reveal()), pepper.key.begin());
    return pepper;
}

Result<void> renewMac(storage::Database& database, const char* sql, std::span<const std::uint8_t> id,
                      const PepperedMac& mac)
{
    auto update = database.cached(sql);
    if (!update)
        return std::move(update).error();
    return (*update)->bind(1, id).bind(2, std::span(mac.mac)).bind(3, mac.pepper).run();
}

} // namespace

SealedPepper sealPepper(const crypto::KeyRing& ring, const Pepper& pepper, Instant createdAt)
{
    return {pepper.version, crypto::seal(ring, asSecret(pepper.key), placeOf(nameOf(pepper.version))), createdAt};
}

Result<void> insertPepper(storage::Database& database, const SealedPepper& pepper)
{
    auto insert =
        database.prepare("INSERT INTO access_secrets (name, sealed, pepper, created_us) VALUES (?1, ?2, ?3, ?4)");
    if (!insert)
        return std::move(insert).error();
    return insert->bind(1, nameOf(pepper.version))
        .bind(2, std::span(pepper.envelope))
        .bind(3, pepper.version)
        .bind(4, toMicroseconds(pepper.createdAt))
        .run();
}

Result<Peppers> loadPeppers(storage::Database& database, const crypto::KeyRing& ring, Instant now)
{
    auto select = database.prepare(
        "SELECT pepper, sealed, created_us FROM access_secrets WHERE pepper IS NOT NULL ORDER BY pepper");
    if (!select)
        return std::move(select).error();
    std::vector<Pepper> peppers;
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        const auto pepper = pepperOf(*select, ring);
        if (!pepper)
            return pepper.error();
        peppers.push_back(*pepper);
    }
    if (peppers.empty()) {
        Pepper& first = peppers.emplace_back(Pepper{.version = 1, .key = {}, .createdAt = now});
        crypto::fillRandom(first.key);
        if (auto inserted = insertPepper(database, sealPepper(ring, first, now)); !inserted)
            return std::move(inserted).error();
    }
    return Peppers(std::move(peppers));
}

Result<std::vector<PepperVersion>> deleteUnusedPeppers(storage::Database& database, Instant now)
{
    auto remove = database.prepare(
        "DELETE FROM access_secrets WHERE pepper < (SELECT max(pepper) FROM access_secrets)"
        " AND NOT EXISTS (SELECT 1 FROM api_keys WHERE pepper = access_secrets.pepper AND revoked_us IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM admin_tokens WHERE pepper = access_secrets.pepper AND revoked_us IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM sessions WHERE pepper = access_secrets.pepper AND expires_us > ?1)"
        " AND NOT EXISTS (SELECT 1 FROM users WHERE invitation_pepper = access_secrets.pepper"
        " AND invitation_expires_us > ?1) RETURNING pepper");
    if (!remove)
        return std::move(remove).error();
    remove->bind(1, toMicroseconds(now));
    std::vector<PepperVersion> deleted;
    for (;;) {
        const auto found = remove->step();
        if (!found)
            return found.error();
        if (!*found)
            return deleted;
        deleted.push_back(remove->integer(0));
    }
}

Result<void> renewMacs(storage::Database& database, const Renewals::Waiting& renewals)
{
    for (const auto& [id, mac] : renewals) {
        auto renewed =
            std::holds_alternative<KeyId>(id)
                ? renewMac(database, "UPDATE api_keys SET mac = ?2, pepper = ?3 WHERE id = ?1 AND pepper < ?3",
                           std::get<KeyId>(id).bytes(), mac)
                : renewMac(database, "UPDATE admin_tokens SET mac = ?2, pepper = ?3 WHERE id = ?1 AND pepper < ?3",
                           std::get<AdminTokenId>(id).bytes(), mac);
        if (!renewed)
            return renewed;
    }
    return {};
}

Result<Secret> loadTranscriptKey(storage::Database& database, const crypto::KeyRing& ring, const Peppers& peppers)
{
    auto select = database.prepare("SELECT sealed FROM access_secrets WHERE name = ?1");
    if (!select)
        return std::move(select).error();
    const auto found = select->bind(1, kTranscriptKey).step();
    if (!found)
        return found.error();
    if (*found) {
        auto opened = crypto::open(ring, select->blob(0), placeOf(kTranscriptKey));
        if (!opened)
            return failure(opened.error().code, "the key of kept answers: " + opened.error().detail);
        return opened;
    }
    Secret key = asSecret(crypto::hmacSha256(peppers.byAge().front().key, crypto::asBytes("gotoai transcripts")));
    const auto sealed = crypto::seal(ring, key, placeOf(kTranscriptKey));
    auto insert = database.prepare("INSERT INTO access_secrets (name, sealed) VALUES (?1, ?2)");
    if (!insert)
        return std::move(insert).error();
    if (auto inserted = insert->bind(1, kTranscriptKey).bind(2, std::span(sealed)).run(); !inserted)
        return std::move(inserted).error();
    return key;
}

Result<std::size_t> rewrapAccessSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit)
{
    const auto header = crypto::activeHeader(ring);
    auto select =
        database.prepare("SELECT name, sealed FROM access_secrets WHERE substr(sealed, 1, ?1) <> ?2 LIMIT ?3");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::int64_t{header.size()}).bind(2, std::span(header)).bind(3, static_cast<std::int64_t>(limit));
    auto update = database.prepare("UPDATE access_secrets SET sealed = ?2 WHERE name = ?1");
    if (!update)
        return std::move(update).error();
    for (std::size_t count = 0;; ++count) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return count;
        const std::string name(select->text(0));
        const auto envelope = crypto::rewrap(ring, select->blob(1), placeOf(name));
        if (!envelope)
            return envelope.error();
        if (auto updated = update->bind(1, name).bind(2, std::span(*envelope)).run(); !updated)
            return std::move(updated).error();
    }
}

} // namespace gotoai::hypercore
