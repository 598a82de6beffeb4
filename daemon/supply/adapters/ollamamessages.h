// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "json/textwriter.h"
#include "json/value.h"

namespace gotoai::supply {

inline constexpr std::string_view kOllamaProtocol = "Ollama's API";

// Writes `messages` into an object that is open. Tool results tell the name of the call that they answer.
Result<void> writeOllamaMessages(const json::Value& messages, json::TextWriter& out);

} // namespace gotoai::supply
