// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gotoai::storage {
class CompletionQueue;
}

namespace gotoai::hypercore {

// What a client was answered with, for whoever sends the same request again: in the client's dialect, byte for byte.
struct Transcript
{
    bool isStreamed = false;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{}; // of a stream: all of its events
};

struct FoundTranscript
{
    enum class Standing {
        Kept,
        Coming, // its order has ended just now
        Absent, // never kept, or not any more
    };
    Standing standing = Standing::Absent;
    Transcript transcript{};
};

// Where transcripts are kept. Any thread.
class TranscriptStore
{
public:
    virtual ~TranscriptStore() = default;

    // Room for `bytes` more of an answer that is being recorded; false when it is refused, and nothing was taken.
    virtual bool takeRoom(std::size_t recorded, std::size_t bytes) = 0;
    virtual void giveRoom(std::size_t bytes) = 0;

    // An order begins whose transcript may come; one of the other two follows.
    virtual void expect(const OrderId& order) = 0;
    virtual void keep(const OrderId& order, Transcript transcript) = 0;
    virtual void drop(const OrderId& order) = 0;

    // Replies on the thread of `queue`, perhaps from within the call, unless that returns false (then never).
    virtual bool find(const OrderId& order, storage::CompletionQueue& queue,
                      std::function<void(FoundTranscript)> reply) = 0;
};

} // namespace gotoai::hypercore
