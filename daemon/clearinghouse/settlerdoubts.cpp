// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/settler.h"

#include <algorithm>

// Orders that a crash left open.
namespace gotoai::clearinghouse {
namespace {

constexpr std::string_view kRestarted = "restarted";
constexpr std::string_view kExpired = "doubt_expired";

template<class Pick>
std::vector<OrderNumber> pickOpenOrders(const Books& books, Pick pick)
{
    std::vector<OrderNumber> picked;
    for (const auto& [number, order] : books.openOrders()) {
        if (pick(order))
            picked.push_back(number);
    }
    std::sort(picked.begin(), picked.end());
    return picked;
}

} // namespace

Result<std::size_t> Settler::doubtOpenOrders()
{
    const auto running =
        pickOpenOrders(m_books, [](const OpenOrder& order) { return order.state == OrderState::Reserved; });
    const Instant now = m_clock.now();
    for (const OrderNumber number : running) {
        OpenOrder doubted = *m_books.openOrder(number);
        doubted.state = OrderState::InDoubt;
        doubted.doubtDeadline = now + m_options.doubtDeadline;
        appendTransition({.order = number,
                          .state = OrderState::InDoubt,
                          .reason = kRestarted,
                          .at = toMicroseconds(now),
                          .deadline = toMicroseconds(doubted.doubtDeadline)});
        m_books.putOpenOrder(number, doubted);
    }
    return running.size();
}

Result<std::size_t> Settler::expireDoubts(const Instant& now)
{
    if (m_books.inDoubtCount() == 0)
        return std::size_t{0};
    auto expired = pickOpenOrders(m_books, [now](const OpenOrder& order) {
        return order.state == OrderState::InDoubt && order.doubtDeadline <= now;
    });
    expired.resize(std::min(expired.size(), m_options.doubtsPerBatch));
    for (const OrderNumber number : expired) {
        Settlement settlement;
        settlement.number = number;
        settlement.outcome = OrderState::Released;
        settlement.reason = kExpired;
        settlement.at = now;
        if (auto settled = settle(settlement); !settled)
            return std::move(settled).error();
    }
    return expired.size();
}

} // namespace gotoai::clearinghouse
