// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/proof/headfile.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace gotoai::clearinghouse {

// Signs heads of the chain and appends them to their file, on a thread of its own, which sleeps while nothing moves.
// What it is offered is durable: a signed head is never ahead of what is kept.
class HeadSigner
{
public:
    struct Figures
    {
        std::optional<SignedHead> last{};
        bool hasFailed = false; // the last one could not be written
    };

    // `clock` outlives it.
    HeadSigner(HeadFile file, crypto::SigningKey key, const IdBytes& book, const Clock& clock);
    // Signs what was offered last.
    ~HeadSigner();
    HeadSigner(const HeadSigner&) = delete;
    HeadSigner& operator=(const HeadSigner&) = delete;

    // Any thread. Signed soon, unless a younger head comes before or it is the last one that was signed, or that is
    // being signed. What fails is told once and offered again by the caller's next.
    void offer(const ChainHead& head);
    Figures figures() const;
    // Until what was offered is signed, or could not be.
    void waitForRest();

private:
    void run();
    void sign(const ChainHead& head);
    bool isNews(const ChainHead& head) const; // under the mutex

    HeadFile m_file; // thread's, as is the key
    const crypto::SigningKey m_key;
    const IdBytes m_book;
    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_rest;
    std::optional<ChainHead> m_offered;
    Figures m_figures;
    bool m_isSigning = false;
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace gotoai::clearinghouse
