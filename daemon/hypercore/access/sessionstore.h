// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "hypercore/access/principal.h"
#include "hypercore/access/user.h"
#include "hypercore/access/userstore.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

struct StartedSession
{
    std::shared_ptr<const Session> session;
    UserStore::UserPtr user;
    Secret text; // the only time that it exists outside the client
};

// Who is signed in. A session lives a fixed time, is known by a MAC like other credentials, survives a restart, and
// speaks for its user as he is now: his role of today, and nothing once he is disabled or has another password.
// Lives on one thread, which drains `queue`; replies come there, exactly once. `also` is written in the change's
// transaction.
class SessionStore
{
public:
    using SessionPtr = std::shared_ptr<const Session>;
    using Sessions = std::map<SessionId, SessionPtr>; // by age
    template<class T>
    using Reply = std::function<void(Result<T>)>;

    static constexpr std::size_t kMaxSessions = 32; // a user; the oldest makes room

    // All but `sessions` outlive the store.
    SessionStore(std::vector<Session> sessions, const Directory& directory, const UserStore& users,
                 storage::Writer& writer, storage::CompletionQueue& queue, const Clock& clock,
                 std::chrono::milliseconds lifetime);
    SessionStore(const SessionStore&) = delete;
    SessionStore& operator=(const SessionStore&) = delete;

    const Sessions& sessions() const { return m_sessions; } // also some that are over
    bool isAlive(const Session& session) const;
    // Null when it is over.
    SessionPtr session(const SessionId& id) const;

    // For a user who has proved himself; `address` is the client's.
    void start(const UserStore::UserPtr& user, std::string_view address, Reply<StartedSession> reply,
               const storage::Companion<Session>& also = {});
    void end(const SessionId& id, Reply<SessionPtr> reply, const storage::Companion<Session>& also = {});

    // Whose session it is, without an address. InvalidCredential, ExpiredCredential (it is over). Takes the same time
    // for unknown sessions and wrong secrets.
    Result<Principal> authenticate(std::string_view text) const;

private:
    std::vector<SessionId> outdatedOf(const UserId& user) const;

    const Directory& m_directory;
    const UserStore& m_users;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    const std::chrono::milliseconds m_lifetime;
    Sessions m_sessions;
};

} // namespace gotoai::hypercore
