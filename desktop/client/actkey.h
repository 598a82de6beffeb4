// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"

namespace gotoai::client {

// The idempotency key of an act that may be tried again: the same as long as the same is written, so that what was done
// before the connection broke is not done twice.
class ActKey
{
public:
    template<protocol::Described Body>
    const WriteOptions& of(const Body& body)
    {
        const QJsonObject json = protocol::toJson(body);
        if (json != m_body || m_options.idempotencyKey.isEmpty()) {
            m_body = json;
            m_options = WriteOptions::once();
        }
        return m_options;
    }

private:
    QJsonObject m_body;
    WriteOptions m_options;
};

} // namespace gotoai::client
