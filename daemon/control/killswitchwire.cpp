// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/killswitchwire.h"

namespace gotoai::control {

std::string_view stateWord(const hypercore::KillSwitch& killSwitch, Instant now)
{
    if (killSwitch.releasedAt)
        return "released";
    return killSwitch.hasExpired(now) ? "expired" : "on";
}

protocol::KillSwitch toWire(const hypercore::KillSwitch& killSwitch, const hypercore::KillSwitchStore& store,
                            Instant now)
{
    protocol::KillSwitch wire;
    wire.id = killSwitch.id;
    wire.scope = scopeWord(killSwitch.target);
    wire.target = targetText(killSwitch.target);
    wire.reason = killSwitch.reason;
    wire.state = stateWord(killSwitch, now);
    wire.expiresAt = killSwitch.expiresAt;
    wire.createdAt = killSwitch.createdAt;
    wire.createdBy = killSwitch.createdBy;
    wire.releasedAt = killSwitch.releasedAt;
    if (killSwitch.releasedAt)
        wire.releasedBy = killSwitch.releasedBy;
    wire.isKept = store.isKept(killSwitch.id);
    return wire;
}

} // namespace gotoai::control
