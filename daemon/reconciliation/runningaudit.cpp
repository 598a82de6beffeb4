// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/runningaudit.h"

#include "clearinghouse/balancemarks.h"
#include "clearinghouse/bookid.h"
#include "clearinghouse/checkpoint.h"
#include "clearinghouse/tables.h"
#include "storage/eachrow.h"

namespace gotoai::reconciliation {
namespace {

using clearinghouse::BatchAudit;
using clearinghouse::BookFault;
using clearinghouse::brokenLine;
using clearinghouse::ChunkReader;
using clearinghouse::Counters;
using storage::Database;

// What is read belongs together: one snapshot.
template<class Read>
auto inSnapshot(Database& database, Read read) -> decltype(read())
{
    if (auto begun = database.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto result = read();
    if (auto ended = database.execute("ROLLBACK"); !ended)
        return std::move(ended).error();
    return result;
}

Result<std::vector<Price>> readPrices(Database& database, std::int64_t through)
{
    std::vector<Price> prices;
    auto select = database.prepare(clearinghouse::tables::kSelectPrices);
    if (!select)
        return std::move(select).error();
    select->bind(1, std::int64_t{1});
    while (std::ssize(prices) < through) {
        const auto row = select->step();
        if (!row)
            return row.error();
        crypto::Digest leaf{};
        const auto number = std::ssize(prices) + 1;
        if (!*row)
            return brokenLine("settled_prices", number, "the row is missing");
        const auto record = clearinghouse::tables::readPrice(*select, leaf);
        auto price = Price::make(record.id, {record.picos, record.tiers}, fromMicroseconds(record.validFrom));
        if (!price || record.number != number)
            return brokenLine("settled_prices", number, "it is no price", BookFault::Chain);
        prices.push_back(*std::move(price));
    }
    return prices;
}

} // namespace

RunningAudit::RunningAudit(std::unique_ptr<BatchAudit> audit, const clearinghouse::ReadPlace& place, bool isWhole)
    : m_audit(std::move(audit))
    , m_place(place)
    , m_isWhole(isWhole)
{}

Result<std::unique_ptr<RunningAudit>> RunningAudit::fromBeginning(Database& database,
                                                                  clearinghouse::Forgiveness isForgiven)
{
    const auto book = clearinghouse::readBookId(database);
    if (!book)
        return book.error();
    auto forgiven = std::make_shared<std::string>();
    const auto noted = [isForgiven = std::move(isForgiven), forgiven](const Error& error) {
        if (!isForgiven || !isForgiven(error))
            return false;
        if (forgiven->empty())
            *forgiven = error.detail;
        return true;
    };
    auto audit = std::make_unique<BatchAudit>(*book, BatchAudit::Witness(), noted);
    std::unique_ptr<RunningAudit> running(new RunningAudit(std::move(audit), {}, true));
    running->m_isForgiven = noted;
    running->m_forgiven = std::move(forgiven);
    return running;
}

Result<std::unique_ptr<RunningAudit>> RunningAudit::fromEnd(Database& database)
{
    return inSnapshot(database, [&database]() -> Result<std::unique_ptr<RunningAudit>> {
        const auto book = clearinghouse::readBookId(database);
        if (!book)
            return book.error();
        auto books = clearinghouse::loadBooks(database, *book);
        if (!books)
            return std::move(books).error();
        auto prices = readPrices(database, books->counters.prices);
        if (!prices)
            return std::move(prices).error();
        const Counters at = books->counters;
        auto audit = std::make_unique<BatchAudit>(*std::move(books), *std::move(prices));
        return std::unique_ptr<RunningAudit>(new RunningAudit(std::move(audit), {.at = at}, false));
    });
}

Result<bool> RunningAudit::step(Database& database, std::size_t rows)
{
    auto stepped = inSnapshot(database, [&] { return stepInSnapshot(database, rows); });
    if (!stepped || *stepped || !m_isWhole)
        return stepped;
    if (auto finished = finish(database); !finished)
        return std::move(finished).error();
    m_isWhole = false;
    return false;
}

Result<bool> RunningAudit::stepInSnapshot(Database& database, std::size_t rows)
{
    ChunkReader reader(database);
    const auto counts = m_isWhole ? ChunkReader::Counts::Checked : ChunkReader::Counts::Unchecked;
    if (auto opened = reader.open(m_place, counts); !opened)
        return std::move(opened).error();
    const auto checkpoint = clearinghouse::checkpointPlace(database);
    if (!checkpoint)
        return checkpoint.error();
    if (auto compared = compare(database, *checkpoint); !compared)
        return std::move(compared).error();
    for (std::size_t read = 0; read < rows;) {
        const clearinghouse::LedgerChunk chunk = reader.next(*checkpoint);
        if (chunk.fault && chunk.fault->code != ErrorCode::Corrupt)
            return *chunk.fault; // nothing of the chunk has been taken
        if (auto taken = m_audit->take(chunk); !taken)
            return std::move(taken).error();
        m_place = reader.place();
        if (auto compared = compare(database, *checkpoint); !compared)
            return std::move(compared).error();
        if (chunk.isLast)
            return false;
        read += chunk.transfers.size() + chunk.orders.size() + chunk.seals.size();
    }
    return true;
}

// When the fold stands where the checkpoint was made, the two are equal. The checkpoint is what the settler has in
// memory, so its books are held against the fold, too.
Result<void> RunningAudit::compare(Database& database, const std::optional<Counters>& checkpoint)
{
    if (!checkpoint || *checkpoint == m_compared || !clearinghouse::isCheckpointAt(*checkpoint, through()))
        return {};
    m_compared = *checkpoint;
    return unlessForgiven(clearinghouse::auditCheckpoint(database, books()));
}

Result<void> RunningAudit::finish(Database& database)
{
    if (auto summed = unlessForgiven(checkSum(books())); !summed)
        return summed;
    return unlessForgiven(inSnapshot(database, [&database] { return clearinghouse::auditMarks(database); }));
}

Result<void> RunningAudit::unlessForgiven(Result<void> judged) const
{
    return judged || (m_isForgiven && m_isForgiven(judged.error())) ? Result<void>() : judged;
}

Result<void> checkSum(const clearinghouse::Books& books)
{
    __extension__ __int128 sum = 0;
    for (std::int64_t account = 1; account <= books.counters.accounts; ++account)
        sum += books.balance(account).nano();
    return sum == 0 ? Result<void>()
                    : brokenLine("transfers", books.counters.transfers, "the sum of all balances is not zero",
                                 BookFault::Sum);
}

} // namespace gotoai::reconciliation
