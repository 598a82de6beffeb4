// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "hypercore/risk/killswitch.h"
#include "hypercore/risk/killswitches.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::hypercore {

struct KillSwitchDraft
{
    KillTarget target;                // exists
    std::string reason;               // 1…500 bytes, printable
    std::optional<Instant> expiresAt; // in the future
    std::string createdBy;
};

// Owns the kill switches, those that are over among them. One that is thrown stops orders at once, before it is on
// disk; should it not get there, the reply says so, and it stays in force and is written as soon as the disk takes it:
// only a restart before that would lift it. A release works once it is on disk. Each ends by itself at its time, to the
// second. Lives on one thread, which drains `queue`; replies come there, exactly once, possibly from within the call
// (refusals). `also` is written in the change's transaction.
class KillSwitchStore
{
public:
    using SwitchPtr = std::shared_ptr<const KillSwitch>;
    using Switches = std::map<KillSwitchId, SwitchPtr>; // by age
    using Snapshot = std::shared_ptr<const KillSwitches>;
    using Also = storage::Companion<KillSwitch>;
    template<class T>
    using Reply = std::function<void(Result<T>)>;
    using CountReply = std::function<void(const KillCounts&)>;

    struct Thrown
    {
        SwitchPtr killSwitch;
        KillCounts orders; // what it did to those that ran
    };

    // Where orders run. `apply` gives each lane a new snapshot and counts what that does; `look` counts what it would
    // do. Both reply on the store's thread, once, when all have answered.
    struct Lanes
    {
        std::function<void(const Snapshot&, CountReply)> apply;
        std::function<void(const Snapshot&, CountReply)> look;
    };

    // All but `switches` outlive the store.
    KillSwitchStore(std::vector<KillSwitch> switches, storage::Writer& writer, storage::CompletionQueue& queue,
                    const Clock& clock);
    KillSwitchStore(const KillSwitchStore&) = delete;
    KillSwitchStore& operator=(const KillSwitchStore&) = delete;

    const Switches& switches() const { return m_switches; }
    SwitchPtr killSwitch(const KillSwitchId& id) const;
    // The one that is on, with this very target.
    SwitchPtr on(const KillTarget& target) const;
    // False of one that could not be written yet.
    bool isKept(const KillSwitchId& id) const { return !m_unkept.contains(id); }
    const Snapshot& snapshot() const { return m_snapshot; }
    void setLanes(Lanes lanes) { m_lanes = std::move(lanes); }

    // InvalidRequest naming the field; Conflict when one with this target is on; StoreUnavailable of one that is in
    // force, but not kept.
    void throwSwitch(KillSwitchDraft draft, Reply<Thrown> reply, const Also& also = {});
    // One that is over already stays as it is. NotFound, StoreUnavailable; Conflict while one is being written at last.
    void release(const KillSwitchId& id, const std::string& by, Reply<SwitchPtr> reply, const Also& also = {});
    // What one would do to the orders that run now.
    void preview(const KillTarget& target, CountReply reply) const;

    // Once a second: those whose time is over end, and those that could not be written are tried again.
    void tick();

private:
    struct Throwing;
    struct Unkept
    {
        storage::FunctionUnit::Apply write;
        bool isBeingWritten = false;
    };

    Snapshot snapshotNow() const;
    void publish(CountReply counted = {});
    void finishThrowing(const std::shared_ptr<Throwing>& throwing);
    void writeUnkept();
    void endWhoseTimeIsOver();

    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    Switches m_switches;
    std::map<KillSwitchId, Unkept> m_unkept;
    Snapshot m_snapshot;
    std::optional<Instant> m_nextEnd; // of those in the snapshot
    Lanes m_lanes;
};

} // namespace gotoai::hypercore
