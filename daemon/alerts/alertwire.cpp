// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertwire.h"

namespace gotoai::alerts {

protocol::Alert toWire(const Alert& alert)
{
    protocol::Alert wire;
    wire.id = alert.id;
    wire.kind = alert.finding.kind;
    wire.severity = severityWord(alert.finding.severity);
    wire.subject = alert.finding.subject;
    wire.account = alert.finding.account;
    wire.facts = alert.finding.facts;
    wire.firstSeenAt = alert.firstSeenAt;
    wire.lastSeenAt = alert.lastSeenAt;
    wire.count = alert.count;
    wire.acknowledgedAt = alert.acknowledgedAt;
    if (!alert.isOpen())
        wire.acknowledgedBy = alert.acknowledgedBy;
    wire.version = alert.version;
    return wire;
}

} // namespace gotoai::alerts
