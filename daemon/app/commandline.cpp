// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include "app/settings.h"

#include <algorithm>
#include <array>

namespace gotoai::app {
namespace {

// A flag that takes a value and the setting it sets.
struct ValueFlag
{
    std::string_view flag;
    std::string_view setting;
};

constexpr std::array<ValueFlag, 4> kValueFlags{{
    {"--data-dir", "data.directory"},
    {"--listen", "gateway.listen"},
    {"--admin-listen", "admin.listen"},
    {"--log-level", "log.level"},
}};

struct CommandWord
{
    std::string_view word;
    Command command;
};

constexpr std::array<CommandWord, 3> kCommands{{
    {"serve", Command::Serve},
    {"check", Command::Check},
    {"verify", Command::Verify},
}};

Error usage(const std::string& sentence)
{
    return failure(ErrorCode::InvalidRequest, sentence + "; see 'gotoaid --help'");
}

} // namespace

Result<CommandLine> parseCommandLine(std::span<const std::string> arguments)
{
    CommandLine line;
    if (arguments.empty())
        return usage("a command is missing");
    const std::string& command = arguments.front();
    if (command == "--help" || command == "-h" || command == "help")
        return line;
    if (command == "--version" || command == "version") {
        line.command = Command::Version;
        return line;
    }
    const auto named = std::ranges::find(kCommands, command, &CommandWord::word);
    if (named == kCommands.end())
        return usage("there is no command '" + command + "'");
    line.command = named->command;

    for (std::size_t i = 1; i < arguments.size(); ++i) {
        std::string flag = arguments[i];
        std::optional<std::string> value;
        if (const auto equals = flag.find('='); flag.starts_with("--") && equals != std::string::npos) {
            value = flag.substr(equals + 1);
            flag.resize(equals);
        }
        if (flag == "--help")
            return CommandLine{};
        if (flag == "--demo" && line.command == Command::Serve && !value) {
            line.isDemo = true;
            continue;
        }
        const auto known = std::ranges::find(kValueFlags, flag, &ValueFlag::flag);
        if (known == kValueFlags.end() && flag != "--config")
            return usage("'" + command + "' knows no argument '" + flag + "'");
        if (!value && i + 1 == arguments.size())
            return usage("'" + flag + "' needs a value");
        if (!value)
            value = arguments[++i];
        if (flag == "--config")
            line.sources.file = *value;
        else
            line.sources.flags.insert_or_assign(std::string(known->setting), *value);
    }
    return line;
}

std::string helpText()
{
    std::string text = "gotoaid — control plane for model access\n"
                       "\n"
                       "  gotoaid serve [--demo] [options]   run the daemon; --demo brings a simulated supply,\n"
                       "                                     an account with $10.00 and a key\n"
                       "  gotoaid check [options]            judge the configuration and print the one in force\n"
                       "  gotoaid verify [options]           prove the books of a data directory that no daemon uses\n"
                       "  gotoaid --version\n"
                       "\n"
                       "  --config FILE             settings in TOML\n"
                       "  --data-dir DIR            where the ledger lives\n"
                       "  --listen HOST:PORT        for applications (default 127.0.0.1:8787; port 0 picks one)\n"
                       "  --admin-listen HOST:PORT  for operators (default 127.0.0.1:8788)\n"
                       "  --log-level LEVEL         debug, info, warning, error\n"
                       "\n"
                       "Settings (file key; GOTOAID_… in the environment):\n";
    for (const Setting& setting : settings()) {
        std::string line = "  " + std::string(setting.name);
        line.resize(std::max<std::size_t>(line.size() + 1, 30), ' ');
        text += line + std::string(setting.help) + "\n";
    }
    return text + "\nExit codes: 0 ok, 1 failed, 2 usage, 78 bad configuration.\n";
}

} // namespace gotoai::app
