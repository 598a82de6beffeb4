// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/order.h"

#include <array>

namespace gotoai::clearinghouse {

std::string_view orderStateWord(OrderState state)
{
    switch (state) {
    case OrderState::Rejected: return "rejected";
    case OrderState::Reserved: return "reserved";
    case OrderState::InDoubt: return "in_doubt";
    case OrderState::Finalized: return "finalized";
    case OrderState::Released: return "released";
    }
    return "unknown";
}

std::optional<OrderState> orderStateFromWord(std::string_view word)
{
    constexpr std::array kStates = {OrderState::Rejected, OrderState::Reserved, OrderState::InDoubt,
                                    OrderState::Finalized, OrderState::Released};
    for (const OrderState state : kStates) {
        if (orderStateWord(state) == word)
            return state;
    }
    return std::nullopt;
}

std::string_view payerWord(Payer payer)
{
    switch (payer) {
    case Payer::User: return "user";
    case Payer::Platform: return "platform";
    case Payer::CustomerKey: return "customer_key";
    }
    return "unknown";
}

} // namespace gotoai::clearinghouse
