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
    {"reconciliation", 2, R"(
DROP INDEX differences_of_reconciliations;
ALTER TABLE reconciliation_differences RENAME TO old_differences;
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
    subject TEXT NOT NULL,
    bookings INTEGER NOT NULL CHECK (bookings >= 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'explained', 'booking', 'booked')),
    note TEXT NOT NULL,
    booking BLOB CHECK (length(booking) = 16),
    resolved_by TEXT NOT NULL,
    resolved_us INTEGER CHECK ((resolved_us IS NULL) = (state IN ('open', 'booking')))
) STRICT;
INSERT INTO reconciliation_differences SELECT d.number, d.id, d.reconciliation, d.class, d.order_id, d.attempt,
    d.external_id, d.model, d.at_us, d.attempts, d.rows, d.booked_nano, d.billed_pico, d.apart_nano, d.booked_prompt,
    d.booked_completion, d.kept_prompt, d.kept_completion, d.billed_prompt, d.billed_completion,
    CASE WHEN d.order_id IS NOT NULL THEN 'ord_' || lower(hex(d.order_id)) || '/' || d.attempt
    ELSE 'prov_' || lower(hex(r.provider)) || '/' || (d.at_us / 86400000000)
        || CASE WHEN d.external_id = '' THEN '/model/' || d.model ELSE '/request/' || d.external_id END END,
    0, d.state, d.note, d.booking, d.resolved_by, d.resolved_us
    FROM old_differences d JOIN reconciliations r ON r.number = d.reconciliation ORDER BY d.number;
DROP TABLE old_differences;
CREATE INDEX differences_of_reconciliations ON reconciliation_differences(reconciliation, number);
CREATE INDEX differences_booked ON reconciliation_differences(subject) WHERE state IN ('booking', 'booked');
CREATE INDEX differences_being_booked ON reconciliation_differences(id) WHERE state = 'booking';
)"},
};

} // namespace

std::span<const storage::Migration> reconciliationMigrations() { return kMigrations; }

} // namespace gotoai::reconciliation
