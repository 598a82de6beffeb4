// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include "app/settings.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gotoai::app {
namespace {

// A flag that takes a value.
struct ValueFlag
{
    std::string_view flag;
    std::string_view value;   // what the help calls it
    std::string_view setting; // that it sets; none for the file of settings
    std::string_view summary;
};

constexpr std::array<ValueFlag, 5> kValueFlags{{
    {"--config", "FILE", "", "settings in TOML; 'gotoaid print-config' prints one to start from"},
    {"--data-dir", "DIR", "data.directory", "where the ledger lives"},
    {"--listen", "HOST:PORT", "gateway.listen", "for applications (default 127.0.0.1:8787; port 0 picks one)"},
    {"--admin-listen", "HOST:PORT", "admin.listen", "for operators (default 127.0.0.1:8788)"},
    {"--log-level", "LEVEL", "log.level", "debug, info, warning, error"},
}};

enum class Takes { Options, OptionsAndFile, Nothing };

struct CommandWord
{
    std::string_view word;
    Command command;
    Takes takes;
    std::string_view synopsis;
    std::string_view summary;
};

constexpr std::array<CommandWord, 12> kCommands{{
    {"serve", Command::Serve, Takes::Options, "serve [--demo] [options]",
     "run the daemon; --demo brings a simulated supply,\n"
     "                                     an account with $10.00 and a key; --demo-day\n"
     "                                     customers and a day of their traffic as well, of\n"
     "                                     about 4,800 orders; --demo-day=N of about N"},
    {"check", Command::Check, Takes::Options, "check [options]", "judge the configuration and print the one in force"},
    {"verify", Command::Verify, Takes::OptionsAndFile, "verify [FILE] [options]",
     "prove the books of a data directory that no daemon\n"
     "                                     uses, or of a backup; --journal FILE: an exported\n"
     "                                     journal; --receipt FILE: the receipt of an order;\n"
     "                                     --public-key FILE: who signed the heads in it"},
    {"status", Command::Status, Takes::Options, "status [options]", "how the running daemon does"},
    {"reload", Command::Reload, Takes::Options, "reload [options]",
     "have it read its configuration again, whole or not at all"},
    {"stop", Command::Stop, Takes::Options, "stop [options]", "have it finish what runs, and wait for its end"},
    {"token", Command::Token, Takes::Options, "token [options]", "make and print a fresh admin token"},
    {"backup", Command::Backup, Takes::OptionsAndFile, "backup FILE [options]",
     "copy the running daemon's ledger, and prove the copy"},
    {"export", Command::Export, Takes::OptionsAndFile, "export FILE [options]",
     "write the ledger's journal, for anybody to verify"},
    {"print-config", Command::PrintConfig, Takes::Nothing, "print-config",
     "print every setting with its default, as a file to start from"},
    {"help", Command::Help, Takes::Nothing, "help", "print this; so does --help"},
    {"version", Command::Version, Takes::Nothing, "version", "print the version; so does --version"},
}};

constexpr std::string_view kPublicKeyFlag = "--public-key";
constexpr std::array<std::string_view, 3> kVerifyFlags{"--journal", "--receipt", kPublicKeyFlag};

constexpr int kFewestDemoOrders = 100;
constexpr int kMostDemoOrders = 100'000;

bool readDemoOrders(std::string_view text, int& orders)
{
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, orders);
    return error == std::errc() && stop == end && orders >= kFewestDemoOrders && orders <= kMostDemoOrders;
}

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
    std::string command = arguments.front();
    if (command == "--help" || command == "-h")
        command = "help";
    if (command == "--version")
        command = "version";
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
        if (line.command == Command::Serve && !value && flag == "--demo") {
            line.sources.demo = Demo::Supply;
            continue;
        }
        if (line.command == Command::Serve && flag == "--demo-day") {
            line.sources.demo = Demo::Day;
            if (value && !readDemoOrders(*value, line.sources.demoOrders))
                return usage("a demo's day has " + std::to_string(kFewestDemoOrders) + " to " +
                             std::to_string(kMostDemoOrders) + " orders");
            continue;
        }
        if (named->takes == Takes::OptionsAndFile && !flag.starts_with("-") && line.file.empty()) {
            line.file = flag;
            continue;
        }
        if (line.command == Command::Verify && std::ranges::find(kVerifyFlags, flag) != kVerifyFlags.end()) {
            if (!value && i + 1 == arguments.size())
                return usage("'" + flag + "' needs a value");
            line.files.insert_or_assign(flag, value ? *value : arguments[++i]);
            continue;
        }
        const auto known = std::ranges::find(kValueFlags, flag, &ValueFlag::flag);
        if (known == kValueFlags.end() || named->takes == Takes::Nothing)
            return usage("'" + command + "' knows no argument '" + flag + "'");
        if (!value && i + 1 == arguments.size())
            return usage("'" + flag + "' needs a value");
        if (!value)
            value = arguments[++i];
        if (known->setting.empty())
            line.sources.file = *value;
        else
            line.sources.flags.insert_or_assign(std::string(known->setting), *value);
    }
    if ((line.command == Command::Backup || line.command == Command::Export) && line.file.empty())
        return usage("'" + command + "' needs the name of a file");
    const auto proofs =
        std::ranges::count_if(line.files, [](const auto& file) { return file.first != kPublicKeyFlag; });
    if (proofs + (line.file.empty() ? 0 : 1) > 1 && line.command == Command::Verify)
        return usage("'verify' proves one thing at a time");
    return line;
}

std::string helpText()
{
    // A line of two columns.
    const auto row = [](std::string left, std::size_t width, std::string_view right) {
        left.resize(std::max(left.size() + 1, width), ' ');
        return left + std::string(right) + "\n";
    };
    std::string text = "gotoaid — control plane for model access\n\n";
    for (const CommandWord& command : kCommands)
        text += row("  gotoaid " + std::string(command.synopsis), 37, command.summary);
    text += "\nOptions:\n";
    for (const ValueFlag& flag : kValueFlags)
        text += row("  " + std::string(flag.flag) + " " + std::string(flag.value), 28, flag.summary);
    text += "\nSettings (file key; GOTOAID_… in the environment):\n";
    for (const Setting& setting : settings())
        text += row("  " + std::string(setting.name), 36, setting.help);
    return text + "\nExit codes: 0 ok, 1 failed, 2 usage, 3 no daemon runs, 73 the backup exists already,\n"
                  "77 not permitted, 78 bad configuration.\n";
}

} // namespace gotoai::app
