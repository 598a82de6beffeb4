// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include "base/clock.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <deque>
#include <functional>
#include <mutex>

namespace gotoai {
namespace {

std::atomic<LogLevel> s_level{LogLevel::Info};
std::atomic<LogPrefix> s_prefix{LogPrefix::None};

constexpr std::size_t kKeptPerLevel = 250;

class LogTail
{
public:
    void keep(LogLevel level, std::string_view line)
    {
        const std::lock_guard lock(m_mutex);
        auto& lines = m_lines[static_cast<std::size_t>(level)];
        if (lines.size() == kKeptPerLevel)
            lines.pop_front();
        lines.push_back({++m_count, level, std::string(line.substr(0, KeptLogLine::kLongest))});
    }

    std::vector<KeptLogLine> newest(LogLevel least, std::size_t limit)
    {
        const std::lock_guard lock(m_mutex);
        std::vector<KeptLogLine> found;
        for (auto level = static_cast<std::size_t>(least); level < m_lines.size(); ++level)
            found.insert(found.end(), m_lines[level].begin(), m_lines[level].end());
        std::ranges::sort(found, std::greater(), &KeptLogLine::number);
        found.resize(std::min(found.size(), limit));
        return found;
    }

private:
    std::mutex m_mutex;
    std::array<std::deque<KeptLogLine>, 4> m_lines;
    std::uint64_t m_count = 0;
};

LogTail& tail()
{
    static LogTail s_tail;
    return s_tail;
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

std::string_view logLevelWord(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info";
    case LogLevel::Warning: return "warning";
    case LogLevel::Error: return "error";
    }
    return "error";
}

std::optional<LogLevel> logLevelFromWord(std::string_view word)
{
    for (const LogLevel level : {LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error}) {
        if (logLevelWord(level) == word)
            return level;
    }
    return std::nullopt;
}

std::vector<KeptLogLine> logTail(LogLevel least, std::size_t limit) { return tail().newest(least, limit); }

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
    appendQuoted(line, logLevelWord(level));
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
    tail().keep(level, line);
    if (s_prefix.load(std::memory_order_relaxed) == LogPrefix::SyslogPriority)
        line.insert(0, syslogPrefix(level));
    line.push_back('\n');
    // One write: lines up to a pipe's atomic size never mix. A log that cannot be written must not stop an order.
    [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

} // namespace gotoai
