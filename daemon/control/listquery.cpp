// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"

#include <QByteArray>

#include <charconv>
#include <limits>

namespace gotoai::control {
namespace {

constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

template<class Integer>
bool readNumber(std::string_view text, Integer& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

Error notACursor() { return failure(ErrorCode::InvalidRequest, "the cursor is not one of this list", "cursor"); }

} // namespace

Result<ListQuery> ListQuery::parse(std::string_view list, const Call::Query& query)
{
    ListQuery parsed;
    parsed.m_list = list;
    if (const auto limit = query.find("limit"); limit != query.end()) {
        if (!readNumber(limit->second, parsed.m_limit) || parsed.m_limit < 1 || parsed.m_limit > kMaxLimit)
            return failure(ErrorCode::InvalidRequest, "a limit is between 1 and 500", "limit");
    }
    if (const auto cursor = query.find("cursor"); cursor != query.end()) {
        const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromStdString(cursor->second),
                                                            kBase64 | QByteArray::AbortOnBase64DecodingErrors);
        const std::string text = decoded ? decoded.decoded.toStdString() : std::string();
        const std::string prefix = parsed.m_list + ":";
        if (!text.starts_with(prefix))
            return notACursor();
        parsed.m_position = text.substr(prefix.size());
    }
    return parsed;
}

std::string ListQuery::cursorAt(std::string_view position) const
{
    const std::string text = m_list + ":" + std::string(position);
    return QByteArray::fromStdString(text).toBase64(kBase64).toStdString();
}

Result<clearinghouse::PageRequest> ListQuery::byNumber() const
{
    clearinghouse::PageRequest request{.limit = m_limit};
    if (!m_position)
        return request;
    const bool isBelow = m_position->starts_with('<');
    std::int64_t number = 0;
    if ((!isBelow && !m_position->starts_with('>')) || !readNumber(std::string_view(*m_position).substr(1), number))
        return notACursor();
    // Rows are numbered from 1 on; cursors come back as anybody likes.
    if (number < (isBelow ? 1 : 0) || number == std::numeric_limits<std::int64_t>::max())
        return notACursor();
    (isBelow ? request.before : request.after) = number;
    return request;
}

Result<clearinghouse::PageRequest> ListQuery::onward() const
{
    auto request = byNumber();
    if (request && request->after)
        return notACursor();
    return request;
}

Result<std::optional<Instant>> timeFilter(const Call::Query& query, std::string_view name)
{
    const auto found = query.find(name);
    if (found == query.end())
        return std::optional<Instant>();
    const auto at = fromRfc3339(found->second);
    if (!at)
        return failure(ErrorCode::InvalidRequest, "a time is as in 2026-01-02T03:04:05Z", std::string(name));
    return at;
}

} // namespace gotoai::control
