// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "control/hostrule.h"
#include "hypercore/probes/probebudget.h"
#include "money/decimal.h"
#include "money/fee.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gotoai::app {
namespace {

std::int64_t countOf(std::int64_t value) { return value; }
std::int64_t countOf(std::chrono::milliseconds value) { return value.count(); }
std::int64_t countOf(std::chrono::days value) { return value.count(); }

template<class Target>
Setting number(std::string_view name, std::string_view purpose, std::string_view help, Effect effect,
               Target Config::*member, std::int64_t least, std::int64_t most)
{
    const auto set = [member, least, most](Config& config, std::string_view text) -> Result<void> {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
            return failure(ErrorCode::InvalidRequest, "must be a whole number from " + std::to_string(least) + " to " +
                                                          std::to_string(most) + ", not '" + std::string(text) + "'");
        config.*member = Target{value};
        return {};
    };
    return {.name = name,
            .purpose = purpose,
            .help = help,
            .effect = effect,
            .set = set,
            .text = [member](const Config& config) { return std::to_string(countOf(config.*member)); },
            .isNumber = true};
}

Setting address(std::string_view name, std::string_view purpose, ListenAddress Config::*member)
{
    const auto set = [member](Config& config, std::string_view text) -> Result<void> {
        auto parsed = parseListenAddress(text);
        if (!parsed)
            return std::move(parsed).error();
        config.*member = std::move(*parsed);
        return {};
    };
    return {.name = name,
            .purpose = purpose,
            .help = "host:port, numeric",
            .effect = Effect::AtRestart,
            .set = set,
            .text = [member](const Config& config) { return listenAddressText(config.*member); }};
}

Setting dataDirectory()
{
    const auto set = [](Config& config, std::string_view text) -> Result<void> {
        if (text.empty())
            return failure(ErrorCode::InvalidRequest, "must be the path of a directory");
        config.dataDirectory = text;
        return {};
    };
    return {.name = "data.directory",
            .purpose = "where the ledger, the configuration made by the admin API and the secrets lie",
            .help = "a path",
            .effect = Effect::AtRestart,
            .set = set,
            .text = [](const Config& config) { return config.dataDirectory; }};
}

bool isHttpUrl(std::string_view text)
{
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme))
            return text.size() > scheme.size() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
    return false;
}

Setting otlpEndpoint()
{
    const auto set = [](Config& config, std::string_view text) -> Result<void> {
        if (!text.empty() && !isHttpUrl(text))
            return failure(ErrorCode::InvalidRequest,
                           "must be an http or https URL, or empty, not '" + std::string(text) + "'");
        config.otlpEndpoint = text;
        return {};
    };
    return {.name = "tracing.otlp_endpoint",
            .purpose = "the collector that traces are sent to by OTLP over HTTP",
            .help = "the URL of its /v1/traces, or empty for none",
            .effect = Effect::AtReload,
            .set = set,
            .text = [](const Config& config) { return config.otlpEndpoint; }};
}

Setting amount(std::string_view name, std::string_view purpose, std::string_view help, Money Config::*member)
{
    const auto set = [member](Config& config, std::string_view text) -> Result<void> {
        const auto parsed = Money::parseUsd(text);
        if (!parsed || parsed->isNegative())
            return failure(ErrorCode::InvalidRequest,
                           "must be an amount of USD from 0 on with at most nine decimals, not '" + std::string(text) +
                               "'");
        config.*member = *parsed;
        return {};
    };
    return {.name = name,
            .purpose = purpose,
            .help = help,
            .effect = Effect::AtReload,
            .set = set,
            .text = [member](const Config& config) { return (config.*member).toUsd(); }};
}

Setting feeShare()
{
    const auto set = [](Config& config, std::string_view text) -> Result<void> {
        constexpr int kPercentScale = 2;
        const auto parsed = parseDecimal(text, kPercentScale);
        if (!parsed || *parsed < 0 || *parsed > FeePolicy::kMaxBasisPoints)
            return failure(ErrorCode::InvalidRequest,
                           "must be a percentage from 0 to 10000 with at most two decimals, not '" + std::string(text) +
                               "'");
        config.feeBasisPoints = static_cast<std::int32_t>(*parsed);
        return {};
    };
    return {.name = "fees.percent",
            .purpose = "what the platform adds to a provider's cost, of accounts that have neither a fee of their own "
                       "nor a plan",
            .help = "percent, as in \"5.5\", from 0 to 10000",
            .effect = Effect::AtReload,
            .set = set,
            .text = [](const Config& config) { return formatDecimal(config.feeBasisPoints, 2); }};
}

// Access to the path that a setting sets.
using PathOf = std::string& (*)(Config&);

Setting optionalPath(std::string_view name, std::string_view purpose, Effect effect, PathOf pathOf,
                     std::string_view help = "the path of a PEM file, or nothing")
{
    const auto set = [pathOf](Config& config, std::string_view text) -> Result<void> {
        pathOf(config) = text;
        return {};
    };
    return {.name = name,
            .purpose = purpose,
            .help = help,
            .effect = effect,
            .set = set,
            .text = [pathOf](const Config& config) { return pathOf(const_cast<Config&>(config)); }};
}

template<class Value>
struct Word
{
    std::string_view word;
    Value value;
};

// One of a few words.
template<class Value, std::size_t Count>
Setting choice(std::string_view name, std::string_view purpose, std::string_view help, Effect effect,
               Value Config::*member, std::array<Word<Value>, Count> words)
{
    const auto set = [member, help, words](Config& config, std::string_view text) -> Result<void> {
        const auto found = std::ranges::find(words, text, &Word<Value>::word);
        if (found == words.end())
            return failure(ErrorCode::InvalidRequest,
                           "must be " + std::string(help) + ", not '" + std::string(text) + "'");
        config.*member = found->value;
        return {};
    };
    const auto text = [member, words](const Config& config) {
        return std::string(std::ranges::find(words, config.*member, &Word<Value>::value)->word);
    };
    return {.name = name, .purpose = purpose, .help = help, .effect = effect, .set = set, .text = text};
}

constexpr std::array<Word<LogLevel>, 4> kLogLevels{
    {{"debug", LogLevel::Debug}, {"info", LogLevel::Info}, {"warning", LogLevel::Warning}, {"error", LogLevel::Error}}};

constexpr std::array<Word<CoreDumps>, 2> kCoreDumps{{{"off", CoreDumps::Off}, {"on", CoreDumps::On}}};
constexpr std::array<Word<requestlog::RequestLines>, 3> kRequestLines{{{"none", requestlog::RequestLines::None},
                                                                       {"failures", requestlog::RequestLines::Failures},
                                                                       {"all", requestlog::RequestLines::All}}};
constexpr std::array<Word<http::Loopback>, 2> kLoopbacks{
    {{"spared", http::Loopback::Spared}, {"counted", http::Loopback::Counted}}};

Setting blocks(std::string_view name, std::string_view purpose, http::AddressBlocks Config::*member)
{
    const auto set = [member](Config& config, std::string_view text) -> Result<void> {
        auto parsed = http::parseAddressBlocks(text);
        if (!parsed)
            return std::move(parsed).error();
        config.*member = std::move(*parsed);
        return {};
    };
    return {.name = name,
            .purpose = purpose,
            .help = "addresses and networks with commas between them, as in 10.0.0.0/8, 2001:db8::7",
            .effect = Effect::AtReload,
            .set = set,
            .text = [member](const Config& config) { return http::addressBlocksText(config.*member); }};
}

constexpr std::array<Word<gateway::StageGate>, 2> kStageGates{
    {{"closed", gateway::StageGate::Closed}, {"open", gateway::StageGate::Open}}};

Setting origins()
{
    const auto set = [](Config& config, std::string_view text) -> Result<void> {
        auto parsed = gateway::CrossOriginPolicy::parse(text);
        if (!parsed)
            return std::move(parsed).error();
        config.crossOrigin = std::move(*parsed);
        return {};
    };
    return {.name = "gateway.cors_origins",
            .purpose = "origins whose pages a browser lets call the gateway (CORS)",
            .help = "as in https://app.example, http://localhost:3000; * for all, or empty for none",
            .effect = Effect::AtReload,
            .set = set,
            .text = [](const Config& config) { return config.crossOrigin.text(); }};
}

Setting adminHostNames()
{
    const auto set = [](Config& config, std::string_view text) -> Result<void> {
        auto parsed = control::parseHostNames(text);
        if (!parsed)
            return std::move(parsed).error();
        config.adminHostNames = std::move(*parsed);
        return {};
    };
    return {.name = "admin.host_names",
            .purpose = "by which names, beside addresses and localhost, the admin API in clear lets itself be called; "
                       "while there are none, a trusted proxy may call it anything",
            .help = "host names with commas between them, without ports, or empty for none",
            .effect = Effect::AtReload,
            .set = set,
            .text = [](const Config& config) { return control::hostNamesText(config.adminHostNames); }};
}

std::vector<Setting> makeSettings()
{
    using enum Effect;
    return {
        address("gateway.listen", "where applications reach the OpenAI API", &Config::gatewayListen),
        optionalPath("gateway.tls_certificate_file",
                     "certificate with its chain that makes the gateway speak TLS; read again on reload", AtReload,
                     [](Config& config) -> std::string& { return config.gatewayTls.certificate; }),
        optionalPath("gateway.tls_key_file", "its private key, which nobody but owner and group may read", AtReload,
                     [](Config& config) -> std::string& { return config.gatewayTls.key; }),
        origins(),
        address("admin.listen", "where operators reach the admin API; a loopback address unless it speaks TLS",
                &Config::adminListen),
        optionalPath("admin.tls_certificate_file",
                     "certificate with its chain that makes the admin API speak TLS; read again on reload", AtReload,
                     [](Config& config) -> std::string& { return config.adminTls.certificate; }),
        optionalPath("admin.tls_key_file", "its private key, which nobody but owner and group may read", AtReload,
                     [](Config& config) -> std::string& { return config.adminTls.key; }),
        adminHostNames(),
        optionalPath("upstream.ca_file", "certificate authorities of providers that are trusted beside the system's",
                     AtRestart, [](Config& config) -> std::string& { return config.upstreamCaFile; }),
        dataDirectory(),
        number("lanes.count", "event loops that serve applications side by side", "0 (one a core) to 64", AtRestart,
               &Config::lanes, 0, 64),
        choice("log.level", "the least severe lines that are logged", "debug, info, warning or error", AtReload,
               &Config::logLevel, kLogLevels),
        choice("log.requests", "whose ends leave a line in the log", "none, failures or all", AtReload,
               &Config::requestLines, kRequestLines),
        number("http.max_body_bytes", "the largest body of a request; a larger one is answered 413",
               "bytes, 1024 to 268435456", AtReload, &Config::maxBodyBytes, 1024, 268'435'456),
        number("http.max_held_body_bytes",
               "bodies of requests in memory at once, in all, beyond 32 KiB of each connection; a request that has no "
               "room "
               "is answered 503; at least http.max_body_bytes",
               "bytes, 1024 to 1099511627776", AtReload, &Config::maxHeldBodyBytes, 1024, 1'099'511'627'776),
        number("http.max_connections",
               "open connections of applications in all; further ones are answered 503 and closed", "1 to 1000000",
               AtReload, &Config::maxConnections, 1, 1'000'000),
        number("http.max_connections_per_address",
               "open connections of one address, or of one IPv6 /64; trusted proxies are not held to it",
               "0 (no limit) to 1000000", AtReload, &Config::maxConnectionsPerAddress, 0, 1'000'000),
        choice("http.loopback", "whether loopback addresses are held to the limit of an address", "spared or counted",
               AtReload, &Config::loopback, kLoopbacks),
        blocks("http.trusted_proxies",
               "whose X-Forwarded-For is believed: reverse proxies before the daemon; from others it is ignored",
               &Config::trustedProxies),
        number("http.head_deadline_ms", "how long a client may take for the head of a request",
               "milliseconds, 100 to 600000", AtReload, &Config::headDeadline, 100, 600'000),
        number("http.body_deadline_ms", "how long a client may take for the body of a request",
               "milliseconds, 100 to 3600000", AtReload, &Config::bodyDeadline, 100, 3'600'000),
        number("http.idle_deadline_ms", "how long a kept connection may stay without a request",
               "milliseconds, 100 to 3600000", AtReload, &Config::idleDeadline, 100, 3'600'000),
        number("http.write_deadline_ms", "how long a client may read nothing of an answer that waits for it",
               "milliseconds, 100 to 3600000", AtReload, &Config::writeDeadline, 100, 3'600'000),
        number("ledger.max_open_orders", "orders open at once; further ones are answered 503", "1 to 10000000",
               AtRestart, &Config::maxOpenOrders, 1, 10'000'000),
        number("ledger.doubt_deadline_ms",
               "how long the hold of an order that a crash interrupted waits before it is released at charge 0",
               "milliseconds, 0 to 604800000", AtRestart, &Config::doubtDeadline, 0, 604'800'000),
        optionalPath(
            "ledger.heads_file",
            "where signed heads of the ledger's chain are appended; another disk keeps them from whoever "
            "rewrites the ledger",
            AtRestart, [](Config& config) -> std::string& { return config.headFile; },
            "the path of a file, or nothing for heads in the data directory"),
        amount(
            "ledger.hold_step_usd",
            "how much a streamed answer holds ahead of what it may have used, asking for more as it goes, in place of "
            "the most that it can cost",
            "USD, as in \"0.05\"; 0 holds the most from the start on", &Config::holdStep),
        number(
            "probes.requests_per_hour",
            "how many tiny calls of the platform's own may see in an hour how endpoints do that are recovering or not "
            "in use",
            "0 (none) to 3600", AtReload, &Config::probesAnHour, 0, hypercore::ProbeAllowance::kMostRequestsAnHour),
        amount(
            "probes.cost_usd_per_day",
            "what all of them, and tests that people ask for, may cost the platform in a day of UTC before no more are "
            "made",
            "USD, as in \"0.05\"; 0 allows those that cost nothing", &Config::probeCostADay),
        feeShare(),
        amount("fees.per_call_usd",
               "what the platform adds to each call of accounts that have neither a fee of their own nor a plan",
               "USD, as in \"0.0001\"", &Config::feePerCall),
        number("storage.ballast_bytes",
               "disk space held back, given up when others fill the disk so that open orders can end",
               "bytes, 0 (none) to 17179869184", AtRestart, &Config::ballastBytes, 0, 17'179'869'184),
        number("storage.least_free_bytes", "free disk space below which new orders are answered 503",
               "bytes, 0 (never) to 1099511627776", AtRestart, &Config::leastFreeBytes, 0, 1'099'511'627'776),
        number("watch.stall_ms", "silence of a thread that counts as a stall and withholds the watchdog's sign of life",
               "milliseconds, 2000 to 600000", AtRestart, &Config::stallLimit, 2'000, 600'000),
        choice("process.core_dumps",
               "whether a crash may leave a core dump, which holds prompts and keys; for debugging", "off or on",
               AtRestart, &Config::coreDumps, kCoreDumps),
        choice("enterprise.stage_gate", "whether the paths below /v1/enterprise are let through", "closed or open",
               AtReload, &Config::stageGate, kStageGates),
        number("drain.deadline_ms", "how long running orders may take to end when the daemon is stopped",
               "milliseconds, 0 to 3600000", AtReload, &Config::drainDeadline, 0, 3'600'000),
        number("requests.retention_days", "how long the request log keeps a row a request", "days, 1 to 36500",
               AtReload, &Config::requestRetention, 1, 36'500),
        number("requests.minutes_retention_days", "how long usage by the minute is kept", "days, 1 to 36500", AtReload,
               &Config::minutesRetention, 1, 36'500),
        number("requests.hours_retention_days", "how long usage by the hour is kept", "days, 1 to 36500", AtReload,
               &Config::hoursRetention, 1, 36'500),
        number("requests.days_retention_days", "how long usage by the day is kept", "days, 1 to 36500", AtReload,
               &Config::daysRetention, 1, 36'500),
        number("requests.max_bytes", "how large the request log may grow before its oldest rows go early",
               "bytes, 1048576 to 1099511627776", AtReload, &Config::requestMaxBytes, 1'048'576, 1'099'511'627'776),
        number("idempotency.answer_bytes",
               "the largest answer that is kept for a day, sealed, for requests with an Idempotency-Key",
               "bytes, 0 (none is kept) to 67108864", AtReload, &Config::keptAnswerBytes, 0, 67'108'864),
        number("idempotency.total_bytes", "how much all kept answers may take before the oldest go",
               "bytes, 0 to 17179869184", AtReload, &Config::keptTotalBytes, 0, 17'179'869'184),
        otlpEndpoint(),
        number("tracing.sample_per_mille", "which share of traces is sent to the collector", "per mille, 0 to 1000",
               AtReload, &Config::traceSamplePerMille, 0, 1'000),
        number("sessions.lifetime_ms", "how long a user stays signed in to the admin API",
               "milliseconds, 60000 to 2592000000", AtRestart, &Config::sessionLifetime, 60'000, 2'592'000'000),
    };
}

} // namespace

const std::vector<Setting>& settings()
{
    static const std::vector<Setting> s_settings = makeSettings();
    return s_settings;
}

const Setting* findSetting(std::string_view name)
{
    const auto found = std::ranges::find(settings(), name, &Setting::name);
    return found == settings().end() ? nullptr : &*found;
}

std::string environmentName(std::string_view setting)
{
    std::string name(kEnvironmentPrefix);
    for (const char c : setting)
        name.push_back(c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
    return name;
}

} // namespace gotoai::app
