// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/reconciliationtable.h"

namespace gotoai::reconciliation {
namespace {

// Classes are stored as the numbers of DifferenceClass, costs of statements in pico-USD.
constexpr storage::Migration kMigrations[] = {
    {"reconciliation", 1, R"(
CREATE TABLE provider_statements (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    provider BLOB NOT NULL CHECK (length(provider) = 16),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    format TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    UNIQUE (provider, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_pieces (
    statement BLOB NOT NULL REFERENCES provider_statements(id),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (statement, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_rows (
    statement BLOB NOT NULL REFERENCES provider_statements(id),
    number INTEGER NOT NULL CHECK (number > 0),
    external_id TEXT NOT NULL,
    model TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    prompt INTEGER CHECK (prompt >= 0),
    completion INTEGER CHECK (completion >= 0),
    requests INTEGER CHECK (requests >= 0),
    cost_pico INTEGER CHECK (cost_pico >= 0),
    is_absurd INTEGER NOT NULL CHECK (is_absurd IN (0, 1)),
    PRIMARY KEY (statement, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_rows_by_id ON statement_rows(statement, external_id);
CREATE TABLE reconciliations (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    provider BLOB NOT NULL CHECK (length(provider) = 16),
    statement BLOB CHECK (length(statement) = 16),
    from_us INTEGER NOT NULL,
    to_us INTEGER NOT NULL CHECK (to_us > from_us),
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    failure TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    is_cut INTEGER NOT NULL CHECK (is_cut IN (0, 1)),
    started_us INTEGER NOT NULL,
    ended_us INTEGER CHECK ((ended_us IS NULL) = (state = 'running')),
    made_by TEXT NOT NULL
) STRICT;
CREATE TABLE reconciliation_classes (
    reconciliation INTEGER NOT NULL REFERENCES reconciliations(number),
    class INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    amount_nano INTEGER NOT NULL CHECK (amount_nano >= 0),
    PRIMARY KEY (reconciliation, class)
) STRICT, WITHOUT ROWID;
CREATE TABLE reconciliation_differences (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    reconciliation INTEGER NOT NULL REFERENCES reconciliations(number),
    class INTEGER NOT NULL,
    order_id BLOB CHECK (length(order_id) = 16),
    attempt INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    model TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    booked_nano INTEGER,
    billed_pico INTEGER,
    apart_nano INTEGER NOT NULL,
    booked_prompt INTEGER, booked_completion INTEGER,
    kept_prompt INTEGER, kept_completion INTEGER,
    billed_prompt INTEGER, billed_completion INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'explained', 'booked')),
    note TEXT NOT NULL,
    booking BLOB CHECK (length(booking) = 16),
    resolved_by TEXT NOT NULL,
    resolved_us INTEGER CHECK ((resolved_us IS NULL) = (state = 'open'))
) STRICT;
CREATE INDEX differences_of_reconciliations ON reconciliation_differences(reconciliation, number);
CREATE TABLE reconciliation_thresholds (
    class INTEGER PRIMARY KEY,
    count INTEGER CHECK (count >= 0),
    amount_nano INTEGER CHECK (amount_nano >= 0)
) STRICT;
)"},
};

} // namespace

std::span<const storage::Migration> reconciliationMigrations() { return kMigrations; }

} // namespace gotoai::reconciliation
