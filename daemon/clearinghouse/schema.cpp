// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/schema.h"

#include <array>

namespace gotoai::clearinghouse {
namespace {

// Enumerations are stored as the numbers of OrderState, TransferKind, Payer, UsageSource and BookingKind. `leaf` is the
// row's leaf in its batch's Merkle tree. The transfers of an event are a range, so that transfers need no index.
constexpr std::string_view kTables = R"sql(
CREATE TABLE book(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    book_id BLOB NOT NULL CHECK(length(book_id) = 16),
    begun_us INTEGER NOT NULL) STRICT;

CREATE TABLE ledger_accounts(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    name TEXT NOT NULL UNIQUE,
    leaf BLOB NOT NULL CHECK(length(leaf) = 32)) STRICT;

CREATE TABLE settled_prices(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
    prompt_pico INTEGER, cache_read_pico INTEGER, cache_write_pico INTEGER, completion_pico INTEGER,
    reasoning_pico INTEGER, image_pico INTEGER, audio_pico INTEGER, request_pico INTEGER,
    valid_from_us INTEGER NOT NULL,
    leaf BLOB NOT NULL CHECK(length(leaf) = 32)) STRICT;

CREATE TABLE orders(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
    account BLOB NOT NULL CHECK(length(account) = 16),
    key BLOB NOT NULL CHECK(length(key) = 16),
    model TEXT NOT NULL,
    mode TEXT NOT NULL,
    is_streamed INTEGER NOT NULL CHECK(is_streamed IN (0, 1)),
    birth INTEGER NOT NULL CHECK(birth IN (0, 1)),
    hold_nano INTEGER NOT NULL CHECK(hold_nano >= 0),
    refusal TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    first_transfer INTEGER NOT NULL CHECK((first_transfer > 0) = (birth = 1 AND hold_nano > 0)),
    leaf BLOB NOT NULL CHECK(length(leaf) = 32)) STRICT;
CREATE INDEX orders_by_account ON orders(account);

CREATE TABLE transitions(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    order_number INTEGER NOT NULL CHECK(order_number > 0),
    is_terminal INTEGER NOT NULL CHECK(is_terminal = (state <> 2)),
    state INTEGER NOT NULL CHECK(state IN (2, 3, 4)),
    charge_nano INTEGER NOT NULL CHECK(charge_nano >= 0),
    cost_nano INTEGER NOT NULL CHECK(cost_nano >= 0),
    fee_nano INTEGER NOT NULL CHECK(fee_nano >= 0),
    absorbed_nano INTEGER NOT NULL CHECK(absorbed_nano >= 0),
    released_nano INTEGER NOT NULL CHECK(released_nano >= 0),
    reason TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    deadline_us INTEGER CHECK((deadline_us IS NULL) = is_terminal),
    first_transfer INTEGER NOT NULL CHECK((first_transfer > 0) = (transfer_count > 0)),
    transfer_count INTEGER NOT NULL CHECK(transfer_count >= 0),
    attempt_count INTEGER NOT NULL CHECK(attempt_count >= 0),
    leaf BLOB NOT NULL CHECK(length(leaf) = 32),
    UNIQUE(order_number, is_terminal)) STRICT;
CREATE INDEX transitions_doubts ON transitions(order_number) WHERE is_terminal = 0;

CREATE TABLE attempts(
    order_number INTEGER NOT NULL CHECK(order_number > 0),
    attempt INTEGER NOT NULL CHECK(attempt > 0),
    provider BLOB NOT NULL CHECK(length(provider) = 16),
    endpoint BLOB NOT NULL CHECK(length(endpoint) = 16),
    price INTEGER NOT NULL CHECK(price > 0),
    payer INTEGER NOT NULL CHECK(payer IN (0, 1, 2)),
    prompt INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL, completion INTEGER NOT NULL,
    reasoning INTEGER NOT NULL, image INTEGER NOT NULL, audio INTEGER NOT NULL, request INTEGER NOT NULL,
    usage_source INTEGER NOT NULL CHECK(usage_source IN (0, 1, 2)),
    cost_nano INTEGER NOT NULL CHECK(cost_nano >= 0),
    outcome TEXT NOT NULL,
    upstream_id TEXT NOT NULL,
    http_status INTEGER NOT NULL,
    started_us INTEGER NOT NULL,
    first_token_us INTEGER,
    ended_us INTEGER NOT NULL,
    PRIMARY KEY(order_number, attempt)) STRICT, WITHOUT ROWID;

CREATE TABLE transfers(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 5),
    order_number INTEGER NOT NULL CHECK((order_number > 0) = (kind <> 5)),
    debit INTEGER NOT NULL CHECK(debit > 0),
    credit INTEGER NOT NULL CHECK(credit > 0 AND credit <> debit),
    amount_nano INTEGER NOT NULL CHECK(amount_nano > 0),
    at_us INTEGER NOT NULL) STRICT;

CREATE TABLE topups(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
    account BLOB NOT NULL CHECK(length(account) = 16),
    rail TEXT NOT NULL,
    external_id TEXT NOT NULL,
    amount_nano INTEGER NOT NULL CHECK(amount_nano > 0),
    available_after_nano INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    transfer INTEGER NOT NULL CHECK(transfer > 0),
    leaf BLOB NOT NULL CHECK(length(leaf) = 32),
    UNIQUE(rail, external_id)) STRICT;
CREATE INDEX topups_by_account ON topups(account);

CREATE TABLE batches(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    last_account INTEGER NOT NULL,
    last_price INTEGER NOT NULL,
    last_order INTEGER NOT NULL,
    last_transition INTEGER NOT NULL,
    last_transfer INTEGER NOT NULL,
    last_topup INTEGER NOT NULL,
    merkle_root BLOB NOT NULL CHECK(length(merkle_root) = 32),
    hash BLOB NOT NULL CHECK(length(hash) = 32)) STRICT;

CREATE TABLE checkpoint_through(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    last_order INTEGER NOT NULL,
    last_transition INTEGER NOT NULL,
    last_transfer INTEGER NOT NULL) STRICT;
CREATE TABLE checkpoint_balances(
    account INTEGER PRIMARY KEY,
    balance_nano INTEGER NOT NULL) STRICT;
CREATE TABLE checkpoint_open_orders(
    number INTEGER PRIMARY KEY,
    account BLOB NOT NULL CHECK(length(account) = 16),
    hold_nano INTEGER NOT NULL,
    deadline_us INTEGER) STRICT;
)sql";

constexpr std::string_view kTriggers = R"sql(
CREATE TRIGGER book_no_update BEFORE UPDATE ON book BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER book_no_delete BEFORE DELETE ON book BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE ON ledger_accounts BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON ledger_accounts BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER settled_prices_no_update BEFORE UPDATE ON settled_prices BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER settled_prices_no_delete BEFORE DELETE ON settled_prices BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER orders_no_update BEFORE UPDATE ON orders BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER orders_no_delete BEFORE DELETE ON orders BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER transitions_no_update BEFORE UPDATE ON transitions BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER transitions_no_delete BEFORE DELETE ON transitions BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER attempts_no_update BEFORE UPDATE ON attempts BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER attempts_no_delete BEFORE DELETE ON attempts BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER transfers_no_update BEFORE UPDATE ON transfers BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER transfers_no_delete BEFORE DELETE ON transfers BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER topups_no_update BEFORE UPDATE ON topups BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER topups_no_delete BEFORE DELETE ON topups BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
)sql";

// For lists that are filtered. Of states and kinds only the rare ones: what most rows have is found by looking. An
// index on what every transfer has would cost an order half as much again.
constexpr std::string_view kListIndexes = R"sql(
CREATE INDEX orders_by_model ON orders(model);
CREATE INDEX orders_rejected ON orders(number) WHERE birth = 0;
CREATE INDEX transitions_released ON transitions(order_number) WHERE state = 4;
CREATE INDEX attempts_by_provider ON attempts(provider, order_number);
CREATE INDEX transfers_rare ON transfers(kind) WHERE kind IN (4, 5);
)sql";

// Bookings bring kinds of transfers that no order has. `scope` is what a reference is unique within; zeros stand for no
// account, provider or order.
constexpr std::string_view kBookings = R"sql(
CREATE TABLE bookings(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
    kind INTEGER NOT NULL CHECK(kind >= 0),
    account BLOB NOT NULL CHECK(length(account) = 16),
    provider BLOB NOT NULL CHECK(length(provider) = 16),
    order_number INTEGER NOT NULL CHECK(order_number >= 0),
    part INTEGER NOT NULL CHECK(part >= 0),
    rail TEXT NOT NULL,
    scope TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount_nano INTEGER NOT NULL CHECK(amount_nano >= 0),
    promo_nano INTEGER NOT NULL CHECK(promo_nano BETWEEN 0 AND amount_nano),
    absorbed_nano INTEGER NOT NULL CHECK(absorbed_nano BETWEEN 0 AND amount_nano),
    debit INTEGER NOT NULL CHECK(debit >= 0),
    credit INTEGER NOT NULL CHECK(credit >= 0),
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    expires_us INTEGER,
    first_transfer INTEGER NOT NULL CHECK((first_transfer > 0) = (transfer_count > 0)),
    transfer_count INTEGER NOT NULL CHECK(transfer_count >= 0),
    leaf BLOB NOT NULL CHECK(length(leaf) = 32),
    UNIQUE(kind, scope, reference)) STRICT;
CREATE INDEX bookings_by_account ON bookings(account);
CREATE INDEX bookings_by_order ON bookings(order_number) WHERE order_number > 0;
CREATE TRIGGER bookings_no_update BEFORE UPDATE ON bookings BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER bookings_no_delete BEFORE DELETE ON bookings BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

ALTER TABLE batches ADD COLUMN last_booking INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checkpoint_through ADD COLUMN last_booking INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checkpoint_open_orders ADD COLUMN promo_nano INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER transfers_no_update;
DROP TRIGGER transfers_no_delete;
DROP INDEX transfers_rare;
ALTER TABLE transfers RENAME TO old_transfers;
CREATE TABLE transfers(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    kind INTEGER NOT NULL CHECK(kind >= 0),
    order_number INTEGER NOT NULL CHECK(order_number >= 0),
    debit INTEGER NOT NULL CHECK(debit > 0),
    credit INTEGER NOT NULL CHECK(credit > 0 AND credit <> debit),
    amount_nano INTEGER NOT NULL CHECK(amount_nano > 0),
    at_us INTEGER NOT NULL) STRICT;
INSERT INTO transfers SELECT number, kind, order_number, debit, credit, amount_nano, at_us FROM old_transfers;
DROP TABLE old_transfers;
CREATE INDEX transfers_rare ON transfers(kind) WHERE kind >= 4;
CREATE TRIGGER transfers_no_update BEFORE UPDATE ON transfers BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER transfers_no_delete BEFORE DELETE ON transfers BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
)sql";

// Made behind the order path, from the transfers alone: what an account had after each block of transfers in which it
// moved, `sums` by kind of transfer, `places` a bit for each part of the block in which it did, `previous` its block
// before. `latest_us` is the time of the youngest transfer up to the block's end. A head is an account's newest mark.
constexpr std::string_view kMarks = R"sql(
CREATE TABLE mark_blocks(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    latest_us INTEGER NOT NULL) STRICT;
CREATE TABLE balance_marks(
    block INTEGER NOT NULL CHECK(block > 0),
    account INTEGER NOT NULL CHECK(account > 0),
    previous INTEGER NOT NULL CHECK(previous >= 0 AND previous < block),
    places INTEGER NOT NULL,
    sums BLOB NOT NULL,
    PRIMARY KEY(block, account)) STRICT, WITHOUT ROWID;
CREATE TABLE mark_heads(
    account INTEGER PRIMARY KEY CHECK(account > 0),
    block INTEGER NOT NULL,
    sums BLOB NOT NULL) STRICT;
)sql";

// Which request made an order, for those that may be sent again. One request can have made several that were released.
constexpr std::string_view kRequests = R"sql(
CREATE TABLE order_requests(
    order_number INTEGER PRIMARY KEY CHECK(order_number > 0),
    scope BLOB NOT NULL CHECK(length(scope) = 32),
    body BLOB NOT NULL CHECK(length(body) = 32)) STRICT;
CREATE INDEX order_requests_by_scope ON order_requests(scope, order_number);
CREATE TRIGGER order_requests_no_update BEFORE UPDATE ON order_requests BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER order_requests_no_delete BEFORE DELETE ON order_requests BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
)sql";

// Beside the books: what is known of orders that run. Times, counts and codes as in attempts.
constexpr std::string_view kEvidence = R"sql(
CREATE TABLE order_evidence(
    order_number INTEGER NOT NULL CHECK(order_number > 0),
    attempt INTEGER NOT NULL CHECK(attempt > 0),
    fee_bp INTEGER NOT NULL,
    fee_call_nano INTEGER NOT NULL,
    seen_us INTEGER NOT NULL,
    provider BLOB NOT NULL CHECK(length(provider) = 16),
    endpoint BLOB NOT NULL CHECK(length(endpoint) = 16),
    price BLOB NOT NULL CHECK(length(price) = 16),
    payer INTEGER NOT NULL,
    prompt INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL, completion INTEGER NOT NULL,
    reasoning INTEGER NOT NULL, image INTEGER NOT NULL, audio INTEGER NOT NULL, request INTEGER NOT NULL,
    usage_source INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    upstream_id TEXT NOT NULL,
    http_status INTEGER NOT NULL,
    started_us INTEGER NOT NULL,
    first_token_us INTEGER,
    ended_us INTEGER NOT NULL,
    PRIMARY KEY(order_number, attempt)) STRICT, WITHOUT ROWID;
)sql";

// `terms` is what an order was reserved under, see encodeTerms(). A budget's row is the tally of one of its windows.
constexpr std::string_view kBudgets = R"sql(
ALTER TABLE orders ADD COLUMN terms BLOB NOT NULL DEFAULT x'';
CREATE TABLE checkpoint_budgets(
    budget BLOB NOT NULL CHECK(length(budget) = 16),
    from_us INTEGER NOT NULL,
    spent_nano INTEGER NOT NULL,
    held_nano INTEGER NOT NULL CHECK(held_nano >= 0),
    open_orders INTEGER NOT NULL CHECK(open_orders >= 0),
    PRIMARY KEY(budget, from_us)) STRICT, WITHOUT ROWID;
)sql";

// What longer prompts cost by a price that has tiers, see encodeTiers().
constexpr std::string_view kTiers = R"sql(
CREATE TABLE settled_price_tiers(
    price INTEGER PRIMARY KEY CHECK(price > 0),
    tiers BLOB NOT NULL CHECK(length(tiers) > 0)) STRICT;
CREATE TRIGGER settled_price_tiers_no_update BEFORE UPDATE ON settled_price_tiers BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER settled_price_tiers_no_delete BEFORE DELETE ON settled_price_tiers BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
)sql";

// The fee is in the order's terms.
constexpr std::string_view kEvidenceWithoutFees = R"sql(
ALTER TABLE order_evidence DROP COLUMN fee_bp;
ALTER TABLE order_evidence DROP COLUMN fee_call_nano;
)sql";

// How many answers the order was for: what can have been counted.
constexpr std::string_view kEvidenceOfChoices = R"sql(
ALTER TABLE order_evidence ADD COLUMN choices INTEGER NOT NULL DEFAULT 1 CHECK(choices > 0);
)sql";

// What had gone out before the attempt, which goes on with it; null where nothing had. The same in all rows of an
// order.
constexpr std::string_view kEvidenceOfBegunAnswers = R"sql(
ALTER TABLE order_evidence ADD COLUMN begun_tokens INTEGER;
ALTER TABLE order_evidence ADD COLUMN begun_prompt INTEGER;
)sql";

constexpr std::array kMigrations = {
    storage::Migration{"clearinghouse", 1, kTables},       storage::Migration{"clearinghouse", 2, kTriggers},
    storage::Migration{"clearinghouse", 3, kListIndexes},  storage::Migration{"clearinghouse", 4, kBookings},
    storage::Migration{"clearinghouse", 5, kRequests},     storage::Migration{"clearinghouse", 6, kBudgets},
    storage::Migration{"clearinghouse", 7, kTiers},        storage::Migration{"marks", 1, kMarks},
    storage::Migration{"evidence", 1, kEvidence},          storage::Migration{"evidence", 2, kEvidenceWithoutFees},
    storage::Migration{"evidence", 3, kEvidenceOfChoices}, storage::Migration{"evidence", 4, kEvidenceOfBegunAnswers},
};

} // namespace

std::span<const storage::Migration> ledgerMigrations() { return kMigrations; }

} // namespace gotoai::clearinghouse
