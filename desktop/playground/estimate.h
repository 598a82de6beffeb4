// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/route.h"

#include <QTimer>

#include <optional>

namespace gotoai::playground {

// What a request would cost at most and where it would go, asked of the daemon once typing rests.
class Estimate : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kRest{300};

    explicit Estimate(client::Session& session, QObject* parent = nullptr);

    void ask(protocol::RouteQuestion question);
    const std::optional<protocol::RouteAnswer>& answer() const { return m_answer; }
    QString failure() const { return m_failure; } // why it is not known; a translated sentence

Q_SIGNALS:
    void changed();

private:
    void send();

    client::Session& m_session;
    protocol::RouteQuestion m_question;
    std::optional<protocol::RouteAnswer> m_answer;
    QString m_failure;
    client::Call m_call;
    QTimer m_rest;
};

} // namespace gotoai::playground
