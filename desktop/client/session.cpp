// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/session.h"

#include "protocol/system.h"

namespace gotoai::client {
namespace {

Role roleFromWord(const std::string& word)
{
    if (word == "admin")
        return Role::Admin;
    if (word == "operator")
        return Role::Operator;
    return word == "viewer" ? Role::Viewer : Role::Member;
}

} // namespace

Session::Session(ProfileStore& profiles, Keyring& keyring, QObject* parent)
    : QObject(parent)
    , m_profiles(profiles)
    , m_keyring(keyring)
    , m_events(m_daemon)
    , m_directory(m_daemon, m_events)
    , m_killSwitches(m_daemon, m_events)
{
    connect(&m_daemon, &DaemonClient::signedOut, this, &Session::lost);
    connect(&m_events, &EventStream::signedOut, this, &Session::lost);
    connect(&m_daemon, &DaemonClient::certificateRefused, this, &Session::certificateRefused);
}

void Session::begin(const Profile& profile, Secret token, QObject* context,
                    std::function<void(Answer<protocol::Identity>)> then)
{
    end();
    m_daemon.use(profile, std::move(token));
    m_daemon.identify(context, [this, then = std::move(then)](Answer<protocol::Identity> identity) {
        if (identity)
            opened(*identity);
        then(std::move(identity));
    });
}

void Session::opened(const protocol::Identity& identity)
{
    m_identity = identity;
    m_role = roleFromWord(identity.role);
    m_isOpen = true;
    m_profiles.setLastUsed(profile().id);
    m_events.start();
    m_directory.forget();
    m_directory.read();
    m_killSwitches.forget();
    m_killSwitches.read();
    if (m_role != Role::Member) {
        m_daemon.get<protocol::SystemState>(QStringLiteral("system"), {}, this,
                                            [this](const Answer<protocol::SystemState>& system) {
                                                if (system)
                                                    m_daemon.setDaemonVersion(QString::fromStdString(system->version));
                                            });
    }
    Q_EMIT begun();
}

void Session::end()
{
    m_isOpen = false;
    m_events.stop();
    m_daemon.setToken(Secret());
}

void Session::lost()
{
    if (!m_isOpen)
        return;
    end();
    Q_EMIT ended({.kind = FailureKind::SignedOut, .code = ErrorCode::InvalidCredential, .status = 401});
}

} // namespace gotoai::client
