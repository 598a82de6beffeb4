// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using hypercore::Directory;
using TokenPtr = Directory::AdminTokenPtr;

Error noToken() { return failure(ErrorCode::NotFound, "there is no such admin token"); }

void list(const CallPtr& call, const Directory& directory)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("admin-tokens", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto page = paging->pageOf(
        directory.adminTokens(), [](const hypercore::AdminToken&) { return true; },
        [](const TokenPtr& token) { return toWire(*token); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

TokenPtr tokenOf(const CallPtr& call, const Directory& directory)
{
    const auto id = call->id<AdminTokenId>();
    return id ? directory.adminToken(*id) : nullptr;
}

void get(const CallPtr& call, const Directory& directory)
{
    const auto token = tokenOf(call, directory);
    if (!token)
        return call->refuse(noToken());
    call->answer(200, protocol::toJson(toWire(*token)));
}

void create(const CallPtr& call, Directory& directory)
{
    auto draft = call->body<protocol::AdminTokenDraft>();
    if (!draft)
        return call->refuse(draft.error());
    const auto role = roleFromWire(draft->role);
    if (!role)
        return call->refuse(role.error());
    directory.createAdminToken(
        {.label = std::move(draft->label), .role = *role, .account = draft->account, .expiresAt = draft->expiresAt},
        [call](Result<hypercore::CreatedAdminToken> created) {
            if (!created)
                return call->refuse(created.error());
            const std::string place = "/admin/v1/admin-tokens/" + created->token->id.toString();
            const protocol::CreatedAdminToken wire{toWire(*created->token), std::move(created->text)};
            call->answer(201, protocol::toJson(wire), {{"location", place}});
        },
        recording<hypercore::AdminToken>(call, 201));
}

void revoke(const CallPtr& call, Directory& directory)
{
    const auto token = tokenOf(call, directory);
    if (!token)
        return call->refuse(noToken());
    call->setBefore(protocol::toJson(toWire(*token)));
    directory.revokeAdminToken(
        token->id,
        [call](const Result<TokenPtr>& revoked) {
            if (!revoked)
                return call->refuse(revoked.error());
            call->answer(200, protocol::toJson(toWire(**revoked)));
        },
        recording<hypercore::AdminToken>(call, 200));
}

} // namespace

std::vector<Route> adminTokenRoutes(const Parts& parts)
{
    Directory& directory = parts.directory;
    return {
        {"GET", "/admin/v1/admin-tokens", [&directory](const CallPtr& call) { list(call, directory); }},
        {"POST", "/admin/v1/admin-tokens", [&directory](const CallPtr& call) { create(call, directory); }},
        {"GET", "/admin/v1/admin-tokens/{id}", [&directory](const CallPtr& call) { get(call, directory); }},
        {"DELETE", "/admin/v1/admin-tokens/{id}", [&directory](const CallPtr& call) { revoke(call, directory); }},
    };
}

} // namespace gotoai::control
