// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/balancewatch.h"

#include <iterator>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

bool isSpendable(const LedgerAccount& account)
{
    return account.kind() == LedgerAccount::Kind::Available || account.kind() == LedgerAccount::Kind::PromoAvailable;
}

// Beyond what int64 holds nothing is low.
Money sumOf(Money own, Money granted) { return own.plus(granted).value_or(own); }

} // namespace

void BalanceWatch::setThresholds(BalanceThresholdsPtr thresholds)
{
    if (thresholds != m_thresholds)
        m_next = std::move(thresholds);
}

void BalanceWatch::note(std::span<const TransferRecord> transfers)
{
    if (!m_thresholds || m_thresholds->empty())
        return;
    for (const TransferRecord& transfer : transfers) {
        m_touched.push_back({.account = transfer.debit});
        m_touched.push_back({.account = transfer.credit, .isIncome = transfer.kind != TransferKind::Release});
    }
}

void BalanceWatch::committed(const Books& books)
{
    for (const Touch& touch : m_touched) {
        const LedgerAccount& account = books.account(touch.account);
        if (isSpendable(account))
            look(books, *account.owner(), touch.isIncome);
    }
    m_touched.clear();
    m_taken.clear();
    if (m_next)
        adopt(books);
}

void BalanceWatch::rolledBack()
{
    m_touched.clear();
    m_crossings.insert(m_crossings.begin(), std::make_move_iterator(m_taken.begin()),
                       std::make_move_iterator(m_taken.end()));
    m_taken.clear();
}

std::vector<BalanceCrossing> BalanceWatch::take()
{
    m_taken.insert(m_taken.end(), m_crossings.begin(), m_crossings.end());
    return std::exchange(m_crossings, {});
}

// Whom nobody watches any more is low no more.
void BalanceWatch::adopt(const Books& books)
{
    m_thresholds = std::exchange(m_next, nullptr);
    for (const auto& [account, isLow] : m_isLow) {
        if (!isLow || m_thresholds->contains(account))
            continue;
        BalanceCrossing crossing;
        crossing.account = account;
        crossing.isLow = false;
        m_crossings.push_back(crossing);
    }
    std::erase_if(m_isLow, [this](const auto& watched) { return !m_thresholds->contains(watched.first); });
    for (const auto& [account, threshold] : *m_thresholds)
        look(books, account, true);
}

void BalanceWatch::look(const Books& books, const AccountId& account, bool mayRise)
{
    const auto threshold = m_thresholds->find(account);
    if (threshold == m_thresholds->end())
        return;
    const Money available =
        sumOf(books.balance(LedgerAccount::available(account)), books.balance(LedgerAccount::promoAvailable(account)));
    bool& wasLow = m_isLow[account];
    const bool isLow = available < threshold->second;
    if (isLow == wasLow || (wasLow && !mayRise))
        return;
    wasLow = isLow;
    m_crossings.push_back(
        {.account = account,
         .available = available,
         .held = sumOf(books.balance(LedgerAccount::held(account)), books.balance(LedgerAccount::promoHeld(account))),
         .threshold = threshold->second,
         .isLow = isLow});
}

} // namespace gotoai::clearinghouse
