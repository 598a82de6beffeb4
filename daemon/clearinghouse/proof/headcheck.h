// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/proof/headfile.h"
#include "storage/database.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// Holds every signed head against the chain, while somebody goes through the batches. Errors are Corrupt and name the
// head's line: "heads 3: …".
class HeadCheck
{
public:
    // Without keys signatures stay unproven. NotFound when there is no file.
    static Result<HeadCheck> open(const std::string& path, std::vector<crypto::VerifyKey> keys);

    // The book that the heads are to be of; before the first batch.
    void setBook(const IdBytes& book) { m_book = book; }
    // Of each batch, in order.
    Result<void> batch(std::int64_t number, const crypto::Digest& hash);
    // Behind the last: a head that is left was signed for a batch that the ledger has not.
    Result<void> end(std::int64_t lastBatch);

    std::int64_t count() const { return m_count; }
    const std::optional<SignedHead>& last() const { return m_last; }
    bool isProven() const { return !m_keys.empty(); }

private:
    HeadCheck(HeadReader reader, std::vector<crypto::VerifyKey> keys)
        : m_reader(std::move(reader))
        , m_keys(std::move(keys))
    {}
    Result<void> advance();
    Error broken(const std::string& what) const;

    HeadReader m_reader;
    std::vector<crypto::VerifyKey> m_keys;
    IdBytes m_book{};
    bool m_hasBegun = false;
    std::optional<SignedHead> m_next; // the first that was not reached
    std::optional<SignedHead> m_last; // the last that held
    std::int64_t m_count = 0;
};

// Whether the ledger's tables go on from a head. Corrupt when they end before it or have another batch there.
Result<void> requireHead(storage::Database& database, const IdBytes& book, const SignedHead& head);

} // namespace gotoai::clearinghouse
