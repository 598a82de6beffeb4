// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/risk/killswitchstore.h"

#include "base/log.h"
#include "hypercore/risk/killswitchtable.h"
#include "storage/functionunit.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

constexpr std::size_t kMaxReasonBytes = 500;

Result<void> check(const KillSwitch& killSwitch)
{
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    const std::string& reason = killSwitch.reason;
    if (reason.empty() || reason.size() > kMaxReasonBytes || std::ranges::any_of(reason, isControl))
        return failure(ErrorCode::InvalidRequest, "a reason has 1 to 500 bytes without control characters", "reason");
    if (killSwitch.expiresAt && *killSwitch.expiresAt <= killSwitch.createdAt)
        return failure(ErrorCode::InvalidRequest, "an expiry lies in the future", "expires_at");
    return {};
}

void log(std::string_view what, const KillSwitch& killSwitch, const std::string& by)
{
    writeLog(LogLevel::Warning, what,
             {{"switch", killSwitch.id.toString()},
              {"scope", scopeWord(killSwitch.target)},
              {"target", targetText(killSwitch.target)},
              {"by", by}});
}

} // namespace

// Waits for the lanes and the disk, whichever takes longer.
struct KillSwitchStore::Throwing
{
    SwitchPtr killSwitch;
    Reply<Thrown> reply;
    storage::FunctionUnit::Apply write;
    std::optional<KillCounts> counts{};
    std::optional<Result<void>> written{};
};

KillSwitchStore::KillSwitchStore(std::vector<KillSwitch> switches, storage::Writer& writer,
                                 storage::CompletionQueue& queue, const Clock& clock)
    : m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
{
    for (KillSwitch& killSwitch : switches)
        m_switches.emplace(killSwitch.id, std::make_shared<const KillSwitch>(std::move(killSwitch)));
    publish();
}

KillSwitchStore::SwitchPtr KillSwitchStore::killSwitch(const KillSwitchId& id) const
{
    const auto found = m_switches.find(id);
    return found == m_switches.end() ? nullptr : found->second;
}

KillSwitchStore::SwitchPtr KillSwitchStore::on(const KillTarget& target) const
{
    const auto found = std::ranges::find_if(m_switches, [&, now = m_clock.now()](const auto& entry) {
        return entry.second->target == target && entry.second->isOn(now);
    });
    return found == m_switches.end() ? nullptr : found->second;
}

void KillSwitchStore::throwSwitch(KillSwitchDraft draft, Reply<Thrown> reply, const Also& also)
{
    const Instant now = m_clock.now();
    const auto killSwitch = std::make_shared<const KillSwitch>(KillSwitch{.id = KillSwitchId::make(now),
                                                                          .target = std::move(draft.target),
                                                                          .reason = std::move(draft.reason),
                                                                          .expiresAt = draft.expiresAt,
                                                                          .releasedAt = {},
                                                                          .createdBy = std::move(draft.createdBy),
                                                                          .releasedBy = {},
                                                                          .createdAt = now});
    if (auto checked = check(*killSwitch); !checked)
        return reply(std::move(checked).error());
    if (on(killSwitch->target))
        return reply(failure(ErrorCode::Conflict, "a kill switch is on there already", "target"));
    const auto throwing = std::make_shared<Throwing>(
        Throwing{.killSwitch = killSwitch,
                 .reply = std::move(reply),
                 .write = storage::accompanied<KillSwitch>(
                     [killSwitch](storage::Database& database) { return insertKillSwitch(database, *killSwitch); },
                     also, *killSwitch)});
    m_switches.emplace(killSwitch->id, killSwitch);
    log("kill_switch_thrown", *killSwitch, killSwitch->createdBy);
    publish([this, throwing](const KillCounts& counts) {
        throwing->counts = counts;
        finishThrowing(throwing);
    });
    storage::submitFunctions(m_writer, m_queue, throwing->write, [this, throwing](Result<void> written) {
        throwing->written = std::move(written);
        finishThrowing(throwing);
    });
}

void KillSwitchStore::finishThrowing(const std::shared_ptr<Throwing>& throwing)
{
    if (!throwing->counts || !throwing->written)
        return;
    const SwitchPtr& killSwitch = throwing->killSwitch;
    if (!*throwing->written) {
        writeLog(LogLevel::Error, "kill_switch_not_kept",
                 {{"switch", killSwitch->id.toString()}, {"detail", throwing->written->error().detail}});
        m_unkept.emplace(killSwitch->id, Unkept{std::move(throwing->write)});
        return throwing->reply(failure(ErrorCode::StoreUnavailable,
                                       "the kill switch is in force, but not kept: a restart would lift it until the "
                                       "store takes it, which is tried each second"));
    }
    writeLog(LogLevel::Info, "kill_switch_applied",
             {{"switch", killSwitch->id.toString()},
              {"cut", throwing->counts->cut},
              {"rerouted", throwing->counts->rerouted}});
    throwing->reply(Thrown{killSwitch, *throwing->counts});
}

void KillSwitchStore::release(const KillSwitchId& id, const std::string& by, Reply<SwitchPtr> reply, const Also& also)
{
    const auto current = killSwitch(id);
    if (!current)
        return reply(failure(ErrorCode::NotFound, "there is no such kill switch"));
    if (!current->isOn(m_clock.now()))
        return reply(current);
    const auto unkept = m_unkept.find(id);
    if (unkept != m_unkept.end() && unkept->second.isBeingWritten)
        return reply(failure(ErrorCode::Conflict, "the kill switch is being kept at this moment; try again"));
    auto changed = std::make_shared<KillSwitch>(*current);
    changed->releasedAt = m_clock.now();
    changed->releasedBy = by;
    const SwitchPtr next = std::move(changed);
    auto write = storage::accompanied<KillSwitch>(
        [next](storage::Database& database) { return markReleased(database, *next); }, also, *next);
    if (unkept != m_unkept.end()) {
        unkept->second.isBeingWritten = true;
        write = [first = unkept->second.write, then = std::move(write)](storage::Database& database) {
            auto done = first(database);
            return done ? then(database) : done;
        };
    }
    storage::submitFunctions(m_writer, m_queue, std::move(write),
                             [this, next, reply = std::move(reply)](Result<void> done) {
                                 const auto waiting = m_unkept.find(next->id);
                                 if (waiting != m_unkept.end())
                                     waiting->second.isBeingWritten = false;
                                 if (!done)
                                     return reply(std::move(done).error());
                                 m_unkept.erase(next->id);
                                 m_switches[next->id] = next;
                                 log("kill_switch_released", *next, next->releasedBy);
                                 publish();
                                 reply(next);
                             });
}

void KillSwitchStore::preview(const KillTarget& target, CountReply reply) const
{
    if (!m_lanes.look)
        return reply({});
    auto one = std::make_shared<KillSwitch>();
    one->target = target;
    m_lanes.look(std::make_shared<const KillSwitches>(std::vector<SwitchPtr>{std::move(one)}), std::move(reply));
}

void KillSwitchStore::tick()
{
    writeUnkept();
    endWhoseTimeIsOver();
}

void KillSwitchStore::writeUnkept()
{
    const auto waiting = m_unkept; // a writer that refuses at once answers from within the call
    for (const auto& [id, unkept] : waiting) {
        if (unkept.isBeingWritten)
            continue;
        m_unkept.at(id).isBeingWritten = true;
        storage::submitFunctions(m_writer, m_queue, unkept.write, [this, id = id](const Result<void>& written) {
            if (!written) {
                m_unkept.at(id).isBeingWritten = false;
                return;
            }
            m_unkept.erase(id);
            writeLog(LogLevel::Info, "kill_switch_kept", {{"switch", id.toString()}});
        });
    }
}

void KillSwitchStore::endWhoseTimeIsOver()
{
    const Instant now = m_clock.now();
    if (!m_nextEnd || *m_nextEnd > now)
        return;
    for (const auto& [id, killSwitch] : m_switches)
        if (killSwitch->hasExpired(now) && *killSwitch->expiresAt >= *m_nextEnd)
            log("kill_switch_expired", *killSwitch, {});
    publish();
}

KillSwitchStore::Snapshot KillSwitchStore::snapshotNow() const
{
    std::vector<SwitchPtr> on;
    for (const auto& [id, killSwitch] : m_switches)
        if (killSwitch->isOn(m_clock.now()))
            on.push_back(killSwitch);
    return std::make_shared<const KillSwitches>(std::move(on));
}

void KillSwitchStore::publish(CountReply counted)
{
    m_snapshot = snapshotNow();
    m_nextEnd.reset();
    for (const auto& [id, killSwitch] : m_switches)
        if (killSwitch->isOn(m_clock.now()) && killSwitch->expiresAt)
            m_nextEnd = m_nextEnd ? std::min(*m_nextEnd, *killSwitch->expiresAt) : killSwitch->expiresAt;
    if (!counted)
        counted = [](const KillCounts&) {};
    if (m_lanes.apply)
        m_lanes.apply(m_snapshot, std::move(counted));
    else
        counted({});
}

} // namespace gotoai::hypercore
