// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/completionqueue.h"

#include <poll.h>

#include <functional>
#include <optional>
#include <utility>

namespace gotoai::app {

// Waits for an asynchronous operation before the event loop runs: start-up is a sequence. `begin` is given the reply to
// call; `queue` is drained until it was called. Never used once the loop runs.
template<class T>
Result<T> awaitReply(storage::CompletionQueue& queue, const std::function<void(std::function<void(Result<T>)>)>& begin)
{
    std::optional<Result<T>> answer;
    begin([&answer](Result<T> result) { answer.emplace(std::move(result)); });
    while (!answer) {
        pollfd descriptor{.fd = queue.descriptor(), .events = POLLIN, .revents = 0};
        poll(&descriptor, 1, -1);
        queue.drain();
    }
    return *std::move(answer);
}

} // namespace gotoai::app
