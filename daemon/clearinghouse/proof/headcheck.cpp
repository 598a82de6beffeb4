// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headcheck.h"

#include <algorithm>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

std::string cutText(const SignedHead& head, std::int64_t lastBatch)
{
    return "batch " + std::to_string(head.head.batch) + " was signed at " + toRfc3339(head.at) +
           ", and the ledger ends with batch " + std::to_string(lastBatch) +
           ": it was cut off, or an older copy put back";
}

constexpr const char* kOtherChain = "the batch of this number has another hash now: the ledger was written anew";
constexpr const char* kOtherBook = "it is of another book";

} // namespace

Result<HeadCheck> HeadCheck::open(const std::string& path, std::vector<crypto::VerifyKey> keys)
{
    auto reader = HeadReader::open(path);
    if (!reader)
        return std::move(reader).error();
    return HeadCheck(std::move(*reader), std::move(keys));
}

Error HeadCheck::broken(const std::string& what) const
{
    return failure(ErrorCode::Corrupt, "heads " + std::to_string(m_reader.line()) + ": " + what);
}

Result<void> HeadCheck::advance()
{
    auto head = m_reader.next();
    if (!head)
        return std::move(head).error();
    if (m_next)
        m_last = std::move(m_next);
    m_next = *std::move(head);
    if (!m_next)
        return {};
    ++m_count;
    if (m_next->book != m_book)
        return broken(kOtherBook);
    if (m_last && m_next->head.batch <= m_last->head.batch)
        return broken("it does not follow the one before");
    const auto key = std::ranges::find(m_keys, m_next->keyId, &crypto::VerifyKey::id);
    if (isProven() && key == m_keys.end())
        return broken("it is signed by key " + m_next->keyId + ", which is not among the public keys");
    if (isProven() && !m_next->isSignedBy(*key))
        return broken("its signature is wrong");
    return {};
}

Result<void> HeadCheck::batch(std::int64_t number, const crypto::Digest& hash)
{
    if (!std::exchange(m_hasBegun, true)) {
        if (auto begun = advance(); !begun)
            return begun;
    }
    if (!m_next || m_next->head.batch != number)
        return {};
    return m_next->head.hash == hash ? advance() : broken(kOtherChain);
}

Result<void> HeadCheck::end(std::int64_t lastBatch)
{
    if (!std::exchange(m_hasBegun, true)) {
        if (auto begun = advance(); !begun)
            return begun;
    }
    return m_next ? broken(cutText(*m_next, lastBatch)) : Result<void>();
}

Result<void> requireHead(storage::Database& database, const IdBytes& book, const SignedHead& head)
{
    const auto corrupt = [](std::string what) { return failure(ErrorCode::Corrupt, std::move(what)); };
    if (head.book != book)
        return corrupt("the last signed head: " + std::string(kOtherBook));
    auto last = database.prepare("SELECT coalesce(max(number), 0) FROM batches");
    if (!last)
        return std::move(last).error();
    if (auto row = last->step(); !row)
        return std::move(row).error();
    if (last->integer(0) < head.head.batch)
        return corrupt(cutText(head, last->integer(0)));
    auto hash = database.prepare("SELECT hash FROM batches WHERE number = ?1");
    if (!hash)
        return std::move(hash).error();
    const auto row = hash->bind(1, head.head.batch).step();
    if (!row)
        return row.error();
    if (!*row || !std::ranges::equal(hash->blob(0), head.head.hash))
        return corrupt("batch " + std::to_string(head.head.batch) + ": " + kOtherChain);
    return {};
}

} // namespace gotoai::clearinghouse
