// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config.h"

#include "app/settings.h"
#include "clearinghouse/proof/headkey.h"

#include <arpa/inet.h>
#include <toml++/toml.h>

#include <charconv>

namespace gotoai::app {
namespace {

Error badConfiguration(std::string_view where, std::string_view name, std::string_view why)
{
    return failure(ErrorCode::BadConfiguration, std::string(where) + ": " + std::string(name) + ": " + std::string(why),
                   std::string(name));
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

Result<void> applyNamed(Config& config, const std::map<std::string, std::string, std::less<>>& texts,
                        const std::string& origin)
{
    for (const auto& [name, text] : texts) {
        const Setting* const setting = findSetting(name);
        if (!setting)
            return badConfiguration(origin, name, "there is no such setting");
        if (auto result = apply(config, *setting, text, origin); !result)
            return result;
    }
    return {};
}

bool isLoopback(const ListenAddress& address) { return address.host == "::1" || address.host.starts_with("127."); }

Result<void> checkPair(const Config& config, const std::string& section, const http::TlsFiles& files)
{
    if (files.certificate.empty() == files.key.empty())
        return {};
    const std::string present = section + (files.key.empty() ? ".tls_certificate_file" : ".tls_key_file");
    const std::string missing = section + (files.key.empty() ? ".tls_key_file" : ".tls_certificate_file");
    return badConfiguration(config.origins.at(present), present, "needs " + missing + " beside it");
}

std::string valueOr(const std::map<std::string, std::string, std::less<>>& environment, std::string_view name)
{
    const auto it = environment.find(name);
    return it == environment.end() ? std::string() : it->second;
}

} // namespace

Result<void> checkTogether(const Config& config)
{
    if (auto pair = checkPair(config, "gateway", config.gatewayTls); !pair)
        return pair;
    if (auto pair = checkPair(config, "admin", config.adminTls); !pair)
        return pair;
    if (!isLoopback(config.adminListen) && config.adminTls.certificate.empty())
        return badConfiguration(config.origins.at("admin.listen"), "admin.listen",
                                "must be a loopback address unless admin.tls_certificate_file is set, for tokens would "
                                "cross the network in clear");
    if (config.maxHeldBodyBytes < config.maxBodyBytes)
        return badConfiguration(config.origins.at("http.max_held_body_bytes"), "http.max_held_body_bytes",
                                "must be at least http.max_body_bytes, or the largest bodies would never be taken");
    return {};
}

namespace {

std::string_view placeOf(Demo demo)
{
    switch (demo) {
    case Demo::None: return "";
    case Demo::Supply: return "-demo";
    case Demo::Day: return "-demo-day";
    }
    return "";
}

} // namespace

Result<Config> loadConfig(const ConfigSources& sources)
{
    Config config;
    config.dataDirectory = defaultDataDirectory(sources.environment) + std::string(placeOf(sources.demo));
    config.credentialsDirectory = valueOr(sources.environment, "CREDENTIALS_DIRECTORY");
    for (const Setting& setting : settings())
        config.origins.emplace(setting.name, "default");
    if (sources.file) {
        if (auto result = applyFile(config, *sources.file); !result)
            return std::move(result).error();
    }
    if (auto result = applyEnvironment(config, sources.environment); !result)
        return std::move(result).error();
    if (auto result = applyNamed(config, sources.flags, "flag"); !result)
        return std::move(result).error();
    if (auto result = applyNamed(config, sources.inherited, "inherited socket"); !result)
        return std::move(result).error();
    if (auto fits = checkTogether(config); !fits)
        return std::move(fits).error();
    return config;
}

std::string headFilePath(const Config& config)
{
    return config.headFile.empty() ? config.dataDirectory + "/" + std::string(clearinghouse::kHeadFile)
                                   : config.headFile;
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

std::string listenAddressText(const ListenAddress& address)
{
    const bool isIpv6 = address.host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
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
