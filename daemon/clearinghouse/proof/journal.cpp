// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/journal.h"

#include "clearinghouse/proof/headfile.h"
#include "clearinghouse/proof/journalfile.h"
#include "clearinghouse/proof/journalreader.h"

#include <utility>

namespace gotoai::clearinghouse {
namespace {

// The signed heads of one batch after the other.
class HeadsByBatch
{
public:
    static Result<HeadsByBatch> open(const std::string& path)
    {
        auto reader = HeadReader::open(path);
        if (!reader && reader.error().code == ErrorCode::NotFound)
            return HeadsByBatch();
        if (!reader)
            return std::move(reader).error();
        HeadsByBatch heads;
        heads.m_reader.emplace(*std::move(reader));
        auto first = heads.m_reader->next();
        if (!first)
            return std::move(first).error();
        heads.m_next = *std::move(first);
        return heads;
    }

    Result<std::vector<SignedHead>> of(std::int64_t batch)
    {
        std::vector<SignedHead> found;
        while (m_next && m_next->head.batch <= batch) {
            if (m_next->head.batch == batch)
                found.push_back(*m_next);
            auto next = m_reader->next();
            if (!next)
                return std::move(next).error();
            m_next = *std::move(next);
        }
        return found;
    }

private:
    std::optional<HeadReader> m_reader;
    std::optional<SignedHead> m_next;
};

} // namespace

Result<JournalReport> exportJournal(storage::Database& readOnly, const std::string& headFile, const std::string& path)
{
    auto heads = HeadsByBatch::open(headFile);
    if (!heads)
        return std::move(heads).error();
    auto writer = JournalWriter::create(path);
    if (!writer)
        return std::move(writer).error();
    JournalReport report;
    Result<void> begun;
    const auto headsOf = [&](std::int64_t batch) -> Result<std::vector<SignedHead>> {
        auto found = heads->of(batch);
        if (found && !found->empty()) {
            report.heads += std::ssize(*found);
            report.lastHead = found->back();
        }
        return found;
    };
    const VerifyWitness witness{
        .book = [&](const IdBytes& book) { begun = writer->begin(book); },
        .chunk = [&](const LedgerChunk& chunk) { return begun ? writer->append(chunk, headsOf) : begun; }};
    auto books = verifyBooks(readOnly, witness);
    if (!books)
        return std::move(books).error();
    if (auto ended = writer->end(); !ended)
        return std::move(ended).error();
    report.books = *books;
    return report;
}

Result<JournalReport> verifyJournal(const std::string& path, std::vector<crypto::VerifyKey> keys)
{
    auto reader = JournalReader::open(path, std::move(keys));
    if (!reader)
        return std::move(reader).error();
    BatchAudit audit(reader->book());
    if (auto audited = auditChunks(audit, [&] { return reader->next(); }, {}); !audited)
        return std::move(audited).error();
    return JournalReport{
        .books = reportOf(audit.books(), reader->book()), .heads = reader->headCount(), .lastHead = reader->lastHead()};
}

} // namespace gotoai::clearinghouse
