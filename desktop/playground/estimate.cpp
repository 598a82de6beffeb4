// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/estimate.h"

namespace gotoai::playground {

Estimate::Estimate(client::Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, &Estimate::send);
}

void Estimate::ask(protocol::RouteQuestion question)
{
    m_question = std::move(question);
    m_rest.start();
}

void Estimate::send()
{
    m_call.cancel();
    if (m_question.model.empty() || m_session.role() == client::Role::Member) // who may not ask
        return;
    m_call = m_session.daemon().post<protocol::RouteAnswer>(
        QStringLiteral("routes/explain"), m_question, {}, this, [this](client::Answer<protocol::RouteAnswer> answer) {
            m_failure = answer ? QString() : client::sentence(answer.failure());
            if (answer)
                m_answer = std::move(*answer);
            else
                m_answer.reset();
            Q_EMIT changed();
        });
}

} // namespace gotoai::playground
