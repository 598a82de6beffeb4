// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reconciliation/matchsides.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace gotoai::reconciliation {

// A statement's rows that name a request, each for one attempt at most: providers give an id to more requests than one,
// and bill one more than once. StoreUnavailable when the rows cannot be read.
class BilledRequests
{
public:
    using Attempt = std::pair<OrderId, std::int64_t>;

    struct Rows
    {
        std::vector<BilledRow> left; // that no attempt has, in the statement's order
        bool isMany = false;         // the statement has more of them than one
    };

    // `statement`: none has no rows.
    BilledRequests(storage::Database& ledger, const std::optional<StatementId>& statement)
        : m_ledger(ledger)
        , m_statement(statement)
    {}

    Result<Rows> of(const std::string& externalId);
    void take(const BilledRow& row, const Rows& rows, const Attempt& attempt);

    // Calls `take` with the rows of each request that no attempt has, and with the attempt that has others of them.
    // Those of a request that no attempt has a row of: only where `isCovered` says so. How many rows were looked at,
    // with those that attempts have.
    Result<std::int64_t>
    forEachLeft(const std::function<bool(const BilledRow&)>& isCovered,
                const std::function<void(const std::vector<BilledRow>&, const std::optional<Attempt>&)>& take);

private:
    storage::Database& m_ledger;
    const std::optional<StatementId> m_statement;
    std::unordered_set<std::int64_t> m_taken;
    std::map<std::string, Attempt> m_takers; // of requests that have more rows than one; the first
};

} // namespace gotoai::reconciliation
