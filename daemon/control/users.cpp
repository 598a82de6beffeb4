// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using hypercore::UserStore;
using UserPtr = UserStore::UserPtr;

Error noUser() { return failure(ErrorCode::NotFound, "there is no such user"); }

void list(const CallPtr& call, const UserStore& users)
{
    const auto query = call->query({"limit", "cursor", "account", "email"});
    const auto paging = query ? ListQuery::parse("users", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto account = idFilter<AccountId>(*query, "account");
    if (!account)
        return call->refuse(account.error());
    const auto email = query->find("email");
    const auto isWanted = [&](const hypercore::User& user) {
        return (!*account || user.account == *account) && (email == query->end() || user.email == email->second);
    };
    const auto page = paging->pageOf(users.users(), isWanted, [](const UserPtr& user) { return toWire(*user); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

UserPtr userOf(const CallPtr& call, const UserStore& users)
{
    const auto id = call->id<UserId>();
    return id ? users.user(*id) : nullptr;
}

void get(const CallPtr& call, const UserStore& users)
{
    const auto user = userOf(call, users);
    if (!user)
        return call->refuse(noUser());
    call->answerVersioned(200, protocol::toJson(toWire(*user)), user->version);
}

void answerInvited(const CallPtr& call, UserStore::InvitedUser invited, std::vector<http::Header> headers)
{
    const std::int64_t version = invited.user->version;
    const protocol::InvitedUser wire{toWire(*invited.user), std::move(invited.invitation)};
    call->answerVersioned(201, protocol::toJson(wire), version, std::move(headers));
}

void create(const CallPtr& call, UserStore& users)
{
    auto wire = call->body<protocol::UserDraft>();
    if (!wire)
        return call->refuse(wire.error());
    const auto role = roleFromWire(wire->role);
    if (!role)
        return call->refuse(role.error());
    users.create(
        {.email = std::move(wire->email),
         .name = std::move(wire->name),
         .role = *role,
         .account = wire->account,
         .password = std::move(wire->password)},
        [call](Result<UserStore::InvitedUser> created) {
            if (!created)
                return call->refuse(created.error());
            const std::string place = "/admin/v1/users/" + created->user->id.toString();
            answerInvited(call, *std::move(created), {{"location", place}});
        },
        recording<hypercore::User>(call, 201));
}

void change(const CallPtr& call, UserStore& users)
{
    const auto current = userOf(call, users);
    if (!current)
        return call->refuse(noUser());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    auto wire = call->body<protocol::UserChange>();
    if (!wire)
        return call->refuse(wire.error());
    hypercore::UserChange change{.name = std::move(wire->name),
                                 .role = {},
                                 .account = wire->account,
                                 .isEnabled = wire->isEnabled,
                                 .password = std::move(wire->password)};
    if (wire->role) {
        const auto role = roleFromWire(*wire->role);
        if (!role)
            return call->refuse(role.error());
        change.role = *role;
    }
    call->setBefore(protocol::toJson(toWire(*current)));
    users.change(
        current->id, *version, std::move(change),
        [call, &users, id = current->id](Result<UserPtr> user) {
            if (!user)
                return call->refuse(user.error(), protocol::toJson(toWire(*users.user(id))));
            call->answerVersioned(200, protocol::toJson(toWire(**user)), (*user)->version);
        },
        recording<hypercore::User>(call, 200));
}

void invite(const CallPtr& call, UserStore& users)
{
    const auto current = userOf(call, users);
    if (!current)
        return call->refuse(noUser());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    users.invite(
        current->id, *version,
        [call, &users, id = current->id](Result<UserStore::InvitedUser> invited) {
            if (!invited)
                return call->refuse(invited.error(), protocol::toJson(toWire(*users.user(id))));
            answerInvited(call, *std::move(invited), {});
        },
        recording<hypercore::User>(call, 201));
}

} // namespace

std::vector<Route> userRoutes(const Parts& parts)
{
    UserStore& users = parts.users;
    return {
        {"GET", "/admin/v1/users", [&users](const CallPtr& call) { list(call, users); }},
        {"POST", "/admin/v1/users", [&users](const CallPtr& call) { create(call, users); }},
        {"GET", "/admin/v1/users/{id}", [&users](const CallPtr& call) { get(call, users); }},
        {"PATCH", "/admin/v1/users/{id}", [&users](const CallPtr& call) { change(call, users); }},
        {"POST", "/admin/v1/users/{id}/invitation", [&users](const CallPtr& call) { invite(call, users); }},
    };
}

} // namespace gotoai::control
