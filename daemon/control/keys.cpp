// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using hypercore::Directory;
using KeyPtr = std::shared_ptr<const hypercore::ApiKey>;

void list(const CallPtr& call, const Directory& directory)
{
    const auto query = call->query({"limit", "cursor", "account"});
    const auto paging = query ? ListQuery::parse("keys", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto asked = idFilter<AccountId>(*query, "account");
    const auto account = asked ? call->confine(*asked) : asked;
    if (!account)
        return call->refuse(account.error());
    const auto page = paging->pageOf(
        directory.keys(), [&](const hypercore::ApiKey& key) { return !*account || key.account == **account; },
        [](const KeyPtr& key) { return toWire(*key); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

// Null when there is none that the caller may know of.
KeyPtr keyOf(const CallPtr& call, const Directory& directory)
{
    const auto id = call->id<KeyId>();
    auto key = id ? directory.key(*id) : nullptr;
    return key && call->maySee(key->account) ? key : nullptr;
}

Error noKey() { return failure(ErrorCode::NotFound, "there is no such key"); }

void get(const CallPtr& call, const Directory& directory)
{
    const auto key = keyOf(call, directory);
    if (!key)
        return call->refuse(noKey());
    call->answerVersioned(200, protocol::toJson(toWire(*key)), key->version);
}

void create(const CallPtr& call, Directory& directory)
{
    auto draft = call->body<protocol::KeyDraft>();
    if (!draft)
        return call->refuse(draft.error());
    if (!call->maySee(draft->account))
        return call->refuse(failure(ErrorCode::InvalidRequest, "there is no such account", "account"));
    const auto mode = modeFromWire(draft->mode);
    if (!mode)
        return call->refuse(mode.error());
    auto models = modelsFromWire(std::move(draft->models));
    if (!models)
        return call->refuse(models.error());
    directory.createKey(
        {draft->account, std::move(draft->label), draft->expiresAt, *mode, *std::move(models)},
        [call](Result<hypercore::CreatedKey> created) {
            if (!created)
                return call->refuse(created.error());
            const hypercore::ApiKey& key = *created->key;
            const protocol::CreatedKey wire{toWire(key), std::move(created->text)};
            call->answerVersioned(201, protocol::toJson(wire), key.version,
                                  {{"location", "/admin/v1/keys/" + key.id.toString()}});
        },
        recording<hypercore::ApiKey>(call, 201));
}

Directory::Reply<KeyPtr> answering(const CallPtr& call, const Directory& directory, const KeyId& id)
{
    return [call, &directory, id](Result<KeyPtr> key) {
        if (!key)
            return call->refuse(key.error(), protocol::toJson(toWire(*directory.key(id))));
        call->answerVersioned(200, protocol::toJson(toWire(**key)), (*key)->version);
    };
}

void change(const CallPtr& call, Directory& directory)
{
    const auto current = keyOf(call, directory);
    if (!current)
        return call->refuse(noKey());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    auto wire = call->body<protocol::KeyChange>();
    if (!wire)
        return call->refuse(wire.error());
    const auto mode = modeFromWire(wire->mode);
    if (!mode)
        return call->refuse(mode.error());
    hypercore::KeyChange change{std::move(wire->label), wire->expiresAt, *mode};
    if (wire->models) {
        auto models = modelsFromWire(*std::move(wire->models));
        if (!models)
            return call->refuse(models.error());
        change.models = *std::move(models);
    }
    call->setBefore(protocol::toJson(toWire(*current)));
    directory.changeKey(current->id, *version, change, answering(call, directory, current->id),
                        recording<hypercore::ApiKey>(call, 200));
}

void revoke(const CallPtr& call, Directory& directory)
{
    const auto current = keyOf(call, directory);
    if (!current)
        return call->refuse(noKey());
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    directory.revokeKey(current->id, *version, answering(call, directory, current->id),
                        recording<hypercore::ApiKey>(call, 200));
}

} // namespace

std::vector<Route> keyRoutes(const Parts& parts)
{
    Directory& directory = parts.directory;
    return {
        {"GET", "/admin/v1/keys", [&directory](const CallPtr& call) { list(call, directory); }},
        {"POST", "/admin/v1/keys", [&directory](const CallPtr& call) { create(call, directory); }},
        {"GET", "/admin/v1/keys/{id}", [&directory](const CallPtr& call) { get(call, directory); }},
        {"PATCH", "/admin/v1/keys/{id}", [&directory](const CallPtr& call) { change(call, directory); }},
        {"DELETE", "/admin/v1/keys/{id}", [&directory](const CallPtr& call) { revoke(call, directory); }},
    };
}

} // namespace gotoai::control
