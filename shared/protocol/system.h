// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// The head of the ledger's chain, as it was last signed.
struct SignedHead
{
    std::int64_t batch = 0;
    std::int64_t transfers = 0;
    std::string hash; // hexadecimal
    Instant signedAt{};
    std::string key;  // id of the public key
    std::string line; // as it stands in the file of heads; worth keeping elsewhere

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("batch", self.batch);
        codec.required("transfers", self.transfers);
        codec.required("hash", self.hash);
        codec.required("signed_at", self.signedAt);
        codec.required("key", self.key);
        codec.required("line", self.line);
    }
};

struct ChainState
{
    std::string state; // "unsigned", "signed", "failing", "cut"
    std::optional<SignedHead> head;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("state", self.state);
        codec.nullable("head", self.head);
    }
};

struct SystemState
{
    std::string version;
    Instant startedAt{};
    std::int64_t uptimeSeconds = 0;
    bool isDraining = false;
    bool isDemo = false; // its supply is simulated, and so is the money
    std::string dataDirectory;
    std::int64_t freeBytes = 0; // of the data directory's file system, for the daemon's user
    std::int64_t totalBytes = 0;
    ChainState chain;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("version", self.version);
        codec.required("started_at", self.startedAt);
        codec.required("uptime_s", self.uptimeSeconds);
        codec.required("draining", self.isDraining);
        codec.required("demo", self.isDemo);
        codec.required("data_directory", self.dataDirectory);
        codec.required("free_bytes", self.freeBytes);
        codec.required("total_bytes", self.totalBytes);
        codec.required("chain", self.chain);
    }
};

// A value in force and where it came from. No setting holds a secret: secrets are named by files.
struct SettingInForce
{
    std::string name;
    std::string value;
    std::string origin;  // "default", "FILE:LINE", "environment GOTOAID_…", "flag"
    std::string purpose; // what it decides: a phrase
    std::string help;    // unit and range

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.required("value", self.value);
        codec.required("origin", self.origin);
        codec.required("purpose", self.purpose);
        codec.required("help", self.help);
    }
};

struct LogLine
{
    std::int64_t number = 0; // counts up over all levels
    std::string level;
    std::string line; // JSON

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("number", self.number);
        codec.required("level", self.level);
        codec.required("line", self.line);
    }
};

// A whole list that is never paged.
template<class T>
struct Whole
{
    std::vector<T> data;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("data", self.data);
    }
};

// Counts are since the start of the process.
struct SystemFigures
{
    std::int64_t ordersOpen = 0;
    std::int64_t ordersInDoubt = 0;
    std::int64_t ordersFinalized = 0;
    std::int64_t ordersReleased = 0;
    std::int64_t ordersRejected = 0;
    std::int64_t settlementsWaiting = 0;
    std::int64_t attempts = 0;
    std::int64_t failedAttempts = 0;
    std::int64_t clientsGone = 0;
    Money held;
    Money charged;
    std::int64_t gatewayConnections = 0;
    std::int64_t adminConnections = 0;
    std::int64_t ledgerTransactions = 0;
    std::int64_t ledgerUnits = 0;
    std::int64_t ledgerUnitsWaiting = 0;
    bool hasLedgerFailed = false;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("orders_open", self.ordersOpen);
        codec.required("orders_in_doubt", self.ordersInDoubt);
        codec.required("orders_finalized", self.ordersFinalized);
        codec.required("orders_released", self.ordersReleased);
        codec.required("orders_rejected", self.ordersRejected);
        codec.required("settlements_waiting", self.settlementsWaiting);
        codec.required("attempts", self.attempts);
        codec.required("attempts_failed", self.failedAttempts);
        codec.required("clients_gone", self.clientsGone);
        codec.required("held_usd", self.held);
        codec.required("charged_usd", self.charged);
        codec.required("gateway_connections", self.gatewayConnections);
        codec.required("admin_connections", self.adminConnections);
        codec.required("ledger_transactions", self.ledgerTransactions);
        codec.required("ledger_units", self.ledgerUnits);
        codec.required("ledger_units_waiting", self.ledgerUnitsWaiting);
        codec.required("ledger_failed", self.hasLedgerFailed);
    }
};

} // namespace gotoai::protocol
