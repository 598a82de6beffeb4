// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/rowbatch.h"

#include <iterator>

namespace gotoai::clearinghouse {
namespace {

using storage::Cell;
using storage::Database;

// A conflict must not take back what the statement did before it, for which SQLite would copy every page it touches:
// the transaction goes back as a whole.
constexpr char kInsertOrders[] =
    "INSERT OR FAIL INTO orders(number, id, account, key, model, mode, is_streamed, birth, hold_nano, refusal, at_us, "
    "first_transfer, leaf, terms) SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13 FROM supplied_rows";
constexpr char kInsertRequests[] = "INSERT OR FAIL INTO order_requests(order_number, scope, body) "
                                   "SELECT c0, c1, c2 FROM supplied_rows";
constexpr char kInsertTransitions[] =
    "INSERT OR FAIL INTO transitions(number, order_number, is_terminal, state, charge_nano, cost_nano, fee_nano, "
    "absorbed_nano, released_nano, reason, at_us, deadline_us, first_transfer, transfer_count, attempt_count, leaf) "
    "SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15 FROM supplied_rows";
constexpr char kInsertAttempts[] =
    "INSERT OR FAIL INTO attempts(order_number, attempt, provider, endpoint, price, payer, prompt, cache_read, "
    "cache_write, completion, reasoning, image, audio, request, usage_source, cost_nano, outcome, upstream_id, "
    "http_status, started_us, first_token_us, ended_us) SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, "
    "c13, c14, c15, c16, c17, c18, c19, c20, c21 FROM supplied_rows";
constexpr char kInsertTransfers[] =
    "INSERT OR FAIL INTO transfers(number, kind, order_number, debit, credit, amount_nano, at_us) "
    "SELECT c0, c1, c2, c3, c4, c5, c6 FROM supplied_rows";

template<class Enum>
std::int64_t code(Enum value)
{
    return static_cast<std::int64_t>(value);
}

std::int64_t firstOf(std::span<const TransferRecord> transfers)
{
    return transfers.empty() ? 0 : transfers.front().number;
}

} // namespace

void RowBatch::add(const OrderRecord& order, const crypto::Digest& leaf)
{
    m_orders.push_back({order, leaf});
    m_orders.back().record.firstTransfer = firstOf(order.transfers);
    if (order.request)
        m_requests.push_back({order.number, *order.request});
    m_transfers.insert(m_transfers.end(), order.transfers.begin(), order.transfers.end());
}

void RowBatch::add(const TransitionRecord& transition, const crypto::Digest& leaf)
{
    m_transitions.push_back({.record = transition,
                             .leaf = leaf,
                             .firstTransfer = firstOf(transition.transfers),
                             .transferCount = std::ssize(transition.transfers),
                             .attemptCount = std::ssize(transition.attempts)});
    for (const AttemptEntry& attempt : transition.attempts)
        m_attempts.push_back({transition.order, attempt});
    m_transfers.insert(m_transfers.end(), transition.transfers.begin(), transition.transfers.end());
}

void RowBatch::fill(const Order& order, int column, Cell cell)
{
    const OrderRecord& record = order.record;
    switch (column) {
    case 0: return cell.set(record.number);
    case 1: return cell.set(record.id.bytes());
    case 2: return cell.set(record.account.bytes());
    case 3: return cell.set(record.key.bytes());
    case 4: return cell.set(record.model);
    case 5: return cell.set(record.mode);
    case 6: return cell.set(std::int64_t{record.isStreamed});
    case 7: return cell.set(code(record.birth));
    case 8: return cell.set(record.hold.nano());
    case 9: return cell.set(record.refusal);
    case 10: return cell.set(record.at);
    case 11: return cell.set(record.firstTransfer);
    case 12: return cell.set(std::span<const std::uint8_t>(order.leaf));
    case 13: return cell.set(record.terms);
    default: return;
    }
}

void RowBatch::fill(const Request& request, int column, Cell cell)
{
    switch (column) {
    case 0: return cell.set(request.order);
    case 1: return cell.set(std::span<const std::uint8_t>(request.identity.scope));
    case 2: return cell.set(std::span<const std::uint8_t>(request.identity.body));
    default: return;
    }
}

void RowBatch::fill(const Transition& transition, int column, Cell cell)
{
    const TransitionRecord& record = transition.record;
    const SettledAmounts& amounts = record.amounts;
    switch (column) {
    case 0: return cell.set(record.number);
    case 1: return cell.set(record.order);
    case 2: return cell.set(std::int64_t{record.isTerminal()});
    case 3: return cell.set(code(record.state));
    case 4: return cell.set(amounts.charge.nano());
    case 5: return cell.set(amounts.providerCost.nano());
    case 6: return cell.set(amounts.fee.nano());
    case 7: return cell.set(amounts.absorbed.nano());
    case 8: return cell.set(amounts.released.nano());
    case 9: return cell.set(record.reason);
    case 10: return cell.set(record.at);
    case 11: return cell.set(record.deadline);
    case 12: return cell.set(transition.firstTransfer);
    case 13: return cell.set(transition.transferCount);
    case 14: return cell.set(transition.attemptCount);
    case 15: return cell.set(std::span<const std::uint8_t>(transition.leaf));
    default: return;
    }
}

void RowBatch::fill(const Attempt& attempt, int column, Cell cell)
{
    constexpr int kFirstMeter = 6;
    const AttemptEntry& entry = attempt.entry;
    switch (column) {
    case 0: return cell.set(attempt.order);
    case 1: return cell.set(entry.number);
    case 2: return cell.set(entry.provider.bytes());
    case 3: return cell.set(entry.endpoint.bytes());
    case 4: return cell.set(entry.price);
    case 5: return cell.set(code(entry.payer));
    case 14: return cell.set(code(entry.usageSource));
    case 15: return cell.set(entry.cost.nano());
    case 16: return cell.set(entry.outcome);
    case 17: return cell.set(entry.upstreamId);
    case 18: return cell.set(entry.httpStatus);
    case 19: return cell.set(entry.startedAt);
    case 20: return cell.set(entry.firstTokenAt);
    case 21: return cell.set(entry.endedAt);
    default: return cell.set(entry.usage.counts[static_cast<std::size_t>(column - kFirstMeter)]);
    }
}

void RowBatch::fill(const TransferRecord& transfer, int column, Cell cell)
{
    switch (column) {
    case 0: return cell.set(transfer.number);
    case 1: return cell.set(code(transfer.kind));
    case 2: return cell.set(transfer.order);
    case 3: return cell.set(transfer.debit);
    case 4: return cell.set(transfer.credit);
    case 5: return cell.set(transfer.amount.nano());
    case 6: return cell.set(transfer.at);
    default: return;
    }
}

template<class Row>
Result<void> RowBatch::insert(Database& database, const char* sql, const std::vector<Row>& rows)
{
    class Source final : public storage::RowSource
    {
    public:
        explicit Source(const std::vector<Row>& given)
            : m_rows(given)
        {}
        std::size_t size() const override { return m_rows.size(); }
        void fill(std::size_t row, int column, Cell cell) const override { RowBatch::fill(m_rows[row], column, cell); }

    private:
        const std::vector<Row>& m_rows;
    };
    return rows.empty() ? Result<void>() : database.runOver(sql, Source(rows));
}

Result<void> RowBatch::write(Database& database)
{
    auto written = insert(database, kInsertOrders, m_orders);
    if (written)
        written = insert(database, kInsertRequests, m_requests);
    if (written)
        written = insert(database, kInsertTransitions, m_transitions);
    if (written)
        written = insert(database, kInsertAttempts, m_attempts);
    if (written)
        written = insert(database, kInsertTransfers, m_transfers);
    m_orders.clear();
    m_requests.clear();
    m_transitions.clear();
    m_attempts.clear();
    m_transfers.clear();
    return written;
}

} // namespace gotoai::clearinghouse
