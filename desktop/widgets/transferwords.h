// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "widgets/tokens.h"

#include <QString>

#include <functional>
#include <string>

namespace gotoai::widgets {

// What the ledger's words mean to people.

QString kindText(const std::string& kind); // of a transfer: "top-up"
Tone kindTone(const std::string& kind);

using ProviderName = std::function<QString(const ProviderId&)>; // empty: not known
// "wallet → held": the two ledger accounts of a transfer.
QString wayText(const std::string& debit, const std::string& credit, const ProviderName& nameOf);

} // namespace gotoai::widgets
