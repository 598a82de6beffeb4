// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/recording.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using hypercore::Directory;
using AccountPtr = std::shared_ptr<const hypercore::Account>;

void list(const CallPtr& call, const Directory& directory)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("accounts", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const auto page = paging->pageOf(
        directory.accounts(), [&call](const hypercore::Account& account) { return call->maySee(account.id); },
        [](const AccountPtr& account) { return toWire(*account); });
    if (!page)
        return call->refuse(page.error());
    call->answer(200, protocol::toJson(*page));
}

void get(const CallPtr& call, const Directory& directory)
{
    const auto id = call->id<AccountId>();
    const auto account = id ? directory.account(*id) : nullptr;
    if (!account || !call->maySee(account->id))
        return call->refuse(failure(ErrorCode::NotFound, "there is no such account"));
    call->answerVersioned(200, protocol::toJson(toWire(*account)), account->version);
}

void create(const CallPtr& call, Directory& directory)
{
    auto draft = call->body<protocol::AccountDraft>();
    if (!draft)
        return call->refuse(draft.error());
    const auto mode = modeFromWire(draft->mode);
    if (!mode)
        return call->refuse(mode.error());
    const bool hasOwnFee = draft->feeBasisPoints || draft->feePerCall;
    const FeePolicy own{draft->feeBasisPoints.value_or(0), draft->feePerCall.value_or(Money())};
    directory.createAccount(
        {.name = std::move(draft->name),
         .creditLimit = draft->creditLimit,
         .fee = hasOwnFee ? std::optional(own) : std::nullopt,
         .isEnabled = draft->isEnabled,
         .mode = *mode,
         .plan = draft->plan,
         .lowBalance = draft->lowBalance},
        [call](Result<AccountPtr> account) {
            if (!account)
                return call->refuse(account.error());
            call->answerVersioned(201, protocol::toJson(toWire(**account)), (*account)->version,
                                  {{"location", "/admin/v1/accounts/" + (*account)->id.toString()}});
        },
        recording<hypercore::Account>(call, 201));
}

void change(const CallPtr& call, Directory& directory)
{
    const auto id = call->id<AccountId>();
    const auto current = id ? directory.account(*id) : nullptr;
    if (!current)
        return call->refuse(failure(ErrorCode::NotFound, "there is no such account"));
    const auto version = call->expectedVersion(current->version);
    if (!version)
        return call->refuse(version.error());
    auto wire = call->body<protocol::AccountChange>();
    if (!wire)
        return call->refuse(wire.error());
    const auto mode = modeFromWire(wire->mode);
    if (!mode)
        return call->refuse(mode.error());
    call->setBefore(protocol::toJson(toWire(*current)));
    const hypercore::AccountChange change{std::move(wire->name),
                                          wire->creditLimit,
                                          wire->feeBasisPoints,
                                          wire->feePerCall,
                                          wire->isEnabled,
                                          *mode,
                                          wire->plan,
                                          wire->lowBalance};
    directory.changeAccount(
        *id, *version, change,
        [call, &directory, id = *id](Result<AccountPtr> account) {
            if (!account)
                return call->refuse(account.error(), protocol::toJson(toWire(*directory.account(id))));
            call->answerVersioned(200, protocol::toJson(toWire(**account)), (*account)->version);
        },
        recording<hypercore::Account>(call, 200));
}

} // namespace

std::vector<Route> accountRoutes(const Parts& parts)
{
    Directory& directory = parts.directory;
    return {
        {"GET", "/admin/v1/accounts", [&directory](const CallPtr& call) { list(call, directory); }},
        {"POST", "/admin/v1/accounts", [&directory](const CallPtr& call) { create(call, directory); }},
        {"GET", "/admin/v1/accounts/{id}", [&directory](const CallPtr& call) { get(call, directory); }},
        {"PATCH", "/admin/v1/accounts/{id}", [&directory](const CallPtr& call) { change(call, directory); }},
    };
}

} // namespace gotoai::control
