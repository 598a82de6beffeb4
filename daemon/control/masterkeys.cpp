// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/masterkey.h"

#include "base/hex.h"
#include "control/resources.h"
#include "masterkey/keyrotation.h"

namespace gotoai::control {
namespace {

using masterkey::KeyFile;
using masterkey::KeyRotation;

protocol::MasterKeys toWire(const KeyRotation& rotation)
{
    protocol::MasterKeys wire;
    wire.source = rotation.origin() == KeyFile::Origin::Credential ? "credential" : "data_directory";
    wire.isRotating = rotation.isRunning();
    for (const crypto::MasterKeyId& id : rotation.ring().ids())
        wire.keys.push_back({toHex(id), id == rotation.ring().activeId()});
    return wire;
}

void rotate(const CallPtr& call, KeyRotation& rotation)
{
    if (const auto draft = call->body<protocol::MasterKeyDraft>(); !draft)
        return call->refuse(draft.error());
    rotation.rotate([call, &rotation](const Result<crypto::MasterKeyId>& id) {
        if (!id)
            return call->refuse(id.error());
        call->answer(201, protocol::toJson(toWire(rotation)));
    });
}

} // namespace

std::vector<Route> masterKeyRoutes(const Parts& parts)
{
    KeyRotation& rotation = parts.keyRotation;
    return {
        {"GET", "/admin/v1/system/master-keys",
         [&rotation](const CallPtr& call) { call->answer(200, protocol::toJson(toWire(rotation))); }},
        {"POST", "/admin/v1/system/master-keys", [&rotation](const CallPtr& call) { rotate(call, rotation); }},
    };
}

} // namespace gotoai::control
