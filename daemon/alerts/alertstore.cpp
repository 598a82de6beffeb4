// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertstore.h"

#include "alerts/alerttable.h"
#include "base/log.h"
#include "storage/functionunit.h"

#include <algorithm>

namespace gotoai::alerts {
namespace {

constexpr std::size_t kMostKind = 64;
constexpr std::size_t kMostSubject = 200;
constexpr std::size_t kMostFacts = 2'000;

// At most so many bytes, no character cut in two, none that ends a line.
void fit(std::string& text, std::size_t most)
{
    if (text.size() > most) {
        while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80)
            --most;
        text.resize(most);
    }
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = ' ';
    }
}

void tidy(Finding& finding)
{
    fit(finding.kind, kMostKind);
    fit(finding.subject, kMostSubject);
    fit(finding.facts, kMostFacts);
    if (finding.kind.empty())
        finding.kind = "unknown";
    if (finding.subject.empty())
        finding.subject = "unknown";
}

LogLevel levelOf(Severity severity)
{
    switch (severity) {
    case Severity::Notice: return LogLevel::Info;
    case Severity::Warning: return LogLevel::Warning;
    case Severity::Critical: return LogLevel::Error;
    }
    return LogLevel::Warning;
}

void logUnwritten(const Result<void>& done)
{
    if (!done)
        writeLog(LogLevel::Error, "alert_unwritten", {{"reason", std::string_view(done.error().detail)}});
}

} // namespace

AlertStore::AlertStore(std::vector<Alert> alerts, storage::Writer& writer, storage::CompletionQueue& queue,
                       const Clock& clock)
    : m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
{
    for (Alert& alert : alerts)
        put(std::make_shared<const Alert>(std::move(alert)));
}

AlertStore::AlertPtr AlertStore::alert(const AlertId& id) const
{
    const auto found = m_alerts.find(id);
    return found == m_alerts.end() ? nullptr : found->second;
}

void AlertStore::put(const AlertPtr& next)
{
    const Key key{next->finding.kind, next->finding.subject};
    const AlertPtr before = alert(next->id);
    if (next->isOpen()) {
        m_open[key] = next->id;
    } else {
        m_acknowledged += !before || before->isOpen() ? 1 : 0;
        if (const auto open = m_open.find(key); open != m_open.end() && open->second == next->id)
            m_open.erase(open);
    }
    m_alerts[next->id] = next;
}

void AlertStore::raise(Finding finding)
{
    tidy(finding);
    const Instant now = m_clock.now();
    const auto open = m_open.find(Key{finding.kind, finding.subject});
    auto next = std::make_shared<Alert>();
    if (open == m_open.end()) {
        *next = {.id = AlertId::make(now), .finding = std::move(finding), .firstSeenAt = now, .lastSeenAt = now};
        writeLog(levelOf(next->finding.severity), "alert",
                 {{"kind", next->finding.kind}, {"subject", next->finding.subject}, {"facts", next->finding.facts}});
    } else {
        *next = *m_alerts.at(open->second);
        next->finding = std::move(finding);
        next->lastSeenAt = now;
        ++next->count;
    }
    put(next);
    save(next, &saveFinding, next->count == 1 ? m_companion : storage::Companion<Alert>());
    if (m_subscriber)
        m_subscriber(*next);
}

void AlertStore::clear(const std::string& kind, const std::string& subject)
{
    const auto open = m_open.find(Key{kind, subject});
    if (open == m_open.end())
        return;
    auto next = std::make_shared<Alert>(*m_alerts.at(open->second));
    next->acknowledgedAt = m_clock.now();
    next->acknowledgedBy = kItself;
    ++next->version;
    writeLog(LogLevel::Info, "alert_over", {{"kind", kind}, {"subject", subject}});
    put(next);
    save(next, &saveAlert, m_companion);
    forgetOldest();
    if (m_subscriber)
        m_subscriber(*next);
}

AlertStore::AlertPtr AlertStore::newest(std::string_view kind, std::string_view subject) const
{
    for (auto at = m_alerts.rbegin(); at != m_alerts.rend(); ++at) {
        if (at->second->finding.kind == kind && at->second->finding.subject == subject)
            return at->second;
    }
    return nullptr;
}

void AlertStore::save(const AlertPtr& alert, Write write, const storage::Companion<Alert>& also)
{
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Alert>([alert, write](storage::Database& database) { return write(database, *alert); },
                                    also, *alert),
        &logUnwritten);
}

void AlertStore::acknowledge(const AlertId& id, std::int64_t version, std::string by, Reply reply,
                             const storage::Companion<Alert>& also)
{
    const AlertPtr current = alert(id);
    if (!current)
        return reply(failure(ErrorCode::NotFound, "there is no such alert"));
    if (current->version != version)
        return reply(failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime"));
    if (!current->isOpen())
        return reply(current);
    auto changed = std::make_shared<Alert>(*current);
    changed->acknowledgedAt = m_clock.now();
    changed->acknowledgedBy = std::move(by);
    ++changed->version;
    const AlertPtr next = std::move(changed);
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Alert>(storage::accompanied<Alert>(
                                        [current, next](storage::Database& database) -> Result<void> {
                                            if (auto saved = saveFinding(database, *current); !saved)
                                                return saved;
                                            return markAcknowledged(database, *next);
                                        },
                                        also, *next),
                                    m_companion, *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            put(next);
            forgetOldest();
            if (m_subscriber)
                m_subscriber(*next);
            reply(next);
        });
}

void AlertStore::forgetOldest()
{
    for (auto at = m_alerts.begin(); m_acknowledged > kMostAcknowledged && at != m_alerts.end();) {
        if (at->second->isOpen()) {
            ++at;
            continue;
        }
        storage::submitFunctions(
            m_writer, m_queue, [id = at->first](storage::Database& database) { return deleteAlert(database, id); },
            &logUnwritten);
        at = m_alerts.erase(at);
        --m_acknowledged;
    }
}

} // namespace gotoai::alerts
