// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/sessionstore.h"

#include "hypercore/access/usertable.h"
#include "storage/functionunit.h"

namespace gotoai::hypercore {

SessionStore::SessionStore(std::vector<Session> sessions, const Directory& directory, const UserStore& users,
                           storage::Writer& writer, storage::CompletionQueue& queue, const Clock& clock,
                           std::chrono::milliseconds lifetime)
    : m_directory(directory)
    , m_users(users)
    , m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
    , m_lifetime(lifetime)
{
    for (Session& session : sessions)
        m_sessions.emplace(session.id, std::make_shared<const Session>(std::move(session)));
}

bool SessionStore::isAlive(const Session& session) const
{
    const auto user = m_users.user(session.user);
    return user && user->isEnabled && session.createdAt >= user->sessionsFrom && session.expiresAt > m_clock.now();
}

SessionStore::SessionPtr SessionStore::session(const SessionId& id) const
{
    const auto found = m_sessions.find(id);
    return found != m_sessions.end() && isAlive(*found->second) ? found->second : nullptr;
}

// Those that are over, and as many of the oldest as a new one needs room.
std::vector<SessionId> SessionStore::outdatedOf(const UserId& user) const
{
    std::vector<SessionId> outdated;
    std::vector<SessionId> alive;
    for (const auto& [id, session] : m_sessions) {
        if (session->user == user)
            (isAlive(*session) ? alive : outdated).push_back(id);
    }
    if (alive.size() >= kMaxSessions)
        outdated.insert(outdated.end(), alive.begin(), alive.end() - (kMaxSessions - 1));
    return outdated;
}

void SessionStore::start(const UserStore::UserPtr& user, std::string_view address, Reply<StartedSession> reply,
                         const storage::Companion<Session>& also)
{
    const Instant now = m_clock.now();
    const SessionId id = SessionId::make(now);
    const auto text = std::make_shared<Secret>(makeCredential(kSessionPrefix, id.bytes()));
    const auto session = std::make_shared<const Session>(Session{.id = id,
                                                                 .user = user->id,
                                                                 .mac = m_directory.peppers().macOf(text->reveal()),
                                                                 .address = std::string(address),
                                                                 .expiresAt = now + m_lifetime,
                                                                 .createdAt = now});
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Session>(
            [session, outdated = outdatedOf(user->id)](storage::Database& database) -> Result<void> {
                for (const SessionId& old : outdated) {
                    if (auto deleted = deleteSession(database, old); !deleted)
                        return deleted;
                }
                return insertSession(database, *session);
            },
            also, *session),
        [this, session, user, text, outdated = outdatedOf(user->id), reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            for (const SessionId& old : outdated)
                m_sessions.erase(old);
            m_sessions.emplace(session->id, session);
            reply(StartedSession{session, user, std::move(*text)});
        });
}

void SessionStore::end(const SessionId& id, Reply<SessionPtr> reply, const storage::Companion<Session>& also)
{
    const auto ended = session(id);
    if (!ended)
        return reply(failure(ErrorCode::NotFound, "there is no such session"));
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Session>([id](storage::Database& database) { return deleteSession(database, id); }, also,
                                      *ended),
        [this, ended, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_sessions.erase(ended->id);
            reply(ended);
        });
}

Result<Principal> SessionStore::authenticate(std::string_view text) const
{
    const auto invalid = [] { return failure(ErrorCode::InvalidCredential, "the session is not valid"); };
    const auto id = credentialId(kSessionPrefix, text);
    if (!id)
        return invalid();
    static constexpr PepperedMac kNobody{};
    const auto found = m_sessions.find(SessionId(*id));
    const bool isRight = m_directory.peppers().fits(text, found == m_sessions.end() ? kNobody : found->second->mac);
    if (found == m_sessions.end() || !isRight)
        return invalid();
    if (!isAlive(*found->second))
        return failure(ErrorCode::ExpiredCredential, "the session is over; sign in again");
    const auto user = m_users.user(found->second->user);
    return Principal{.user = user->id,
                     .name = user->email,
                     .role = user->role,
                     .account = user->account,
                     .credential = found->first,
                     .address = {}};
}

} // namespace gotoai::hypercore
