// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/balancemarks.h"

#include "clearinghouse/eventaudit.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

constexpr char kSelectPrevious[] = "SELECT previous FROM balance_marks WHERE block = ?1 AND account = ?2";
constexpr std::size_t kEntryBytes = 9; // a kind, then nano-dollars, least significant byte first

std::vector<std::uint8_t> encode(const KindSums& sums)
{
    std::vector<std::uint8_t> bytes;
    bytes.reserve(sums.size() * kEntryBytes);
    for (const auto& [kind, sum] : sums) {
        bytes.push_back(static_cast<std::uint8_t>(kind));
        const auto bits = static_cast<std::uint64_t>(sum.nano());
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
    return bytes;
}

Result<KindSums> decode(std::span<const std::uint8_t> bytes)
{
    if (bytes.size() % kEntryBytes != 0)
        return failure(ErrorCode::Corrupt, "a balance mark is damaged");
    KindSums sums;
    for (; !bytes.empty(); bytes = bytes.subspan(kEntryBytes)) {
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < 8; ++i)
            bits |= std::uint64_t{bytes[1 + i]} << (8 * i);
        sums.insert_or_assign(static_cast<TransferKind>(bytes[0]), Money::fromNano(static_cast<std::int64_t>(bits)));
    }
    return sums;
}

// One number that a statement with up to two numbers selects; empty for no row and for NULL.
Result<std::optional<std::int64_t>> number(Database& database, const char* sql,
                                           std::initializer_list<std::int64_t> values)
{
    auto statement = database.cached(sql);
    if (!statement)
        return std::move(statement).error();
    int position = 0;
    for (const std::int64_t value : values)
        (*statement)->bind(++position, value);
    const auto row = (*statement)->step();
    if (!row)
        return row.error();
    std::optional<std::int64_t> found;
    if (*row && !(*statement)->isNull(0))
        found = (*statement)->integer(0);
    (*statement)->reset();
    return found;
}

Result<void> addAll(KindSums& sums, const KindSums& added)
{
    for (const auto& [kind, amount] : added) {
        if (auto sum = addTo(sums[kind], amount); !sum)
            return sum;
    }
    return {};
}

// What one block did to an account.
struct Movement
{
    std::uint64_t places = 0;
    KindSums sums;
};

struct Block
{
    std::unordered_map<std::int64_t, Movement> moved; // by number of the ledger account
    std::int64_t transfers = 0;
    std::int64_t latestUs = 0; // of all transfers up to its end
};

// `latestUs` of the block before goes in, too.
Result<Block> foldBlock(Database& database, std::int64_t block, std::int64_t latestUs)
{
    auto statement = database.cached("SELECT kind, debit, credit, amount_nano, at_us FROM transfers "
                                     "WHERE number > ?1 AND number <= ?2 ORDER BY number");
    if (!statement)
        return std::move(statement).error();
    storage::Statement& row = **statement;
    row.bind(1, (block - 1) * kMarkBlock).bind(2, block * kMarkBlock);
    Block folded{.moved = {}, .latestUs = latestUs};
    for (;;) {
        const auto stepped = row.step();
        if (!stepped)
            return stepped.error();
        if (!*stepped)
            break;
        const std::uint64_t place = std::uint64_t{1} << (folded.transfers / (kMarkBlock / kMarkPlaces));
        for (const int column : {1, 2}) {
            Movement& movement = folded.moved[row.integer(column)];
            movement.places |= place;
            const std::int64_t nano = column == 1 ? -row.integer(3) : row.integer(3);
            if (auto added = addTo(movement.sums[static_cast<TransferKind>(row.integer(0))], Money::fromNano(nano));
                !added)
                return std::move(added).error();
        }
        folded.latestUs = std::max(folded.latestUs, row.integer(4));
        ++folded.transfers;
    }
    row.reset();
    return folded;
}

// A mark with nothing in it: the account has none.
Result<Mark> headOf(Database& database, std::int64_t account)
{
    auto statement = database.cached("SELECT block, sums FROM mark_heads WHERE account = ?1");
    if (!statement)
        return std::move(statement).error();
    const auto row = (*statement)->bind(1, account).step();
    if (!row)
        return row.error();
    Mark head;
    if (*row) {
        auto sums = decode((*statement)->blob(1));
        if (!sums)
            return std::move(sums).error();
        head = {.block = (*statement)->integer(0), .sums = *std::move(sums)};
    }
    (*statement)->reset();
    return head;
}

Result<void> insertMark(Database& database, std::int64_t account, std::int64_t previous, const Mark& mark)
{
    const std::vector<std::uint8_t> sums = encode(mark.sums);
    auto insert = database.cached("INSERT INTO balance_marks(block, account, previous, places, sums) "
                                  "VALUES(?1, ?2, ?3, ?4, ?5)");
    if (!insert)
        return std::move(insert).error();
    (*insert)->bind(1, mark.block).bind(2, account).bind(3, previous);
    (*insert)->bind(4, static_cast<std::int64_t>(mark.places)).bind(5, std::span<const std::uint8_t>(sums));
    if (auto inserted = (*insert)->run(); !inserted)
        return inserted;
    auto replace = database.cached("INSERT OR REPLACE INTO mark_heads(account, block, sums) VALUES(?1, ?2, ?3)");
    if (!replace)
        return std::move(replace).error();
    (*replace)->bind(1, account).bind(2, mark.block).bind(3, std::span<const std::uint8_t>(sums));
    return (*replace)->run();
}

Result<std::optional<Mark>> readMark(Database& database, std::int64_t account, std::int64_t block)
{
    auto statement = database.cached("SELECT places, sums FROM balance_marks WHERE block = ?1 AND account = ?2");
    if (!statement)
        return std::move(statement).error();
    const auto row = (*statement)->bind(1, block).bind(2, account).step();
    if (!row)
        return row.error();
    if (!*row)
        return std::optional<Mark>();
    auto sums = decode((*statement)->blob(1));
    if (!sums)
        return std::move(sums).error();
    Mark mark{block, static_cast<std::uint64_t>((*statement)->integer(0)), *std::move(sums)};
    (*statement)->reset();
    return std::optional(std::move(mark));
}

Result<std::int64_t> latestOf(Database& database, std::int64_t block)
{
    const auto latest = number(database, "SELECT latest_us FROM mark_blocks WHERE number = ?1", {block});
    return latest ? Result<std::int64_t>(latest->value_or(0)) : latest.error();
}

// Goes through the marked blocks with what the heads should be at each.
class MarkAudit
{
public:
    explicit MarkAudit(Database& database)
        : m_database(database)
    {}

    Result<void> block(std::int64_t block)
    {
        const auto folded = foldBlock(m_database, block, m_latestUs);
        const auto latest = folded ? latestOf(m_database, block) : folded.error();
        if (!latest)
            return latest.error();
        m_latestUs = folded->latestUs;
        if (folded->transfers != kMarkBlock || *latest != m_latestUs)
            return brokenLine("mark_blocks", block, "it is not what its transfers come to");
        m_marks += static_cast<std::int64_t>(folded->moved.size());
        for (const auto& [account, movement] : folded->moved) {
            if (auto marked = mark(block, account, movement); !marked)
                return marked;
        }
        return {};
    }

    Result<void> end()
    {
        const auto marks = number(m_database, "SELECT count(*) FROM balance_marks", {});
        const auto heads = marks ? number(m_database, "SELECT count(*) FROM mark_heads", {}) : marks;
        if (!heads)
            return heads.error();
        if (*marks != m_marks || *heads != static_cast<std::int64_t>(m_heads.size()))
            return failure(ErrorCode::Corrupt, "balance_marks: there are marks of accounts that did not move");
        for (const auto& [account, head] : m_heads) {
            const auto kept = headOf(m_database, account);
            if (!kept)
                return kept.error();
            if (kept->block != head.block || kept->sums != head.sums)
                return brokenLine("mark_heads", account, "it is not the account's newest mark");
        }
        return {};
    }

private:
    Result<void> mark(std::int64_t block, std::int64_t account, const Movement& movement)
    {
        Mark& head = m_heads[account];
        const std::int64_t previous = std::exchange(head.block, block);
        head.places = movement.places;
        if (auto added = addAll(head.sums, movement.sums); !added)
            return added;
        const auto kept = readMark(m_database, account, block);
        const auto link = kept ? number(m_database, kSelectPrevious, {block, account}) : kept.error();
        if (!link)
            return link.error();
        if (*kept != head || *link != previous)
            return brokenLine("balance_marks", account,
                              "its mark behind block " + std::to_string(block) + " is not what transfers come to");
        return {};
    }

    Database& m_database;
    std::unordered_map<std::int64_t, Mark> m_heads;
    std::int64_t m_latestUs = 0;
    std::int64_t m_marks = 0;
};

} // namespace

Result<void> addTo(Money& sum, Money amount)
{
    const auto added = sum.plus(amount);
    if (!added)
        return failure(ErrorCode::Corrupt, "a sum of transfers is beyond what an amount can hold");
    sum = *added;
    return {};
}

Result<bool> markNextBlock(Database& database)
{
    const auto last = lastMarkedBlock(database);
    if (!last)
        return last.error();
    const std::int64_t block = *last + 1;
    const auto end = number(database, "SELECT number FROM transfers WHERE number = ?1", {block * kMarkBlock});
    if (!end || !*end)
        return end ? Result<bool>(false) : end.error();
    const auto latest = latestOf(database, *last);
    const auto folded = latest ? foldBlock(database, block, *latest) : latest.error();
    if (!folded)
        return folded.error();
    for (const auto& [account, movement] : folded->moved) {
        auto mark = headOf(database, account);
        if (!mark)
            return std::move(mark).error();
        const std::int64_t previous = std::exchange(mark->block, block);
        mark->places = movement.places;
        auto added = addAll(mark->sums, movement.sums);
        if (added)
            added = insertMark(database, account, previous, *mark);
        if (!added)
            return std::move(added).error();
    }
    auto insert = database.cached("INSERT INTO mark_blocks(number, latest_us) VALUES(?1, ?2)");
    if (!insert)
        return std::move(insert).error();
    (*insert)->bind(1, block).bind(2, folded->latestUs);
    const auto inserted = (*insert)->run();
    return inserted ? Result<bool>(true) : inserted.error();
}

Result<void> auditMarks(Database& readOnly)
{
    const auto table = number(readOnly, "SELECT count(*) FROM sqlite_master WHERE name = 'mark_blocks'", {});
    if (!table)
        return table.error();
    if (*table == 0)
        return {};
    const auto blocks = lastMarkedBlock(readOnly);
    if (!blocks)
        return blocks.error();
    MarkAudit audit(readOnly);
    for (std::int64_t block = 1; block <= *blocks; ++block) {
        if (auto audited = audit.block(block); !audited)
            return audited;
    }
    return audit.end();
}

Result<std::int64_t> lastMarkedBlock(Database& database)
{
    const auto last = number(database, "SELECT max(number) FROM mark_blocks", {});
    return last ? Result<std::int64_t>(last->value_or(0)) : last.error();
}

// An account that moves often has a mark close by; one that moves rarely has a short way from its newest.
Result<std::optional<Mark>> markBelow(Database& database, std::int64_t account, std::int64_t block)
{
    constexpr std::int64_t kNear = 4;
    const auto head = headOf(database, account);
    if (!head || head->block == 0)
        return head ? Result<std::optional<Mark>>(std::nullopt) : head.error();
    if (head->block <= block)
        return readMark(database, account, head->block);
    for (std::int64_t near = block; near > 0 && near > block - kNear; --near) {
        auto mark = readMark(database, account, near);
        if (!mark || *mark)
            return mark;
    }
    std::int64_t place = head->block;
    while (place > block) {
        const auto previous = number(database, kSelectPrevious, {place, account});
        if (!previous)
            return previous.error();
        place = previous->value_or(0);
    }
    return place > 0 ? readMark(database, account, place) : Result<std::optional<Mark>>(std::nullopt);
}

Result<std::optional<Mark>> markAbove(Database& database, std::int64_t account, std::int64_t block)
{
    const auto head = headOf(database, account);
    if (!head)
        return head.error();
    for (std::int64_t place = block; place <= head->block; ++place) {
        auto mark = readMark(database, account, place);
        if (!mark || *mark)
            return mark;
    }
    return std::optional<Mark>();
}

Result<std::int64_t> transferCut(Database& database, Instant at)
{
    const std::int64_t us = toMicroseconds(at);
    const auto last = lastMarkedBlock(database);
    if (!last)
        return last.error();
    std::int64_t low = 0; // blocks up to here end before `at`
    std::int64_t high = *last;
    while (low < high) {
        const std::int64_t middle = low + (high - low + 1) / 2;
        const auto latest = latestOf(database, middle);
        if (!latest)
            return latest.error();
        (*latest < us ? low : high) = *latest < us ? middle : middle - 1;
    }
    const auto first = number(database,
                              "SELECT number FROM transfers WHERE number > ?1 AND at_us >= ?2 "
                              "ORDER BY number LIMIT 1",
                              {low * kMarkBlock, us});
    if (!first)
        return first.error();
    if (*first)
        return **first;
    const auto end = number(database, "SELECT max(number) FROM transfers", {});
    return end ? Result<std::int64_t>(end->value_or(0) + 1) : end.error();
}

} // namespace gotoai::clearinghouse
