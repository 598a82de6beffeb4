// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include "base/clock.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>

namespace gotoai {
namespace {

std::atomic<LogLevel> s_level{LogLevel::Info};
std::atomic<LogPrefix> s_prefix{LogPrefix::None};

std::string_view levelWord(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info";
    case LogLevel::Warning: return "warning";
    case LogLevel::Error: return "error";
    }
    return "error";
}

// Control characters and non-ASCII bytes that are no valid place in a terminal are escaped; UTF-8 passes.
void appendQuoted(std::string& line, std::string_view text)
{
    line.push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line.push_back('\\');
            line.push_back(c);
        } else if (byte < 0x20 || byte == 0x7f) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
            line += escape.data();
        } else {
            line.push_back(c);
        }
    }
    line.push_back('"');
}

void appendField(std::string& line, std::string_view name, const auto& value)
{
    line.push_back(',');
    appendQuoted(line, name);
    line.push_back(':');
    if (const auto* text = std::get_if<std::string_view>(&value))
        appendQuoted(line, *text);
    else if (const auto* number = std::get_if<std::int64_t>(&value))
        line += std::to_string(*number);
    else
        line += std::get<bool>(value) ? "true" : "false";
}

} // namespace

void setLogLevel(LogLevel level) { s_level.store(level, std::memory_order_relaxed); }

void setLogPrefix(LogPrefix prefix) { s_prefix.store(prefix, std::memory_order_relaxed); }

std::string_view syslogPrefix(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return "<7>";
    case LogLevel::Info: return "<6>";
    case LogLevel::Warning: return "<4>";
    case LogLevel::Error: return "<3>";
    }
    return "<3>";
}

bool isLogged(LogLevel level) { return level >= s_level.load(std::memory_order_relaxed); }

std::string formatLogLine(std::string_view at, LogLevel level, std::string_view event,
                          std::initializer_list<LogField> fields)
{
    std::string line = "{\"at\":";
    appendQuoted(line, at);
    line += ",\"level\":";
    appendQuoted(line, levelWord(level));
    line += ",\"event\":";
    appendQuoted(line, event);
    for (const LogField& field : fields)
        appendField(line, field.name, field.value);
    line.push_back('}');
    return line;
}

void writeLog(LogLevel level, std::string_view event, std::initializer_list<LogField> fields)
{
    if (!isLogged(level))
        return;
    std::string line = formatLogLine(toRfc3339(SystemClock().now()), level, event, fields);
    if (s_prefix.load(std::memory_order_relaxed) == LogPrefix::SyslogPriority)
        line.insert(0, syslogPrefix(level));
    line.push_back('\n');
    // One write: lines up to a pipe's atomic size never mix. A log that cannot be written must not stop an order.
    [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

} // namespace gotoai
