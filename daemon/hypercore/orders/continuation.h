// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "chat/partialanswer.h"
#include "clearinghouse/order.h"
#include "hypercore/orders/begunanswer.h"
#include "supply/catalog.h"

#include <cstdint>
#include <optional>

namespace gotoai::hypercore {

// A streamed answer that reaches its client part by part, each from another attempt: what is out of it, what broke it,
// and what the next endpoint is asked, which goes on with it or begins it anew.
class Continuation
{
public:
    // A frame of it went out.
    void add(const chat::Answer& frame, json::Parser& parser) { m_partial.add(frame, parser); }
    std::int64_t textBytes() const { return std::ssize(m_partial.text()); } // that are out

    // The attempt of this record has failed, whether or not it had brought a part of it.
    void attemptFailed(const clearinghouse::AttemptRecord& record);
    // The first failure of an attempt whose output was out: whoever was to go on is not to blame.
    void broke(const Error& error);
    const std::optional<Error>& breakError() const { return m_breakError; }

    // Before an attempt: what its endpoint is asked, if it can go on. An endpoint begins anew that does not know how,
    // or where what is out is no plain text, or after prefillRefused().
    void plan(const chat::Request& request, const supply::Endpoint& endpoint, json::Parser& parser);
    // Null where the attempt gives the answer from its begin.
    const chat::Request* request() const { return m_request ? &*m_request : nullptr; }
    void prefillRefused() { m_mayPrefill = false; }
    // What is out is void: another answer took its place.
    void beginAnew();

    // What the attempt's answer comes to, together with what was out before it.
    const BegunAnswer& begun() const { return m_begun; }

private:
    chat::PartialAnswer m_partial;
    BegunAnswer m_begun; // its tokens
    std::optional<Error> m_breakError;
    std::optional<chat::Request> m_request;
    bool m_mayPrefill = true; // nobody refused to
};

} // namespace gotoai::hypercore
