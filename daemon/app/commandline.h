// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

#include <map>
#include <span>
#include <string>

namespace gotoai::app {

enum class Command { Serve, Check, Verify, Status, Reload, Stop, Token, Backup, Export, PrintConfig, Help, Version };

struct CommandLine
{
    Command command = Command::Help;
    ConfigSources sources;                                 // flags and file; the environment is the caller's
    std::string file;                                      // that the command reads or writes; may be empty for verify
    std::map<std::string, std::string, std::less<>> files; // by flag: further ones that it reads
};

// `arguments` without the program's name. InvalidRequest with a sentence for the person who typed it.
Result<CommandLine> parseCommandLine(std::span<const std::string> arguments);

std::string helpText();

// Process exit codes; those from 64 on are those of sysexits.h: EX_CANTCREAT, EX_NOPERM, EX_CONFIG.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNoDaemon = 3;
inline constexpr int kExitTargetExists = 73;
inline constexpr int kExitNoPermission = 77;
inline constexpr int kExitBadConfiguration = 78;

} // namespace gotoai::app
