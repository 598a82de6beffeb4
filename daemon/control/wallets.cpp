// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using hypercore::Directory;
using Wallets = std::vector<clearinghouse::Wallet>;
using AccountPtr = std::shared_ptr<const hypercore::Account>;

protocol::Wallet toWire(const clearinghouse::Wallet& wallet, const Directory& directory)
{
    return control::toWire(wallet, directory.account(wallet.account)->creditLimit);
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("wallets", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    const Directory& directory = parts.directory;
    const auto accounts = paging->pageOf(
        directory.accounts(), [&call](const hypercore::Account& account) { return call->maySee(account.id); },
        [](const AccountPtr& account) {
            return control::toWire({account->id, {}, {}, {}, {}}, account->creditLimit);
        });
    if (!accounts)
        return call->refuse(accounts.error());
    std::vector<AccountId> ids;
    for (const protocol::Wallet& wallet : accounts->data)
        ids.push_back(wallet.account);
    parts.ledger.wallets(ids, parts.queue, [call, &directory, next = accounts->nextCursor](Result<Wallets> wallets) {
        if (!wallets)
            return call->refuse(wallets.error());
        protocol::Page<protocol::Wallet> page{{}, next};
        for (const clearinghouse::Wallet& wallet : *wallets)
            page.data.push_back(toWire(wallet, directory));
        call->answer(200, protocol::toJson(page));
    });
}

void get(const CallPtr& call, const Parts& parts)
{
    const Directory& directory = parts.directory;
    const auto id = call->id<AccountId>();
    if (!id || !directory.account(*id) || !call->maySee(*id))
        return call->refuse(failure(ErrorCode::NotFound, "there is no such account"));
    parts.ledger.wallets({*id}, parts.queue, [call, &directory](Result<Wallets> wallets) {
        if (!wallets)
            return call->refuse(wallets.error());
        call->answer(200, protocol::toJson(toWire(wallets->front(), directory)));
    });
}

} // namespace

std::vector<Route> walletRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/wallets", [parts](const CallPtr& call) { list(call, parts); }},
        {"GET", "/admin/v1/wallets/{account}", [parts](const CallPtr& call) { get(call, parts); }},
    };
}

} // namespace gotoai::control
