// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/idempotency.h"

#include "base/hex.h"
#include "crypto/envelope.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace gotoai::control {
namespace {

constexpr storage::Migration kMigrations[] = {
    {"control", 1, R"(
CREATE TABLE admin_idempotency (
    scope BLOB PRIMARY KEY CHECK (length(scope) = 32),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER admin_idempotency_never_changes BEFORE UPDATE ON admin_idempotency
    BEGIN SELECT RAISE(ABORT, 'a claim is immutable'); END;
CREATE TRIGGER admin_idempotency_never_goes BEFORE DELETE ON admin_idempotency
    BEGIN SELECT RAISE(ABORT, 'a claim is immutable'); END;
)"},
    {"control", 2, R"(
DROP TABLE admin_idempotency;
CREATE TABLE idempotency_keys (
    scope BLOB PRIMARY KEY CHECK (length(scope) = 32),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    created_us INTEGER NOT NULL,
    answer_sealed BLOB
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys(created_us);
)"},
};

std::span<const std::uint8_t> bytesOf(const QByteArray& bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())};
}

std::string placeOf(std::span<const std::uint8_t> scope) { return "idempotency_keys/answer_sealed/" + toHex(scope); }

crypto::Digest fingerprintOf(const http::Request& request)
{
    crypto::Digest body = crypto::sha256(bytesOf(request.body));
    if (request.query.empty())
        return body;
    return crypto::sha256(crypto::asBytes(request.query + '\n' + toHex(body)));
}

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

Result<void> forgetOld(storage::Database& database, Instant now)
{
    auto forget = database.cached("DELETE FROM idempotency_keys WHERE created_us < ?1");
    if (!forget)
        return std::move(forget).error();
    return (*forget)->bind(1, toMicroseconds(now - kIdempotencyKept)).run();
}

} // namespace

std::span<const storage::Migration> controlMigrations() { return kMigrations; }

Result<IdempotencyClaim> claimOf(const Call& call)
{
    const std::string_view key = call.request().header("idempotency-key");
    if (key.empty())
        return failure(ErrorCode::IdempotencyKeyMissing, "a request that moves money needs an Idempotency-Key",
                       "idempotency-key");
    if (key.size() > 255 || !std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; }))
        return failure(ErrorCode::InvalidRequest, "an Idempotency-Key has 1 to 255 visible ASCII characters",
                       "idempotency-key");
    // None of the parts can hold a line feed, so different parts never make the same text.
    const std::string scope = (call.hasPrincipal() ? call.principal().id() : std::string()) + '\n' +
                              call.request().method + '\n' + call.request().path + '\n' + std::string(key);
    return IdempotencyClaim{std::string(key), crypto::sha256(crypto::asBytes(scope)), fingerprintOf(call.request())};
}

Result<ClaimOutcome> takeClaim(storage::Database& database, const IdempotencyClaim& claim, Instant now)
{
    if (auto forgotten = forgetOld(database, now); !forgotten)
        return std::move(forgotten).error();
    auto select = database.prepare("SELECT fingerprint, answer_sealed FROM idempotency_keys WHERE scope = ?1");
    if (!select)
        return std::move(select).error();
    const auto found = select->bind(1, std::span(claim.scope)).step();
    if (!found)
        return found.error();
    if (*found) {
        if (!std::ranges::equal(select->blob(0), claim.fingerprint))
            return failure(ErrorCode::IdempotencyKeyReused,
                           "the Idempotency-Key came with another body or query before", "idempotency-key");
        ClaimOutcome outcome;
        if (!select->isNull(1))
            outcome.answer.emplace(select->blob(1).begin(), select->blob(1).end());
        return outcome;
    }
    auto insert = database.cached("INSERT INTO idempotency_keys (scope, fingerprint, created_us) VALUES (?1, ?2, ?3)");
    if (!insert)
        return std::move(insert).error();
    auto inserted = (*insert)
                        ->bind(1, std::span(claim.scope))
                        .bind(2, std::span(claim.fingerprint))
                        .bind(3, toMicroseconds(now))
                        .run();
    return inserted ? Result<ClaimOutcome>({.isFresh = true, .answer = {}}) : std::move(inserted).error();
}

Result<void> keepAnswer(storage::Database& database, const crypto::Digest& scope,
                        const std::vector<std::uint8_t>& sealed)
{
    auto update = database.cached("UPDATE idempotency_keys SET answer_sealed = ?2 WHERE scope = ?1");
    if (!update)
        return std::move(update).error();
    return (*update)->bind(1, std::span(scope)).bind(2, std::span(sealed)).run();
}

Result<void> dropClaim(storage::Database& database, const crypto::Digest& scope)
{
    auto remove = database.cached("DELETE FROM idempotency_keys WHERE scope = ?1");
    if (!remove)
        return std::move(remove).error();
    return (*remove)->bind(1, std::span(scope)).run();
}

std::vector<std::uint8_t> sealAnswer(const crypto::KeyRing& ring, const crypto::Digest& scope, const Answer& answer)
{
    QJsonArray headers;
    for (const http::Header& header : answer.headers)
        headers.append(QJsonArray{text(header.name), text(header.value)});
    const QJsonObject kept{{QStringLiteral("status"), answer.status},
                           {QStringLiteral("content_type"), text(answer.contentType)},
                           {QStringLiteral("body"), text(answer.body)},
                           {QStringLiteral("headers"), headers}};
    return crypto::seal(ring, Secret(QJsonDocument(kept).toJson(QJsonDocument::Compact).toStdString()), placeOf(scope));
}

Result<Answer> openAnswer(const crypto::KeyRing& ring, const crypto::Digest& scope,
                          std::span<const std::uint8_t> sealed)
{
    const auto opened = crypto::open(ring, sealed, placeOf(scope));
    if (!opened)
        return opened.error();
    const std::string_view json = opened->reveal();
    const QJsonObject kept =
        QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size()))).object();
    Answer answer;
    answer.status = kept.value(QLatin1String("status")).toInt();
    answer.contentType = kept.value(QLatin1String("content_type")).toString().toStdString();
    answer.body = kept.value(QLatin1String("body")).toString().toStdString();
    for (const auto& header : kept.value(QLatin1String("headers")).toArray())
        answer.headers.push_back({header[0].toString().toStdString(), header[1].toString().toStdString()});
    return answer;
}

Result<std::size_t> rewrapAnswers(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit)
{
    const auto header = crypto::activeHeader(ring);
    auto select = database.prepare("SELECT scope, answer_sealed FROM idempotency_keys WHERE answer_sealed IS NOT NULL "
                                   "AND substr(answer_sealed, 1, ?1) <> ?2 LIMIT ?3");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::int64_t{header.size()}).bind(2, std::span(header)).bind(3, static_cast<std::int64_t>(limit));
    for (std::size_t count = 0;; ++count) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return count;
        crypto::Digest scope{};
        std::ranges::copy(select->blob(0).first(scope.size()), scope.begin());
        const auto envelope = crypto::rewrap(ring, select->blob(1), placeOf(scope));
        if (!envelope)
            return envelope.error();
        if (auto updated = keepAnswer(database, scope, *envelope); !updated)
            return std::move(updated).error();
    }
}

} // namespace gotoai::control
