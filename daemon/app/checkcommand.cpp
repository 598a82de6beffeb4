// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checkcommand.h"

#include "app/settings.h"

#include <map>
#include <vector>

namespace gotoai::app {
namespace {

// A TOML basic string (toml.io/en/v1.0.0, "String").
std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result.push_back('\\');
        result.push_back(c);
    }
    return result + "\"";
}

std::string line(const Setting& setting, std::string_view key, const Config& config)
{
    const std::string value = setting.text(config);
    std::string text = std::string(key) + " = " + (setting.isNumber ? value : quoted(value));
    text.resize(std::max<std::size_t>(text.size() + 2, 40), ' ');
    return text + "# " + config.origins.find(setting.name)->second + "\n";
}

} // namespace

std::string configText(const Config& config)
{
    std::vector<std::string_view> order;
    std::map<std::string_view, std::string> sections;
    for (const Setting& setting : settings()) {
        const auto dot = setting.name.find('.');
        const std::string_view section = setting.name.substr(0, dot);
        if (!sections.contains(section))
            order.push_back(section);
        sections[section] += line(setting, setting.name.substr(dot + 1), config);
    }
    std::string text;
    for (const std::string_view section : order)
        text += (text.empty() ? "[" : "\n[") + std::string(section) + "]\n" + sections[section];
    return text;
}

} // namespace gotoai::app
