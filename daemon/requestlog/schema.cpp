// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/schema.h"

#include <array>
#include <string>

namespace gotoai::requestlog {
namespace {

// Enumerations are stored as the numbers of OrderState, OrderOutcome and UsageSource. A series is a combination of key,
// provider and model that has occurred (`provider` is empty where no provider was asked); rows and rollups name it by
// its number. `ended_us` is in microseconds since 1970, `at_s` a bucket's begin in seconds.
const std::string& tables()
{
    static const std::string s_columns = R"sql(
    at_s INTEGER NOT NULL,
    series INTEGER NOT NULL,
    requests INTEGER NOT NULL, failures INTEGER NOT NULL, estimated INTEGER NOT NULL, attempts INTEGER NOT NULL,
    prompt INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL, completion INTEGER NOT NULL,
    reasoning INTEGER NOT NULL, image INTEGER NOT NULL, audio INTEGER NOT NULL, request INTEGER NOT NULL,
    charge_nano INTEGER NOT NULL, cost_nano INTEGER NOT NULL, fee_nano INTEGER NOT NULL,
    total BLOB NOT NULL, first_output BLOB NOT NULL,
    PRIMARY KEY(at_s, series)) STRICT, WITHOUT ROWID;
)sql";
    static const std::string s_tables = R"sql(
CREATE TABLE series(
    number INTEGER PRIMARY KEY,
    account BLOB NOT NULL CHECK(length(account) = 16),
    key BLOB NOT NULL CHECK(length(key) = 16),
    provider BLOB NOT NULL CHECK(length(provider) IN (0, 16)),
    model TEXT NOT NULL,
    UNIQUE(key, provider, model, account)) STRICT;

CREATE TABLE requests(
    id BLOB PRIMARY KEY CHECK(length(id) = 16),
    ended_us INTEGER NOT NULL,
    series INTEGER NOT NULL,
    asked_model TEXT NOT NULL,
    endpoint BLOB,
    is_streamed INTEGER NOT NULL,
    state INTEGER,
    outcome INTEGER NOT NULL,
    reason TEXT NOT NULL,
    client_status INTEGER NOT NULL,
    upstream_status INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    usage_source INTEGER NOT NULL,
    prompt INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL, completion INTEGER NOT NULL,
    reasoning INTEGER NOT NULL, image INTEGER NOT NULL, audio INTEGER NOT NULL, request INTEGER NOT NULL,
    hold_nano INTEGER NOT NULL, charge_nano INTEGER NOT NULL, cost_nano INTEGER NOT NULL, fee_nano INTEGER NOT NULL,
    first_output_us INTEGER,
    total_us INTEGER NOT NULL,
    overhead_us INTEGER NOT NULL,
    client_address TEXT NOT NULL,
    trace BLOB, parent_span BLOB, span BLOB) STRICT, WITHOUT ROWID;
)sql"
                                        "\nCREATE TABLE usage_minute(" +
                                        s_columns + "CREATE TABLE usage_hour(" + s_columns + "CREATE TABLE usage_day(" +
                                        s_columns;
    return s_tables;
}

// Up to which transition and order of the ledger there are rows: from the beginning in a new log; where there are rows
// already, from the first time on that it is said.
constexpr std::string_view kBackfill = R"sql(
CREATE TABLE backfill(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    transition_number INTEGER NOT NULL,
    order_number INTEGER NOT NULL) STRICT;
INSERT INTO backfill SELECT 1, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM usage_day);
)sql";

// As encodeRoute() writes it; null where nobody knows.
constexpr std::string_view kRoute = "ALTER TABLE requests ADD COLUMN route BLOB;";

// What clients were answered with who may ask again; sealed.
constexpr std::string_view kTranscripts = R"sql(
CREATE TABLE transcripts(
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
    at_us INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sealed BLOB NOT NULL) STRICT;
CREATE INDEX transcripts_by_time ON transcripts(at_us);
CREATE INDEX transcripts_sizes ON transcripts(number, bytes);
)sql";

// As attemptNotes() writes them; null where there is nothing to tell.
constexpr std::string_view kAttemptNotes = "ALTER TABLE requests ADD COLUMN attempt_notes TEXT;";

} // namespace

std::span<const storage::Migration> requestLogMigrations()
{
    static const std::array<storage::Migration, 5> s_migrations{
        storage::Migration{.owner = "requestlog", .number = 1, .sql = tables()},
        storage::Migration{.owner = "requestlog", .number = 2, .sql = kBackfill},
        storage::Migration{.owner = "requestlog", .number = 3, .sql = kRoute},
        storage::Migration{.owner = "requestlog", .number = 4, .sql = kTranscripts},
        storage::Migration{.owner = "requestlog", .number = 5, .sql = kAttemptNotes}};
    return s_migrations;
}

} // namespace gotoai::requestlog
