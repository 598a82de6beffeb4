// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/configtext.h"

#include "app/settings.h"
#include "base/hex.h"

#include <functional>
#include <map>
#include <span>
#include <vector>

namespace gotoai::app {
namespace {

// A TOML basic string (toml.io/en/v1.0.0, "String").
std::string tomlString(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte < 0x20 || byte == 0x7f) {
            result += "\\u00" + toHex(std::span(&byte, 1));
            continue;
        }
        if (c == '"' || c == '\\')
            result.push_back('\\');
        result.push_back(c);
    }
    return result + "\"";
}

// `key = value`.
std::string assignment(const Setting& setting, const Config& config)
{
    const std::string value = setting.text(config);
    return std::string(setting.name.substr(setting.name.find('.') + 1)) + " = " +
           (setting.isNumber ? value : tomlString(value));
}

// The settings' texts under the heads of their sections.
std::string inSections(const std::function<std::string(const Setting&)>& textOf)
{
    std::vector<std::string_view> order;
    std::map<std::string_view, std::string> sections;
    for (const Setting& setting : settings()) {
        const std::string_view section = setting.name.substr(0, setting.name.find('.'));
        if (!sections.contains(section))
            order.push_back(section);
        sections[section] += textOf(setting);
    }
    std::string text;
    for (const std::string_view section : order)
        text += (text.empty() ? "[" : "\n[") + std::string(section) + "]\n" + sections[section];
    return text;
}

} // namespace

std::string configText(const Config& config)
{
    return inSections([&config](const Setting& setting) {
        std::string line = assignment(setting, config);
        line.resize(std::max<std::size_t>(line.size() + 2, 40), ' ');
        return line + "# " + config.origins.find(setting.name)->second + "\n";
    });
}

std::string configTemplate()
{
    Config defaults;
    defaults.dataDirectory = defaultDataDirectory({});
    const auto entry = [&defaults](const Setting& setting) {
        std::string text = "# ";
        text.append(setting.name).append(": ").append(setting.purpose).append(".\n# Allowed: ").append(setting.help);
        text += setting.effect == Effect::AtReload ? ". A change counts when the file is read again.\n"
                                                   : ". A change counts after a restart.\n";
        return text + "#" + assignment(setting, defaults) + "\n";
    };
    return "# Settings of gotoaid(8); gotoaid.toml(5) describes them. What is commented out shows the default.\n"
           "# 'gotoaid check --config FILE' judges a changed file, 'gotoaid print-config' prints a fresh one.\n\n" +
           inSections(entry);
}

} // namespace gotoai::app
