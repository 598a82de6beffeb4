// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/listplaces.h"
#include "control/idempotency.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

#include <algorithm>

namespace gotoai::control {
namespace {

using clearinghouse::TopUp;
using clearinghouse::TopUpReceipt;
using TopUpPage = clearinghouse::Page<clearinghouse::TopUpRow>;

bool isRail(std::string_view rail)
{
    return !rail.empty() && rail.size() <= 32 && std::ranges::all_of(rail, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

bool isExternalId(std::string_view id)
{
    return !id.empty() && id.size() <= 255 && std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<TopUpPage> readPage(storage::Database& database, const std::optional<AccountId>& account,
                           clearinghouse::PageRequest request, const Around<TopUpId>& around)
{
    const auto number =
        around.number([&](const TopUpId& id) { return clearinghouse::topUpNumber(database, id, account); },
                      [&](Instant at) { return clearinghouse::topUpNumberAt(database, at); });
    if (!number)
        return number.error();
    request.around = *number;
    return clearinghouse::LedgerQueries(database).topUps(account, request);
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "around", "account"});
    const auto paging = query ? ListQuery::parse("topups", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto around = Around<TopUpId>::parse(*query);
    if (!around)
        return call->refuse(around.error());
    const auto asked = idFilter<AccountId>(*query, "account");
    const auto account = asked ? call->confine(*asked) : asked;
    if (!account)
        return call->refuse(account.error());
    parts.readers.read<TopUpPage>(
        [account = *account, request = *request, around = *around](storage::Database& database) {
            return readPage(database, account, request, around);
        },
        parts.queue,
        [call, paging = *paging](Result<TopUpPage> topUps) {
            if (!topUps)
                return call->refuse(topUps.error());
            call->answer(200, protocol::toJson(paging.pageOf(*topUps, [](const auto& row) { return toWire(row); })));
        });
}

Result<TopUp> topUpOf(const Call& call, const IdempotencyClaim& claim, const Parts& parts)
{
    auto draft = call.body<protocol::TopUpDraft>();
    if (!draft)
        return std::move(draft).error();
    if (draft->amount <= Money())
        return failure(ErrorCode::InvalidRequest, "an amount is above zero", "amount_usd");
    if (!isRail(draft->rail))
        return failure(ErrorCode::InvalidRequest, "a rail has 1 to 32 small letters, digits and _-", "rail");
    if (draft->externalId && !isExternalId(*draft->externalId))
        return failure(ErrorCode::InvalidRequest, "an external id has 1 to 255 visible ASCII characters",
                       "external_id");
    if (!parts.directory.account(draft->account))
        return failure(ErrorCode::InvalidRequest, "there is no such account", "account");
    return TopUp{draft->account, std::move(draft->rail), draft->externalId.value_or(claim.key), draft->amount,
                 parts.clock.now()};
}

// The ledger knows a repetition by rail and external id. Where that id is the key itself, another content under it is
// the key's misuse.
void execute(const CallPtr& call, const Parts& parts, const TopUp& topUp, bool isNamedByKey)
{
    parts.ledger.topUp(topUp, parts.queue, [call, topUp, isNamedByKey](Result<TopUpReceipt> receipt) {
        if (!receipt && receipt.error().code == ErrorCode::Conflict && isNamedByKey)
            return call->refuse(failure(ErrorCode::IdempotencyKeyReused,
                                        "the Idempotency-Key stands for another top-up", "idempotency-key"));
        if (!receipt)
            return call->refuse(receipt.error());
        const protocol::TopUpReceipt wire{receipt->id, topUp.account, topUp.rail, topUp.externalId, topUp.amount};
        std::vector<http::Header> headers;
        if (receipt->isReplayed)
            headers.push_back({"idempotency-replayed", "true"});
        call->answer(201, protocol::toJson(wire), std::move(headers));
    });
}

// The key's claim is on disk before the money moves: whatever happens in between, a repetition finds the same claim,
// and the ledger the same top-up.
void create(const CallPtr& call, const Parts& parts)
{
    const auto claim = claimOf(*call);
    if (!claim)
        return call->refuse(claim.error());
    const auto topUp = topUpOf(*call, *claim, parts);
    if (!topUp)
        return call->refuse(topUp.error());
    execute(call, parts, *topUp, topUp->externalId == claim->key);
}

} // namespace

std::vector<Route> topUpRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/topups", [parts](const CallPtr& call) { list(call, parts); }},
        {.method = "POST",
         .pattern = "/admin/v1/topups",
         .serve = [parts](const CallPtr& call) { create(call, parts); },
         .repetition = Repetition::NeedsKey},
    };
}

} // namespace gotoai::control
