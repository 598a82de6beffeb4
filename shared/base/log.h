// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gotoai {

enum class LogLevel { Debug, Info, Warning, Error };

// One `"name": value` of a log line.
struct LogField
{
    std::string_view name;
    std::variant<std::string_view, std::int64_t, bool> value;

    LogField(std::string_view n, std::string_view v)
        : name(n)
        , value(v)
    {}
    LogField(std::string_view n, const char* v)
        : name(n)
        , value(std::string_view(v))
    {}
    LogField(std::string_view n, const std::string& v)
        : name(n)
        , value(std::string_view(v))
    {}
    LogField(std::string_view n, std::int64_t v)
        : name(n)
        , value(v)
    {}
    LogField(std::string_view n, std::uint64_t v)
        : name(n)
        , value(static_cast<std::int64_t>(v))
    {}
    LogField(std::string_view n, int v)
        : name(n)
        , value(std::int64_t{v})
    {}
    LogField(std::string_view n, bool v)
        : name(n)
        , value(v)
    {}
};

// Writes one JSON line to stderr, whole, from any thread: {"at":…,"level":…,"event":…,<fields>}.
// `event` is a stable snake_case word. Callers pass metadata only: never a prompt, an answer, a key or a secret.
void writeLog(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

// What stands before each line: nothing, or the line's syslog priority as the journal reads it ("<4>", sd-daemon(3)).
enum class LogPrefix { None, SyslogPriority };
void setLogPrefix(LogPrefix prefix);
std::string_view syslogPrefix(LogLevel level);

// One of the last lines, as it was written.
struct KeptLogLine
{
    std::uint64_t number = 0; // counts up over all levels
    LogLevel level = LogLevel::Info;
    std::string text; // without the line feed, at most kLongest bytes

    static constexpr std::size_t kLongest = 2'048;
};

// The newest of the last lines of `least` and above, newest first. Of each level so many are kept in memory that a
// flood of one never pushes out another. Any thread.
std::vector<KeptLogLine> logTail(LogLevel least, std::size_t limit);

std::string_view logLevelWord(LogLevel level); // "debug" …
std::optional<LogLevel> logLevelFromWord(std::string_view word);

// Lines below this level are dropped. Info at start.
void setLogLevel(LogLevel level);
bool isLogged(LogLevel level);

// The JSON text of such a line, without the line feed; what writeLog writes.
std::string formatLogLine(std::string_view at, LogLevel level, std::string_view event,
                          std::initializer_list<LogField> fields);

} // namespace gotoai
