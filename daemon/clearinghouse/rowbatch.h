// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/records.h"
#include "crypto/sha256.h"
#include "storage/database.h"
#include "storage/suppliedrows.h"

#include <cstddef>
#include <vector>

namespace gotoai::clearinghouse {

// The rows of many orders' events, which go into each table by one statement. What texts and spans of the records point
// at stays in place until write() has returned; transfers and attempts are copied.
class RowBatch
{
public:
    // An event with its leaf, its transfers and its attempts.
    void add(const OrderRecord& order, const crypto::Digest& leaf);
    void add(const TransitionRecord& transition, const crypto::Digest& leaf);
    void add(const TransferRecord& transfer) { m_transfers.push_back(transfer); }

    // Of all tables together.
    std::size_t size() const { return m_orders.size() + m_transitions.size() + m_attempts.size() + m_transfers.size(); }

    // Inside a transaction; leaves the batch empty. Conflict when a unique column has the value, StoreUnavailable.
    Result<void> write(storage::Database& database);

private:
    struct Order
    {
        OrderRecord record;
        crypto::Digest leaf;
    };
    struct Request
    {
        OrderNumber order = 0;
        RequestIdentity identity;
    };
    struct Transition
    {
        TransitionRecord record;
        crypto::Digest leaf;
        std::int64_t firstTransfer = 0;
        std::int64_t transferCount = 0;
        std::int64_t attemptCount = 0;
    };
    struct Attempt
    {
        OrderNumber order;
        AttemptEntry entry;
    };

    static void fill(const Order& order, int column, storage::Cell cell);
    static void fill(const Request& request, int column, storage::Cell cell);
    static void fill(const Transition& transition, int column, storage::Cell cell);
    static void fill(const Attempt& attempt, int column, storage::Cell cell);
    static void fill(const TransferRecord& transfer, int column, storage::Cell cell);
    template<class Row>
    static Result<void> insert(storage::Database& database, const char* sql, const std::vector<Row>& rows);

    std::vector<Order> m_orders;
    std::vector<Request> m_requests;
    std::vector<Transition> m_transitions;
    std::vector<Attempt> m_attempts;
    std::vector<TransferRecord> m_transfers;
};

} // namespace gotoai::clearinghouse
