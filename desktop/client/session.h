// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "client/directory.h"
#include "client/eventstream.h"
#include "client/keyring.h"
#include "client/killswitches.h"
#include "client/profilestore.h"

#include <QObject>

namespace gotoai::client {

enum class Role { Admin, Operator, Viewer, Member };

// Being signed in to one daemon: what every page works with. On the GUI thread; outlives the pages.
class Session : public QObject
{
    Q_OBJECT

public:
    Session(ProfileStore& profiles, Keyring& keyring, QObject* parent = nullptr);

    DaemonClient& daemon() { return m_daemon; }
    EventStream& events() { return m_events; }
    Directory& directory() { return m_directory; }
    KillSwitches& killSwitches() { return m_killSwitches; }
    ProfileStore& profiles() { return m_profiles; }
    Keyring& keyring() { return m_keyring; }

    const Profile& profile() const { return m_daemon.profile(); }
    const protocol::Identity& identity() const { return m_identity; }
    Role role() const { return m_role; }
    bool isOpen() const { return m_isOpen; }
    // What the daemon lets this role write; it judges again.
    bool mayWriteKeys() const { return m_role == Role::Admin || m_role == Role::Member; }
    bool mayWriteSupply() const { return m_role == Role::Admin || m_role == Role::Operator; }
    bool mayWriteMoney() const { return m_role == Role::Admin; }
    QString daemonVersion() const { return m_daemon.daemonVersion(); } // empty: not known (a member may not ask)

    // Asks who the token belongs to; from success on the session is open and the event stream runs.
    void begin(const Profile& profile, Secret token, QObject* context,
               std::function<void(Answer<protocol::Identity>)> then);
    // Forgets the token. Pages keep what they show.
    void end();

Q_SIGNALS:
    void begun();                                   // also with another profile
    void ended(const gotoai::client::Failure& why); // the daemon does not take the token any more
    void certificateRefused(const gotoai::client::Distrust& distrust);

private:
    void opened(const protocol::Identity& identity);
    void lost();

    ProfileStore& m_profiles;
    Keyring& m_keyring;
    DaemonClient m_daemon;
    EventStream m_events;
    Directory m_directory;
    KillSwitches m_killSwitches;
    protocol::Identity m_identity;
    Role m_role = Role::Member;
    bool m_isOpen = false;
};

} // namespace gotoai::client
