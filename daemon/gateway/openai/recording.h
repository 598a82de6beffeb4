// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/transcript.h"

#include <string>
#include <string_view>

namespace gotoai::gateway {

// The body of an answer as it goes out, for repetitions. Gives up on one for which there is no room.
class Recording
{
public:
    // The store outlives the recording.
    explicit Recording(hypercore::TranscriptStore& store)
        : m_store(store)
    {}
    ~Recording() { m_store.giveRoom(m_body.size()); }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void add(std::string_view bytes)
    {
        if (m_hasGivenUp)
            return;
        if (m_store.takeRoom(m_body.size(), bytes.size()))
            m_body += bytes;
        else
            giveUp();
    }

    bool isWhole() const { return !m_hasGivenUp; }
    const std::string& body() const { return m_body; }

private:
    void giveUp()
    {
        m_hasGivenUp = true;
        m_store.giveRoom(m_body.size());
        m_body = std::string();
    }

    hypercore::TranscriptStore& m_store;
    std::string m_body;
    bool m_hasGivenUp = false;
};

} // namespace gotoai::gateway
