// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "gateway/enterprise/stagegate.h"
#include "gateway/openai/crossorigin.h"
#include "http/limits.h"
#include "http/tlsfiles.h"
#include "money/money.h"
#include "requestlog/requestlines.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::app {

struct ListenAddress
{
    std::string host; // numeric
    std::uint16_t port = 0;
};

enum class CoreDumps { Off, On };

// Every setting of the daemon, typed. Names, units and ranges stand in settings().
struct Config
{
    ListenAddress gatewayListen{"127.0.0.1", 8787};
    ListenAddress adminListen{"127.0.0.1", 8788};
    http::TlsFiles gatewayTls;
    http::TlsFiles adminTls;
    gateway::CrossOriginPolicy crossOrigin;
    std::string upstreamCaFile; // empty: none
    std::string dataDirectory;
    std::string credentialsDirectory; // $CREDENTIALS_DIRECTORY of systemd; may be empty
    std::int64_t lanes = 0;           // 0: one a core
    LogLevel logLevel = LogLevel::Info;
    requestlog::RequestLines requestLines = requestlog::RequestLines::None;

    std::int64_t maxBodyBytes = 32 * 1024 * 1024;
    std::int64_t maxHeldBodyBytes = 256 * 1024 * 1024;
    std::int64_t maxConnections = 10'000;
    std::int64_t maxConnectionsPerAddress = 1'000; // 0: no limit
    http::Loopback loopback = http::Loopback::Spared;
    http::AddressBlocks trustedProxies;
    std::vector<std::string> adminHostNames;
    std::chrono::milliseconds headDeadline{10'000};
    std::chrono::milliseconds bodyDeadline{60'000};
    std::chrono::milliseconds idleDeadline{75'000};
    std::chrono::milliseconds writeDeadline{60'000};

    std::int64_t maxOpenOrders = 100'000;
    std::chrono::milliseconds doubtDeadline{600'000};
    std::string headFile;            // empty: "heads" in the data directory
    std::int32_t feeBasisPoints = 0; // of accounts that have neither a fee of their own nor a plan
    Money feePerCall;
    std::int64_t probesAnHour = 0; // 0: none
    Money probeCostADay;           // 0: only of endpoints that cost nothing
    Money holdStep;                // 0: streams hold the most they can cost
    std::chrono::milliseconds drainDeadline{30'000};
    gateway::StageGate stageGate = gateway::StageGate::Closed;
    std::chrono::milliseconds stallLimit{10'000};
    std::int64_t ballastBytes = 64 * 1024 * 1024;
    std::int64_t leastFreeBytes = 256 * 1024 * 1024;
    CoreDumps coreDumps = CoreDumps::Off;
    std::chrono::milliseconds sessionLifetime{12 * 3'600'000};

    std::string otlpEndpoint; // where traces go, "http://127.0.0.1:4318/v1/traces"; empty: nowhere
    std::int64_t traceSamplePerMille = 1'000;

    // Of requests.db: its rows, and the rollups of minutes, hours and days.
    std::chrono::days requestRetention{30};
    std::chrono::days minutesRetention{7};
    std::chrono::days hoursRetention{400};
    std::chrono::days daysRetention{3'650};
    std::int64_t requestMaxBytes = 4'294'967'296;

    // Answers to requests with an Idempotency-Key.
    std::int64_t keptAnswerBytes = 1024 * 1024;
    std::int64_t keptTotalBytes = 256 * 1024 * 1024;

    // Where each value came from, by setting name: "default", "FILE:LINE", "environment GOTOAID_…", "flag",
    // "inherited socket".
    std::map<std::string, std::string, std::less<>> origins;
};

// What the environment spells settings with.
inline constexpr std::string_view kEnvironmentPrefix = "GOTOAID_";

// What the process was started with, highest precedence first: inherited sockets, flags, environment, file.
// Whether it runs on the embedded supply: with an account and a key, or with a day of traffic behind it.
enum class Demo { None, Supply, Day };

struct ConfigSources
{
    std::map<std::string, std::string, std::less<>> inherited{};   // setting name → text
    std::map<std::string, std::string, std::less<>> flags{};       // setting name → text
    std::map<std::string, std::string, std::less<>> environment{}; // whole environment
    std::optional<std::string> file{};                             // path
    Demo demo = Demo::None; // its data lives beside the usual place unless a place is named
    int demoOrders = 4'800; // of Demo::Day, or about so many
};

// BadConfiguration naming the key and where it stands (file and line, variable or flag): unknown key, wrong type, value
// out of range, unreadable or malformed file, half of a pair of TLS files, an admin listener that others could reach
// in clear.
Result<Config> loadConfig(const ConfigSources& sources);

// What no setting can tell by itself; loadConfig() asks it too. BadConfiguration as above.
Result<void> checkTogether(const Config& config);

// Where the signed heads of the ledger's chain are appended.
std::string headFilePath(const Config& config);

// "127.0.0.1:8787", "[::1]:0". InvalidRequest otherwise.
Result<ListenAddress> parseListenAddress(std::string_view text);
std::string listenAddressText(const ListenAddress& address);

// Where data lives unless something else is said: $STATE_DIRECTORY, $XDG_STATE_HOME/gotoaid or ~/.local/state/gotoaid.
std::string defaultDataDirectory(const std::map<std::string, std::string, std::less<>>& environment);

} // namespace gotoai::app
