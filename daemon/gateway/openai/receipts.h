// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "gateway/openai/receiptsource.h"
#include "http/exchange.h"

#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace gotoai::gateway {

// GET /v1/orders/{id}/receipt: requests whose receipt is being looked for. On its lane's thread.
class Receipts
{
public:
    // The `{id}` of such a path; empty when it is none.
    static std::optional<std::string_view> orderOf(std::string_view path);

    void setSource(ReceiptSource* source) { m_source = source; } // outlives this

    // Answers it, later on. What is no id is an order that nobody has.
    void answer(std::unique_ptr<http::Exchange> exchange, const AccountId& account, std::string_view order,
                const OrderId& requestId);

private:
    void found(const OrderId& requestId, const Result<std::string>& receipt);

    ReceiptSource* m_source = nullptr;
    std::unordered_map<OrderId, std::unique_ptr<http::Exchange>> m_asked;
};

} // namespace gotoai::gateway
