// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "base/result.h"
#include "storage/companion.h"
#include "storage/completionqueue.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gotoai::alerts {

// The alerts that are open, and the newest of those that were acknowledged. Raising the same kind about the same
// subject counts up the open one. What is raised shows at once and is written behind; what cannot be written is tried
// again when it is found again. Every new alert is a line of the log. Lives on one thread, which drains `queue`;
// replies come there, exactly once, possibly from within the call (refusals).
class AlertStore
{
public:
    using AlertPtr = std::shared_ptr<const Alert>;
    using Alerts = std::map<AlertId, AlertPtr>; // by age
    using Reply = std::function<void(Result<AlertPtr>)>;
    using Subscriber = std::function<void(const Alert&)>;

    static constexpr std::size_t kMostAcknowledged = 10'000; // older ones are forgotten

    // All but `alerts` outlive the store.
    AlertStore(std::vector<Alert> alerts, storage::Writer& writer, storage::CompletionQueue& queue, const Clock& clock);
    AlertStore(const AlertStore&) = delete;
    AlertStore& operator=(const AlertStore&) = delete;

    const Alerts& alerts() const { return m_alerts; }
    AlertPtr alert(const AlertId& id) const;

    // Told each alert that is new, found again or acknowledged.
    void setSubscriber(Subscriber subscriber) { m_subscriber = std::move(subscriber); }
    // What is written together with each alert that is new, or over.
    void setCompanion(storage::Companion<Alert> companion) { m_companion = std::move(companion); }

    // A finding that breaks the limits of its texts is cut to them: an alert is never lost for its wording.
    void raise(Finding finding);

    // The finder sees that it is over: the open one is acknowledged by kItself. Nothing where there is none.
    void clear(const std::string& kind, const std::string& subject);
    static constexpr std::string_view kItself = "gotoaid";

    // The newest of these, open or not; null: none is known.
    AlertPtr newest(std::string_view kind, std::string_view subject) const;

    // Durable before the reply; `also` is written in the same transaction. NotFound, VersionConflict; one that is
    // acknowledged already stays as it is.
    void acknowledge(const AlertId& id, std::int64_t version, std::string by, Reply reply,
                     const storage::Companion<Alert>& also = {});

private:
    using Key = std::pair<std::string, std::string>; // kind, subject

    void put(const AlertPtr& next);
    using Write = Result<void> (*)(storage::Database&, const Alert&);
    void save(const AlertPtr& alert, Write write, const storage::Companion<Alert>& also);
    void forgetOldest();

    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    Alerts m_alerts;
    std::map<Key, AlertId> m_open;
    std::size_t m_acknowledged = 0;
    Subscriber m_subscriber;
    storage::Companion<Alert> m_companion;
};

} // namespace gotoai::alerts
