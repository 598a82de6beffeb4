// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using hypercore::Principal;
using hypercore::StartedSession;
using UserPtr = hypercore::UserStore::UserPtr;
using SessionPtr = hypercore::SessionStore::SessionPtr;

protocol::Identity identityOf(const Principal& principal, const std::optional<Instant>& expiresAt)
{
    return {principal.credentialId(), principal.user, principal.name, std::string(hypercore::roleWord(principal.role)),
            principal.account,        expiresAt};
}

Principal principalOf(const hypercore::User& user, const hypercore::Session& session)
{
    return {.user = user.id,
            .name = user.email,
            .role = user.role,
            .account = user.account,
            .credential = session.id,
            .address = session.address};
}

void startSession(const CallPtr& call, const Parts& parts, const UserPtr& user, int status)
{
    parts.sessions.start(
        user, call->clientAddress(),
        [call, status](Result<StartedSession> started) {
            if (!started)
                return call->refuse(started.error());
            const protocol::StartedSession wire{identityOf(call->principal(), started->session->expiresAt),
                                                std::move(started->text)};
            call->answer(status, protocol::toJson(wire));
        },
        // Whoever begins a session is known by it from here on, to the record, too.
        [call, user, status](const hypercore::Session& session) {
            call->setPrincipal(principalOf(*user, session));
            return call->record(status, session.id.toString(),
                                protocol::toJson(identityOf(call->principal(), session.expiresAt)));
        });
}

// True when it has been refused, for too many failures came before.
bool mustWait(const CallPtr& call, const Parts& parts, std::string_view email)
{
    const auto wait = std::chrono::ceil<std::chrono::seconds>(parts.users.wait(email, call->clientAddress()));
    if (wait.count() == 0)
        return false;
    call->refuse(failure(ErrorCode::RateLimited, "too many failed attempts; retry-after says how long to wait"), {},
                 {{"retry-after", std::to_string(wait.count())}});
    return true;
}

void signIn(const CallPtr& call, const Parts& parts)
{
    auto body = call->body<protocol::SignIn>();
    if (!body)
        return call->refuse(body.error());
    if (mustWait(call, parts, body->email))
        return;
    parts.users.verify(body->email, call->clientAddress(), std::move(body->password),
                       [call, parts](Result<UserPtr> user) {
                           if (!user)
                               return call->refuse(user.error());
                           startSession(call, parts, *user, 201);
                       });
}

void acceptInvitation(const CallPtr& call, const Parts& parts)
{
    auto body = call->body<protocol::InvitationAcceptance>();
    if (!body)
        return call->refuse(body.error());
    parts.users.acceptInvitation(
        body->invitation, std::move(body->password),
        [call, parts](Result<UserPtr> user) {
            if (!user)
                return call->refuse(user.error());
            startSession(call, parts, *user, 201);
        },
        recording<hypercore::User>(call, 201));
}

// The sessions from before end with the old password, also the one that asks: a new one is answered.
void changePassword(const CallPtr& call, const Parts& parts)
{
    auto body = call->body<protocol::PasswordChange>();
    if (!body)
        return call->refuse(body.error());
    const std::optional<UserId>& id = call->principal().user;
    const auto user = id ? parts.users.user(*id) : nullptr;
    if (!user)
        return call->refuse(failure(ErrorCode::Conflict, "an admin token has no password"));
    if (mustWait(call, parts, user->email))
        return;
    parts.users.changePassword(
        *id, call->clientAddress(), std::move(body->currentPassword), std::move(body->password),
        [call, parts](Result<UserPtr> changed) {
            if (!changed)
                return call->refuse(changed.error());
            startSession(call, parts, *changed, 200);
        },
        recording<hypercore::User>(call, 200));
}

void showCurrent(const CallPtr& call, const Parts& parts)
{
    const Principal& principal = call->principal();
    std::optional<Instant> expiresAt;
    if (const auto* id = std::get_if<SessionId>(&principal.credential))
        expiresAt = parts.sessions.session(*id)->expiresAt;
    else
        expiresAt = parts.directory.adminToken(std::get<AdminTokenId>(principal.credential))->expiresAt;
    call->answer(200, protocol::toJson(identityOf(principal, expiresAt)));
}

bool maySee(const Principal& principal, const hypercore::Session& session)
{
    return principal.role == hypercore::Role::Admin || principal.user == session.user;
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "user"});
    const auto paging = query ? ListQuery::parse("sessions", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto user = idFilter<UserId>(*query, "user");
    if (!user)
        return call->refuse(user.error());
    const Principal& principal = call->principal();
    const auto isWanted = [&](const hypercore::Session& session) {
        return maySee(principal, session) && (!*user || session.user == **user) && parts.sessions.isAlive(session);
    };
    const auto page = paging->pageOf(parts.sessions.sessions(), isWanted, [&](const SessionPtr& session) {
        return protocol::Session{session->id,
                                 session->user,
                                 parts.users.user(session->user)->email,
                                 session->address,
                                 principal.credentialId() == session->id.toString(),
                                 session->createdAt,
                                 session->expiresAt};
    });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

void end(const CallPtr& call, const Parts& parts, const SessionId& id)
{
    parts.sessions.end(
        id,
        [call](const Result<SessionPtr>& ended) {
            if (!ended)
                return call->refuse(ended.error());
            call->answerEmpty();
        },
        [call](const hypercore::Session& session) { return call->record(204, session.id.toString(), {}); });
}

void endOne(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<SessionId>();
    const auto session = id ? parts.sessions.session(*id) : nullptr;
    if (!session || !maySee(call->principal(), *session))
        return call->refuse(failure(ErrorCode::NotFound, "there is no such session"));
    end(call, parts, *id);
}

void signOut(const CallPtr& call, const Parts& parts)
{
    const auto* id = std::get_if<SessionId>(&call->principal().credential);
    if (!id)
        return call->refuse(failure(ErrorCode::Conflict, "an admin token is not signed out but revoked"));
    end(call, parts, *id);
}

} // namespace

std::vector<Route> sessionRoutes(const Parts& parts)
{
    return {
        {"POST", "/admin/v1/sessions", [parts](const CallPtr& call) { signIn(call, parts); }},
        {"GET", "/admin/v1/sessions", [parts](const CallPtr& call) { list(call, parts); }},
        {"GET", "/admin/v1/sessions/current", [parts](const CallPtr& call) { showCurrent(call, parts); }},
        {"DELETE", "/admin/v1/sessions/current", [parts](const CallPtr& call) { signOut(call, parts); }},
        {"DELETE", "/admin/v1/sessions/{id}", [parts](const CallPtr& call) { endOne(call, parts); }},
        {"PUT", "/admin/v1/sessions/current/password", [parts](const CallPtr& call) { changePassword(call, parts); }},
        {"POST", "/admin/v1/invitations/accept", [parts](const CallPtr& call) { acceptInvitation(call, parts); }},
    };
}

} // namespace gotoai::control
