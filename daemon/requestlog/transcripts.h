// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/keyring.h"
#include "hypercore/orders/transcript.h"
#include "requestlog/requestlog.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <unordered_set>

namespace gotoai::requestlog {

struct TranscriptLimits
{
    std::int64_t answerBytes = 1024 * 1024;      // of one answer; 0: none is kept
    std::int64_t totalBytes = 256 * 1024 * 1024; // of all, sealed; of those in memory a quarter of it
    std::chrono::hours age{24};
};

// Answers to requests that may be sent again, in requests.db: sealed, each by a data key of its own, for a day, the
// oldest going first where there are too many. What cannot be kept is dropped; its order is charged all the same and
// never runs again.
class Transcripts final : public hypercore::TranscriptStore
{
public:
    // What all of them are sealed under: 32 bytes that are the same after every start. The log is closed before
    // it goes, for it writes down what it still has; `clock` outlives it.
    Transcripts(RequestLog& log, const Secret& key, const TranscriptLimits& limits, const Clock& clock);

    bool takeRoom(std::size_t recorded, std::size_t bytes) override;
    void giveRoom(std::size_t bytes) override;
    void expect(const OrderId& order) override;
    void keep(const OrderId& order, hypercore::Transcript transcript) override;
    void drop(const OrderId& order) override;
    bool find(const OrderId& order, storage::CompletionQueue& queue,
              std::function<void(hypercore::FoundTranscript)> reply) override;

    void adopt(const TranscriptLimits& limits);
    // Once a second or so, on the thread of the log's tick(): forgets what is too old.
    void tick();

private:
    class KeepUnit;
    class FindUnit;
    bool isExpected(const OrderId& order);

    RequestLog& m_log;
    const crypto::KeyRing m_ring;
    const Clock& m_clock;
    std::atomic<std::int64_t> m_answerBytes;
    std::atomic<std::int64_t> m_totalBytes;
    std::atomic<std::int64_t> m_ageUs;
    std::atomic<std::int64_t> m_recording{0}; // bytes in memory
    std::mutex m_mutex;
    std::unordered_set<OrderId> m_expected;
    Tick m_nextSweep{};
};

} // namespace gotoai::requestlog
