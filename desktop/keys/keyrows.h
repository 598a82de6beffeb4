// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/budget.h"
#include "protocol/key.h"
#include "protocol/killswitch.h"
#include "protocol/usagereport.h"
#include "widgets/celltable.h"
#include "widgets/pairlist.h"

#include <optional>
#include <vector>

namespace gotoai::keys {

// What is known of a key, from all lists that know something.
struct KeyFacts
{
    protocol::Key key;
    QString account;                       // its name
    std::vector<protocol::Budget> budgets; // its own and its account's
    std::optional<protocol::KillSwitch> stop{};
    std::optional<protocol::UsageFigures> month{}; // of the last 30 days; empty: not known
    std::optional<Instant> lastUsed{};             // a day within them, by its begin
};

struct KeyState
{
    QString word;
    widgets::Tone tone;
    QString sentence;
    bool isUsable = true;
};

KeyState stateOf(const KeyFacts& facts, Instant now);
QStringList keyTitles();
std::vector<widgets::Cell> keyRow(const KeyFacts& facts, Instant now);
std::vector<widgets::Pair> factPairs(const KeyFacts& facts);
std::vector<widgets::Pair> budgetPairs(const KeyFacts& facts);
QString budgetText(const protocol::Budget& budget); // "25.00 $ a month, the account's"
// The one that runs out first; empty: none.
std::optional<protocol::Budget> tightest(const std::vector<protocol::Budget>& budgets);

QString modeText(const std::optional<std::string>& mode);
QString modelsText(const std::optional<std::vector<std::string>>& models); // empty: every model
QString periodText(const std::string& period);

} // namespace gotoai::keys
