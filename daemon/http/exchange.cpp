// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/exchange.h"

#include "http/connection.h"

#include <utility>

namespace gotoai::http {

namespace {

std::vector<Header> joined(std::vector<Header> headers, const std::vector<Header>& further)
{
    headers.insert(headers.end(), further.begin(), further.end());
    return headers;
}

} // namespace

std::string_view Request::header(std::string_view name) const
{
    for (const auto& header : headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

Exchange::Exchange(Connection& connection, Request request)
    : m_connection(&connection)
    , m_request(std::move(request))
{}

Exchange::~Exchange()
{
    if (!m_connection)
        return;
    if (m_phase == Phase::Waiting)
        m_connection->answerAbandoned();
    else
        m_connection->cutStream();
}

void Exchange::setObserver(ExchangeObserver* observer) { m_observer = observer; }

void Exchange::respond(int status, const std::vector<Header>& headers, std::string_view body)
{
    if (m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Done;
    auto* connection = std::exchange(m_connection, nullptr);
    if (connection && m_added.empty())
        connection->answer(status, headers, body);
    else if (connection)
        connection->answer(status, joined(headers, m_added), body);
}

void Exchange::beginStream(int status, const std::vector<Header>& headers)
{
    if (m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Streaming;
    if (m_connection && m_added.empty())
        m_connection->beginStream(status, headers);
    else if (m_connection)
        m_connection->beginStream(status, joined(headers, m_added));
}

void Exchange::write(std::string_view bytes)
{
    if (m_phase == Phase::Streaming && m_connection && !bytes.empty())
        m_connection->writeStream(bytes);
}

void Exchange::endStream()
{
    if (m_phase != Phase::Streaming)
        return;
    m_phase = Phase::Done;
    if (auto* connection = std::exchange(m_connection, nullptr))
        connection->endStream();
}

std::size_t Exchange::bytesWaiting() const { return m_connection ? m_connection->bytesWaiting() : 0; }

bool Exchange::isAboveHighWater() const { return bytesWaiting() > kHighWater; }

} // namespace gotoai::http
