// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/idempotency.h"
#include "control/parts.h"
#include "control/routetable.h"

#include <functional>
#include <set>

namespace gotoai::control {

// Sees to it that a write is in the audit log, and its answer kept for repetitions, before it is answered.
//
// A change that took its record along in its own transaction (Call::recording) needs no other. For all else, refusals
// among them, a record is written when the answer is known, and the answer waits for it; a change that cannot be
// recorded is answered 503. Of callers who were not let in, so many refusals a minute are recorded; the next record
// says how many were left out.
//
// A POST may carry an Idempotency-Key, one that moves money must. The first request with a key is served, and what it
// was answered is kept for a day, sealed; a repetition gets that answer again. A request that was refused leaves no
// trace under its key. Lives on the main thread.
class ChangeRecorder
{
public:
    // Told each change that was made and recorded.
    using Subscriber = std::function<void(const Call& call, const Answer& answer)>;

    explicit ChangeRecorder(const Parts& parts)
        : m_parts(parts)
    {}

    static bool isWrite(std::string_view method);

    // At the beginning of every call that would write.
    void watch(const CallPtr& call);
    // Serves it now, as the repetition that it is, or not at all.
    void serve(const CallPtr& call, const Route& route);

    void setSubscriber(Subscriber subscriber) { m_subscriber = std::move(subscriber); }

private:
    void claimed(const CallPtr& call, const Route& route, const IdempotencyClaim& claim, Result<ClaimOutcome> outcome);
    void replay(const CallPtr& call, const IdempotencyClaim& claim, const std::vector<std::uint8_t>& sealed);
    void close(const CallPtr& call, Answer answer, const std::function<void(Answer)>& send);
    bool mayRecordStranger();

    Parts m_parts;
    std::set<crypto::Digest> m_running; // scopes of keys whose first request is not answered yet
    Subscriber m_subscriber;
    Tick m_minuteBegan{};
    int m_strangersThisMinute = 0;
    std::int64_t m_omitted = 0;
};

} // namespace gotoai::control
