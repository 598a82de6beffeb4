// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config.h"

#include <arpa/inet.h>
#include <toml++/toml.h>

#include <charconv>

namespace gotoai::app {
namespace {

constexpr std::string_view kEnvironmentPrefix = "GOTOAID_";

Error badConfiguration(std::string_view where, std::string_view name, std::string_view why)
{
    return failure(ErrorCode::BadConfiguration, std::string(where) + ": " + std::string(name) + ": " + std::string(why),
                   std::string(name));
}

template<class Target>
auto integerSetting(Target Config::*member, std::int64_t least, std::int64_t most)
{
    return [member, least, most](Config& config, std::string_view text) -> Result<void> {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
            return failure(ErrorCode::InvalidRequest, "must be a whole number from " + std::to_string(least) + " to " +
                                                          std::to_string(most) + ", not '" + std::string(text) + "'");
        config.*member = Target{value};
        return {};
    };
}

auto listenSetting(ListenAddress Config::*member)
{
    return [member](Config& config, std::string_view text) -> Result<void> {
        auto address = parseListenAddress(text);
        if (!address)
            return std::move(address).error();
        config.*member = std::move(*address);
        return {};
    };
}

Result<void> setDataDirectory(Config& config, std::string_view text)
{
    if (text.empty())
        return failure(ErrorCode::InvalidRequest, "must be the path of a directory");
    config.dataDirectory = text;
    return {};
}

Result<void> setLogLevelOf(Config& config, std::string_view text)
{
    static const std::map<std::string_view, LogLevel> s_levels{{"debug", LogLevel::Debug},
                                                               {"info", LogLevel::Info},
                                                               {"warning", LogLevel::Warning},
                                                               {"error", LogLevel::Error}};
    const auto level = s_levels.find(text);
    if (level == s_levels.end())
        return failure(ErrorCode::InvalidRequest,
                       "must be debug, info, warning or error, not '" + std::string(text) + "'");
    config.logLevel = level->second;
    return {};
}

const Setting* findSetting(std::string_view name)
{
    for (const Setting& setting : settings()) {
        if (setting.name == name)
            return &setting;
    }
    return nullptr;
}

std::string environmentName(std::string_view setting)
{
    std::string name(kEnvironmentPrefix);
    for (const char c : setting)
        name.push_back(c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
    return name;
}

Result<void> apply(Config& config, const Setting& setting, std::string_view text, std::string origin)
{
    if (auto result = setting.set(config, text); !result)
        return badConfiguration(origin, setting.name, result.error().detail);
    config.origins.insert_or_assign(std::string(setting.name), std::move(origin));
    return {};
}

// The text form of a TOML value; empty for what no setting can be (floats, arrays, dates).
std::optional<std::string> scalarText(const toml::node& node)
{
    if (const auto text = node.value_exact<std::string>())
        return *text;
    if (const auto number = node.value_exact<std::int64_t>())
        return std::to_string(*number);
    return std::nullopt;
}

Result<void> applyTable(Config& config, const toml::table& table, const std::string& prefix, const std::string& path)
{
    for (const auto& [key, node] : table) {
        const std::string name = prefix + std::string(key.str());
        const std::string origin = path + ":" + std::to_string(node.source().begin.line);
        if (const toml::table* inner = node.as_table()) {
            if (auto result = applyTable(config, *inner, name + ".", path); !result)
                return result;
            continue;
        }
        const Setting* const setting = findSetting(name);
        if (!setting)
            return badConfiguration(origin, name, "there is no such setting");
        const auto text = scalarText(node);
        if (!text)
            return badConfiguration(origin, name, "must be " + std::string(setting->help));
        if (auto result = apply(config, *setting, *text, origin); !result)
            return result;
    }
    return {};
}

// toml++ throws; it goes no further than here.
Result<toml::table> parseFile(const std::string& path)
{
    try {
        return toml::parse_file(path);
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        const std::string where = line > 0 ? path + ":" + std::to_string(line) : path;
        return failure(ErrorCode::BadConfiguration, where + ": " + std::string(error.description()));
    }
}

Result<void> applyFile(Config& config, const std::string& path)
{
    const auto table = parseFile(path);
    if (!table)
        return table.error();
    return applyTable(config, *table, {}, path);
}

Result<void> applyEnvironment(Config& config, const std::map<std::string, std::string, std::less<>>& environment)
{
    for (auto it = environment.lower_bound(kEnvironmentPrefix);
         it != environment.end() && it->first.starts_with(kEnvironmentPrefix); ++it) {
        const std::string origin = "environment " + it->first;
        const Setting* known = nullptr;
        for (const Setting& setting : settings()) {
            if (environmentName(setting.name) == it->first)
                known = &setting;
        }
        if (!known)
            return badConfiguration(origin, it->first, "there is no such setting");
        if (auto result = apply(config, *known, it->second, origin); !result)
            return result;
    }
    return {};
}

bool isLoopback(const ListenAddress& address) { return address.host == "::1" || address.host.starts_with("127."); }

std::string valueOr(const std::map<std::string, std::string, std::less<>>& environment, std::string_view name)
{
    const auto it = environment.find(name);
    return it == environment.end() ? std::string() : it->second;
}

} // namespace

const std::vector<Setting>& settings()
{
    static const std::vector<Setting> s_settings{
        {"gateway.listen", "host:port, numeric", listenSetting(&Config::gatewayListen)},
        {"admin.listen", "host:port, numeric", listenSetting(&Config::adminListen)},
        {"data.directory", "a path", setDataDirectory},
        {"lanes.count", "0 (one a core) to 64", integerSetting(&Config::lanes, 0, 64)},
        {"log.level", "debug, info, warning or error", setLogLevelOf},
        {"http.max_body_bytes", "bytes, 1024 to 268435456", integerSetting(&Config::maxBodyBytes, 1024, 268'435'456)},
        {"http.max_connections", "a lane, 1 to 1000000", integerSetting(&Config::maxConnections, 1, 1'000'000)},
        {"http.head_deadline_ms", "milliseconds, 100 to 600000", integerSetting(&Config::headDeadline, 100, 600'000)},
        {"http.body_deadline_ms", "milliseconds, 100 to 3600000",
         integerSetting(&Config::bodyDeadline, 100, 3'600'000)},
        {"http.idle_deadline_ms", "milliseconds, 100 to 3600000",
         integerSetting(&Config::idleDeadline, 100, 3'600'000)},
        {"http.write_deadline_ms", "milliseconds, 100 to 3600000",
         integerSetting(&Config::writeDeadline, 100, 3'600'000)},
        {"ledger.max_open_orders", "1 to 10000000", integerSetting(&Config::maxOpenOrders, 1, 10'000'000)},
        {"ledger.doubt_deadline_ms", "milliseconds, 0 to 604800000",
         integerSetting(&Config::doubtDeadline, 0, 604'800'000)},
        {"drain.deadline_ms", "milliseconds, 0 to 3600000", integerSetting(&Config::drainDeadline, 0, 3'600'000)},
    };
    return s_settings;
}

Result<Config> loadConfig(const ConfigSources& sources)
{
    Config config;
    config.dataDirectory = defaultDataDirectory(sources.environment);
    for (const Setting& setting : settings())
        config.origins.emplace(setting.name, "default");
    if (sources.file) {
        if (auto result = applyFile(config, *sources.file); !result)
            return std::move(result).error();
    }
    if (auto result = applyEnvironment(config, sources.environment); !result)
        return std::move(result).error();
    for (const auto& [name, text] : sources.flags) {
        const Setting* const setting = findSetting(name);
        if (!setting)
            return badConfiguration("flag", name, "there is no such setting");
        if (auto result = apply(config, *setting, text, "flag"); !result)
            return std::move(result).error();
    }
    if (!isLoopback(config.adminListen))
        return badConfiguration(config.origins.find("admin.listen")->second, "admin.listen",
                                "must be a loopback address, for tokens would cross the network in clear");
    return config;
}

Result<ListenAddress> parseListenAddress(std::string_view text)
{
    const auto malformed = [&text] {
        return failure(ErrorCode::InvalidRequest,
                       "must be a numeric host and a port, as in 127.0.0.1:8787 or [::1]:8787, not '" +
                           std::string(text) + "'");
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return malformed();
    ListenAddress address{.host = std::string(text.substr(0, colon))};
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (port.empty() || error != std::errc{} || end != port.data() + port.size())
        return malformed();
    const bool isBracketed = address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']';
    if (isBracketed)
        address.host = address.host.substr(1, address.host.size() - 2);
    in6_addr parsed{};
    if (inet_pton(isBracketed ? AF_INET6 : AF_INET, address.host.c_str(), &parsed) != 1)
        return malformed();
    return address;
}

std::string defaultDataDirectory(const std::map<std::string, std::string, std::less<>>& environment)
{
    if (const std::string directory = valueOr(environment, "STATE_DIRECTORY"); !directory.empty())
        return directory;
    if (const std::string state = valueOr(environment, "XDG_STATE_HOME"); !state.empty())
        return state + "/gotoaid";
    if (const std::string home = valueOr(environment, "HOME"); !home.empty())
        return home + "/.local/state/gotoaid";
    return "/var/lib/gotoaid";
}

} // namespace gotoai::app
