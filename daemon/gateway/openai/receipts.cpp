// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/receipts.h"

#include "gateway/openai/errorreply.h"

#include <vector>

namespace gotoai::gateway {
namespace {

constexpr std::string_view kBegin = "/v1/orders/";
constexpr std::string_view kEnd = "/receipt";

} // namespace

std::optional<std::string_view> Receipts::orderOf(std::string_view path)
{
    if (!path.starts_with(kBegin) || !path.ends_with(kEnd) || path.size() <= kBegin.size() + kEnd.size())
        return std::nullopt;
    const std::string_view order = path.substr(kBegin.size(), path.size() - kBegin.size() - kEnd.size());
    return order.find('/') == std::string_view::npos ? std::optional(order) : std::nullopt;
}

void Receipts::answer(std::unique_ptr<http::Exchange> exchange, const AccountId& account, std::string_view order,
                      const OrderId& requestId)
{
    m_asked.emplace(requestId, std::move(exchange));
    const auto id = OrderId::parse(order);
    if (!id)
        return found(requestId, failure(ErrorCode::NotFound, "there is no such order"));
    if (m_source == nullptr)
        return found(requestId, failure(ErrorCode::StoreUnavailable, "Receipts are not kept here."));
    m_source->findReceipt(account, *id,
                          [this, requestId](const Result<std::string>& receipt) { found(requestId, receipt); });
}

void Receipts::found(const OrderId& requestId, const Result<std::string>& receipt)
{
    const std::unique_ptr<http::Exchange> exchange = std::move(m_asked.extract(requestId).mapped());
    std::vector<http::Header> headers{{"content-type", "application/json"}, {"x-request-id", requestId.toString()}};
    if (receipt)
        return exchange->respond(200, headers, *receipt);
    const Error& error = receipt.error();
    if (error.code == ErrorCode::NotFound)
        return exchange->respond(404, headers, errorBody("There is no such order.", "order_not_found"));
    const bool mayCome = error.code == ErrorCode::Conflict;
    if (const auto seconds = retryAfterSeconds(error.code, std::nullopt); seconds || mayCome)
        headers.push_back({"retry-after", std::to_string(seconds.value_or(1))});
    exchange->respond(httpStatus(error.code), headers, errorBody(error));
}

} // namespace gotoai::gateway
