// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "hypercore/orders/finishedorder.h"
#include "requestlog/rollup.h"
#include "storage/database.h"
#include "storage/writer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>

namespace gotoai::requestlog {

// Writes finished orders into requests.db: a row each, and what they add to the minute, the hour and the day that they
// ended in. Rows and rollups are of one transaction, so they agree whatever happens to the process. On the writer's
// thread, which tells it about the transactions around it.
class Recorder final : public storage::BatchObserver
{
public:
    using Orders = std::span<const std::shared_ptr<const hypercore::FinishedOrder>>;

    // Inside a transaction. An order that has a row already is counted no second time; a row that was written before
    // its order had an end in the books (whose last settlement failed, say) is given it, and its rollups what was
    // charged. StoreUnavailable.
    Result<void> record(storage::Database& database, Orders orders);

    Result<void> sealing(storage::Database&) override { return {}; }
    void committed() override {}
    void rolledBack(storage::Database& database) override;

    // What is told apart. The null id where no provider was asked.
    using SeriesKey = std::tuple<KeyId, ProviderId, std::string, AccountId>;

private:
    using Rollups = std::map<std::tuple<Step, Instant, std::int64_t>, Rollup>;

    Result<std::int64_t> seriesOf(storage::Database& database, const hypercore::FinishedOrder& order);

    std::map<SeriesKey, std::int64_t> m_series; // numbers of those met since the start
};

// Adds to what a bucket of a series has. Inside a transaction.
Result<void> addToRollup(storage::Database& database, Step step, Instant bucket, std::int64_t series,
                         const Rollup& rollup);

} // namespace gotoai::requestlog
