-- SPDX-License-Identifier: GPL-3.0-or-later
-- A ledger as daemons wrote it before there were bookings: two orders, the second in doubt.
BEGIN TRANSACTION;
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
INSERT INTO "attempts" VALUES(1,1,X'018BCFE568007002A319511DE96B07AA',X'018BCFE568007003807A285712F1A5DD',1,1,10,0,0,0,0,0,0,0,1,500,'answered','chatcmpl-1',200,1700000000000000,NULL,1700000000000000);
INSERT INTO "attempts" VALUES(1,2,X'018BCFE568007002A319511DE96B07AA',X'018BCFE568007003807A285712F1A5DD',1,0,30,0,0,14,0,0,0,0,1,7100,'answered','chatcmpl-1',200,1700000000000000,NULL,1700000000000000);
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
INSERT INTO "batches" VALUES(1,2,0,0,0,1,1,X'52CF8DB290B2D780822C3D7003EAB0228F4550D53D12B392D5BF4543011CBFA1',X'C9B06F564F74C7123093FF70B9285F95C106488747B618CC348202380657B706');
INSERT INTO "batches" VALUES(2,3,0,1,0,2,1,X'D6E77C8806B25500C97D567F494A078DC69776F3D44A00E428268849E25DA7D1',X'234C63CF1F409C6938FA23E7C480FF05A9FCCD1C11CEBE415C8E77A10321C888');
INSERT INTO "batches" VALUES(3,3,0,2,0,3,1,X'80C6522914D764087F9FFB8DDE036D090E1BD2FCC9EBA638CF1477E4A2639CC5',X'A2ACD25AFC25040B219F62F22E3DB9D4D773659321F935CFE13F2F5DD1620E4B');
INSERT INTO "batches" VALUES(4,6,1,2,1,7,1,X'9831A773FB10160E024A95D7C5A75837878094B281C7572E96F9112555C2399C',X'EBBF411B130C212F24A8367C276A6FAAAEF2728AD116A0DBEEE988627D72FE0A');
INSERT INTO "batches" VALUES(5,6,1,2,2,7,1,X'6246A1704468BCD409E9A3923F78F1EA6C147012826E45AF0F865F3005483C26',X'7FD782C271927E8EB93A9C64526C3676D4FCCEF885D1C1D77505262688B7453C');
CREATE TABLE book(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    book_id BLOB NOT NULL CHECK(length(book_id) = 16),
    begun_us INTEGER NOT NULL) STRICT;
INSERT INTO "book" VALUES(1,X'156826ED18277900537BC75EE93531B1',1700000000000000);
CREATE TABLE checkpoint_balances(
    account INTEGER PRIMARY KEY,
    balance_nano INTEGER NOT NULL) STRICT;
INSERT INTO "checkpoint_balances" VALUES(1,-1000000);
INSERT INTO "checkpoint_balances" VALUES(2,492545);
INSERT INTO "checkpoint_balances" VALUES(3,500000);
INSERT INTO "checkpoint_balances" VALUES(4,7600);
INSERT INTO "checkpoint_balances" VALUES(5,355);
INSERT INTO "checkpoint_balances" VALUES(6,-500);
CREATE TABLE checkpoint_open_orders(
    number INTEGER PRIMARY KEY,
    account BLOB NOT NULL CHECK(length(account) = 16),
    hold_nano INTEGER NOT NULL,
    deadline_us INTEGER) STRICT;
INSERT INTO "checkpoint_open_orders" VALUES(2,X'018BCFE56800700088B2E72305347FB6',500000,1700000600000000);
CREATE TABLE checkpoint_through(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    last_order INTEGER NOT NULL,
    last_transition INTEGER NOT NULL,
    last_transfer INTEGER NOT NULL) STRICT;
INSERT INTO "checkpoint_through" VALUES(1,2,2,7);
CREATE TABLE ledger_accounts(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    name TEXT NOT NULL UNIQUE,
    leaf BLOB NOT NULL CHECK(length(leaf) = 32)) STRICT;
INSERT INTO "ledger_accounts" VALUES(1,'cash:manual',X'A8CA21C6C5FCDE0645AA360EFD38532FBAB5FA7590CA72561183806EC2A397F1');
INSERT INTO "ledger_accounts" VALUES(2,'wallet:acct_018bcfe56800700088b2e72305347fb6:available',X'D214CB833EED80596A8554EB1897C074DF89305C3946058ACEE07772995216B6');
INSERT INTO "ledger_accounts" VALUES(3,'wallet:acct_018bcfe56800700088b2e72305347fb6:held',X'241CE60B09859D25D3C13BA0EC23AEA3F88AA80984E2FE7397FA4D4433ACF942');
INSERT INTO "ledger_accounts" VALUES(4,'provider:prov_018bcfe568007002a319511de96b07aa:payable',X'18C8018BE721BDA7E93A740067EFB1143F5762F88A43D6DDE813C27A64F69E4C');
INSERT INTO "ledger_accounts" VALUES(5,'revenue:fee',X'883EDAA3314563A3040AC8B211EF09F47BD9F83926A3374385D2F07A9C8A31A3');
INSERT INTO "ledger_accounts" VALUES(6,'expense:absorbed',X'D8137AD3C0AC7ADA7049483324F5E7AC0929F48E89BBC01955198015E6D952E8');
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
INSERT INTO "orders" VALUES(1,X'018BCFE568007004B808EBD3103AD53D',X'018BCFE56800700088B2E72305347FB6',X'018BCFE5680070018B71C9C299767798','openai/gpt-4o-mini','economy',1,1,400000,'',1700000000000000,2,X'FF5CD948246FCE2DBFD482EDA434FBEA76270166759809C21288AAB9A87642A6');
INSERT INTO "orders" VALUES(2,X'018BCFE56800700590B4B5A7CB0BD7DB',X'018BCFE56800700088B2E72305347FB6',X'018BCFE5680070018B71C9C299767798','openai/gpt-4o-mini','economy',1,1,500000,'',1700000000000000,3,X'80C6522914D764087F9FFB8DDE036D090E1BD2FCC9EBA638CF1477E4A2639CC5');
CREATE TABLE schema_steps(owner TEXT NOT NULL, number INTEGER NOT NULL CHECK(number > 0), PRIMARY KEY(owner, number)) STRICT, WITHOUT ROWID;
INSERT INTO "schema_steps" VALUES('clearinghouse',1);
INSERT INTO "schema_steps" VALUES('clearinghouse',2);
INSERT INTO "schema_steps" VALUES('clearinghouse',3);
CREATE TABLE settled_prices(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
    prompt_pico INTEGER, cache_read_pico INTEGER, cache_write_pico INTEGER, completion_pico INTEGER,
    reasoning_pico INTEGER, image_pico INTEGER, audio_pico INTEGER, request_pico INTEGER,
    valid_from_us INTEGER NOT NULL,
    leaf BLOB NOT NULL CHECK(length(leaf) = 32)) STRICT;
INSERT INTO "settled_prices" VALUES(1,X'01A20551AD2E70009D49A4155D4A0369',50000,50000,50000,400000,400000,NULL,NULL,0,0,X'AA74C70F0378D3DA31E8B4AAAF957ABE0248E553012021EBB58A6B7503084807');
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
INSERT INTO "topups" VALUES(1,X'018BCFE568007000B1D2C0038A3BE2FD',X'018BCFE56800700088B2E72305347FB6','manual','1',1000000,1000000,1700000000000000,1,X'E16B4B9DB2B4336460F0EE4421380E5AC84ED0DC5ED5F758820A5F9AD33BB27C');
CREATE TABLE transfers(
    number INTEGER PRIMARY KEY CHECK(number > 0),
    kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 5),
    order_number INTEGER NOT NULL CHECK((order_number > 0) = (kind <> 5)),
    debit INTEGER NOT NULL CHECK(debit > 0),
    credit INTEGER NOT NULL CHECK(credit > 0 AND credit <> debit),
    amount_nano INTEGER NOT NULL CHECK(amount_nano > 0),
    at_us INTEGER NOT NULL) STRICT;
INSERT INTO "transfers" VALUES(1,5,0,1,2,1000000,1700000000000000);
INSERT INTO "transfers" VALUES(2,0,1,2,3,400000,1700000000000000);
INSERT INTO "transfers" VALUES(3,0,2,2,3,500000,1700000000000000);
INSERT INTO "transfers" VALUES(4,1,1,3,4,7100,1700000000000000);
INSERT INTO "transfers" VALUES(5,2,1,3,5,355,1700000000000000);
INSERT INTO "transfers" VALUES(6,3,1,3,2,392545,1700000000000000);
INSERT INTO "transfers" VALUES(7,4,1,6,4,500,1700000000000000);
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
INSERT INTO "transitions" VALUES(1,1,1,3,7455,7100,355,0,392545,'completed',1700000000000000,NULL,4,4,2,X'866BE6D555F59DC65E2263E4984D63291AC40123B1F359BD4F830DA6C3BAB4F9');
INSERT INTO "transitions" VALUES(2,2,0,2,0,0,0,0,0,'restarted',1700000000000000,1700000600000000,0,0,0,X'6246A1704468BCD409E9A3923F78F1EA6C147012826E45AF0F865F3005483C26');
CREATE INDEX orders_by_account ON orders(account);
CREATE INDEX transitions_doubts ON transitions(order_number) WHERE is_terminal = 0;
CREATE INDEX topups_by_account ON topups(account);
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
CREATE INDEX orders_by_model ON orders(model);
CREATE INDEX orders_rejected ON orders(number) WHERE birth = 0;
CREATE INDEX transitions_released ON transitions(order_number) WHERE state = 4;
CREATE INDEX attempts_by_provider ON attempts(provider, order_number);
CREATE INDEX transfers_rare ON transfers(kind) WHERE kind IN (4, 5);
COMMIT;
