// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "hypercore/risk/killswitch.h"
#include "supply/catalog.h"

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

namespace gotoai::hypercore {

// The kill switches that are on. Immutable; each lane holds the newest. Asking costs nothing while there is none.
class KillSwitches
{
public:
    using SwitchPtr = std::shared_ptr<const KillSwitch>;

    KillSwitches() = default;
    explicit KillSwitches(std::vector<SwitchPtr> on);

    bool isEmpty() const { return m_on.empty(); }
    // Null: nothing stops it. The scope that reaches furthest comes first.
    const KillSwitch* onCustomer(const AccountId& account, const KeyId& key) const; // global, account, key
    const KillSwitch* onSupply(const supply::Endpoint& endpoint) const;             // provider, endpoint, model

private:
    const KillSwitch* find(const KillTarget& target) const;

    struct ByTarget
    {
        using is_transparent = void;
        bool operator()(const SwitchPtr& a, const SwitchPtr& b) const { return a->target < b->target; }
        bool operator()(const SwitchPtr& a, const KillTarget& b) const { return a->target < b; }
        bool operator()(const KillTarget& a, const SwitchPtr& b) const { return a < b->target; }
    };
    std::set<SwitchPtr, ByTarget> m_on;
};

// What a caller whose order it stops is told: Forbidden where it is on his account or key, NoRoute otherwise, and by
// its `param` either is known as a kill switch's. The reason is for operators and stays among them.
Error refusalBy(const KillSwitch& killSwitch);
inline constexpr std::string_view kKillSwitchWord = "kill_switch";
inline bool isByKillSwitch(const Error& error) { return error.param == kKillSwitchWord; }
// The word for what ended an order: errorWord(), or kill_switch.
inline std::string_view wordOf(const Error& error)
{
    return isByKillSwitch(error) ? kKillSwitchWord : errorWord(error.code);
}

// What kill switches do to the orders that run.
struct KillCounts
{
    std::uint64_t cut = 0;      // told so, in the stream where one has begun
    std::uint64_t rerouted = 0; // nothing had reached the caller: tried elsewhere, if there is another endpoint
    std::uint64_t untouched = 0;

    KillCounts& operator+=(const KillCounts& other)
    {
        cut += other.cut;
        rerouted += other.rerouted;
        untouched += other.untouched;
        return *this;
    }
};

} // namespace gotoai::hypercore
