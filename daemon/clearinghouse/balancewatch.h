// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/books.h"

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace gotoai::clearinghouse {

// What customers are to have available at least, their own and granted money together.
using BalanceThresholds = std::unordered_map<AccountId, Money>;
using BalanceThresholdsPtr = std::shared_ptr<const BalanceThresholds>;

// A wallet that has less than its threshold now, or has it again.
struct BalanceCrossing
{
    AccountId account;
    Money available; // as of the batch in which it happened
    Money held;
    Money threshold;
    bool isLow = true;
};

// Tells once of each wallet that passes below its threshold, and of it again only after money has come in: a top-up, a
// grant, a refund, an adjustment. What an order gives back to the wallet that it held it from lifts nothing, or wallets
// near their threshold would be told of all the time. Looks at what each batch moved, when the batch stands. On the
// ledger's thread.
class BalanceWatch
{
public:
    // Counts from the end of the batch on; wallets that are below then are told of.
    void setThresholds(BalanceThresholdsPtr thresholds);
    // What the batch moves.
    void note(std::span<const TransferRecord> transfers);

    // The batch's end.
    void committed(const Books& books);
    void rolledBack();

    // Those that were not told of before. They count as told when the batch has ended.
    std::vector<BalanceCrossing> take();

private:
    struct Touch
    {
        std::int64_t account = 0; // of the ledger
        bool isIncome = false;
    };

    void adopt(const Books& books);
    void look(const Books& books, const AccountId& account, bool mayRise);

    BalanceThresholdsPtr m_thresholds; // null: nobody has asked yet
    BalanceThresholdsPtr m_next;       // counts from the end of the batch on
    std::unordered_map<AccountId, bool> m_isLow;
    std::vector<Touch> m_touched; // of this batch
    std::vector<BalanceCrossing> m_crossings;
    std::vector<BalanceCrossing> m_taken; // in this batch
};

} // namespace gotoai::clearinghouse
