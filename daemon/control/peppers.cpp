// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/pepper.h"

#include "control/resources.h"
#include "hypercore/access/directory.h"
#include "hypercore/access/sessionstore.h"
#include "hypercore/access/userstore.h"
#include "masterkey/keyrotation.h"

#include <algorithm>

namespace gotoai::control {
namespace {

template<class Map, class Counts>
std::int64_t count(const Map& map, Counts&& counts)
{
    return std::ranges::count_if(map, [&counts](const auto& entry) { return counts(*entry.second); });
}

protocol::Pepper toWire(const Parts& parts, const hypercore::Pepper& pepper)
{
    const auto version = pepper.version;
    const auto isUsable = [version](const auto& credential) {
        return credential.mac.pepper == version && !credential.revokedAt;
    };
    return {.version = version,
            .isActive = version == parts.directory.peppers().active(),
            .createdAt = pepper.createdAt,
            .keys = count(parts.directory.keys(), isUsable),
            .adminTokens = count(parts.directory.adminTokens(), isUsable),
            .sessions = count(parts.sessions.sessions(),
                              [&](const hypercore::Session& session) {
                                  return session.mac.pepper == version && parts.sessions.isAlive(session);
                              }),
            .invitations = count(parts.users.users(), [&](const hypercore::User& user) {
                return user.invitation && user.invitation->mac.pepper == version &&
                       user.invitation->expiresAt > parts.clock.now();
            })};
}

protocol::Peppers toWire(const Parts& parts)
{
    protocol::Peppers wire;
    for (const hypercore::Pepper& pepper : parts.directory.peppers().byAge())
        wire.peppers.insert(wire.peppers.begin(), toWire(parts, pepper));
    return wire;
}

void create(const CallPtr& call, const Parts& parts)
{
    if (const auto draft = call->body<protocol::PepperDraft>(); !draft)
        return call->refuse(draft.error());
    parts.directory.addPepper(
        parts.keyRotation.ring(),
        [call, parts](const Result<hypercore::PepperVersion>& version) {
            if (!version)
                return call->refuse(version.error());
            call->answer(201, protocol::toJson(toWire(parts)));
        },
        [call](const hypercore::Pepper& pepper) {
            const protocol::Pepper made{.version = pepper.version, .isActive = true, .createdAt = pepper.createdAt};
            return call->record(201, "pepper/" + std::to_string(pepper.version), protocol::toJson(made));
        });
}

} // namespace

std::vector<Route> pepperRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/system/peppers",
         [parts](const CallPtr& call) { call->answer(200, protocol::toJson(toWire(parts))); }},
        {"POST", "/admin/v1/system/peppers", [parts](const CallPtr& call) { create(call, parts); }},
    };
}

} // namespace gotoai::control
