// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/bookingrules.h"
#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/listplaces.h"
#include "control/idempotency.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using clearinghouse::Booking;
using clearinghouse::BookingFilter;
using clearinghouse::BookingReceipt;
using clearinghouse::BookingView;
using clearinghouse::LedgerAccount;
using clearinghouse::OrderRow;
using BookingPage = clearinghouse::Page<BookingView>;

Result<BookingFilter> filterOf(const Call& call, const Call::Query& query)
{
    const auto asked = idFilter<AccountId>(query, "account");
    const auto account = asked ? call.confine(*asked) : asked;
    if (!account)
        return account.error();
    const auto provider = idFilter<ProviderId>(query, "provider");
    if (!provider)
        return provider.error();
    const auto order = idFilter<OrderId>(query, "order");
    if (!order)
        return order.error();
    BookingFilter filter{.account = *account, .provider = *provider, .order = *order};
    if (const auto kind = query.find("kind"); kind != query.end()) {
        filter.kind = clearinghouse::bookingKindFromWord(kind->second);
        if (!filter.kind)
            return failure(ErrorCode::InvalidRequest, "there is no such kind of booking", "kind");
    }
    return filter;
}

Result<BookingPage> readPage(storage::Database& database, const BookingFilter& filter,
                             clearinghouse::PageRequest request, const Around<BookingId>& around)
{
    const auto number =
        around.number([&](const BookingId& id) { return clearinghouse::bookingNumber(database, id, filter.account); },
                      [&](Instant at) { return clearinghouse::bookingNumberAt(database, at); });
    if (!number)
        return number.error();
    request.around = *number;
    return clearinghouse::LedgerQueries(database).bookings(filter, request);
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "around", "kind", "account", "provider", "order"});
    const auto paging = query ? ListQuery::parse("bookings", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto around = Around<BookingId>::parse(*query);
    if (!around)
        return call->refuse(around.error());
    const auto filter = filterOf(*call, *query);
    if (!filter)
        return call->refuse(filter.error());
    parts.readers.read<BookingPage>(
        [filter = *filter, request = *request, around = *around](storage::Database& database) {
            return readPage(database, filter, request, around);
        },
        parts.queue,
        [call, paging = *paging](Result<BookingPage> bookings) {
            if (!bookings)
                return call->refuse(bookings.error());
            call->answer(200,
                         protocol::toJson(paging.pageOf(*bookings, [](const auto& view) { return toWire(view); })));
        });
}

// A booking that is asked for, and the order it is for as the API names it.
struct Asked
{
    Booking booking;
    std::optional<OrderId> order{};
};

std::string nameOf(const std::optional<LedgerAccount>& account) { return account ? account->name() : std::string(); }

// As the caller named the reference: by an id of its own, or else by the key. A late cost is known by its attempt.
Error inWordsOfCaller(const Call& call, const std::string& reference, Error error)
{
    if (error.code != ErrorCode::Conflict || error.param != "reference")
        return error;
    if (reference.empty()) {
        error.param = "attempt";
        return error;
    }
    if (call.request().header("idempotency-key") == reference)
        return failure(ErrorCode::IdempotencyKeyReused, "the Idempotency-Key stands for another booking",
                       "idempotency-key");
    error.param = "external_id";
    return error;
}

// The ledger knows a repetition by kind and reference, for ever.
void execute(const CallPtr& call, const Parts& parts, Asked asked)
{
    const clearinghouse::BookingSides sides = clearinghouse::sidesOf(asked.booking.purpose);
    const std::string reference = asked.booking.reference;
    parts.ledger.book(std::move(asked.booking), parts.queue,
                      [call, order = asked.order, sides, reference](Result<BookingReceipt> receipt) {
                          if (!receipt)
                              return call->refuse(inWordsOfCaller(*call, reference, std::move(receipt).error()));
                          const BookingView view{.number = receipt->booking.number,
                                                 .booking = receipt->booking,
                                                 .order = order,
                                                 .debit = nameOf(sides.debit),
                                                 .credit = nameOf(sides.credit)};
                          std::vector<http::Header> headers;
                          if (receipt->isReplayed)
                              headers.push_back({"idempotency-replayed", "true"});
                          call->answer(201, protocol::toJson(toWire(view)), std::move(headers));
                      });
}

// Of an order that the ledger knows by number.
void executeForOrder(const CallPtr& call, const Parts& parts, const OrderId& order,
                     std::function<Booking(clearinghouse::OrderNumber)> make)
{
    parts.readers.read<OrderRow>(
        [order](storage::Database& database) { return clearinghouse::LedgerQueries(database).order(order); },
        parts.queue,
        [call, parts, order, make = std::move(make)](Result<OrderRow> row) {
            if (!row && row.error().code == ErrorCode::NotFound)
                return call->refuse(failure(ErrorCode::InvalidRequest, "there is no such order", "order"));
            if (!row)
                return call->refuse(row.error());
            execute(call, parts, {make(row->number), order});
        });
}

Booking bookingOf(const Call& call, const Parts& parts, clearinghouse::BookingPurpose purpose, std::string reference,
                  std::string reason)
{
    return {std::move(purpose), std::move(reference), std::move(reason), call.principal().id(), parts.clock.now()};
}

// The credit limit of an account that is there.
Result<Money> creditLimitOf(const AccountId& account, const Parts& parts, const char* param)
{
    const auto found = parts.directory.account(account);
    if (!found)
        return failure(ErrorCode::InvalidRequest, "there is no such account", param);
    return found->creditLimit;
}

Result<void> checkProvider(const ProviderId& provider, const Parts& parts, const char* param)
{
    if (!parts.catalog.provider(provider))
        return failure(ErrorCode::InvalidRequest, "there is no such provider", param);
    return {};
}

Result<Asked> ask(const Call& call, const Parts& parts, protocol::ChargebackDraft draft, const std::string& key)
{
    const auto limit = creditLimitOf(draft.account, parts, "account");
    if (!limit)
        return limit.error();
    return Asked{bookingOf(call, parts,
                           clearinghouse::Chargeback{draft.account, std::move(draft.rail), draft.amount, *limit},
                           draft.externalId.value_or(key), std::move(draft.reason))};
}

Result<Asked> ask(const Call& call, const Parts& parts, protocol::GrantDraft draft, const std::string& key)
{
    if (const auto limit = creditLimitOf(draft.account, parts, "account"); !limit)
        return limit.error();
    return Asked{bookingOf(call, parts, clearinghouse::Grant{draft.account, draft.amount, draft.expiresAt}, key,
                           std::move(draft.reason))};
}

Result<Asked> ask(const Call& call, const Parts& parts, protocol::ProviderCreditDraft draft, const std::string& key)
{
    using Target = clearinghouse::ProviderCredit::Target;
    if (auto checked = checkProvider(draft.provider, parts, "provider"); !checked)
        return std::move(checked).error();
    if (draft.target != "suspense" && draft.target != "absorbed")
        return failure(ErrorCode::InvalidRequest, "a target is suspense or absorbed", "target");
    const Target target = draft.target == "suspense" ? Target::Suspense : Target::Absorbed;
    return Asked{bookingOf(call, parts, clearinghouse::ProviderCredit{draft.provider, draft.amount, target},
                           draft.externalId.value_or(key), std::move(draft.reason))};
}

Result<Asked> ask(const Call& call, const Parts& parts, protocol::PayoutDraft draft, const std::string& key)
{
    using Limit = clearinghouse::Payout::Limit;
    if (auto checked = checkProvider(draft.provider, parts, "provider"); !checked)
        return std::move(checked).error();
    const Limit limit = draft.isPrepayment ? Limit::None : Limit::Owed;
    return Asked{bookingOf(call, parts,
                           clearinghouse::Payout{draft.provider, std::move(draft.rail), draft.amount, limit},
                           draft.externalId.value_or(key), std::move(draft.reason))};
}

// A side of an adjustment, by name; whose it is must be there.
Result<LedgerAccount> sideOf(const std::string& name, const Parts& parts, const char* param)
{
    const auto account = LedgerAccount::parse(name);
    if (!account)
        return failure(ErrorCode::InvalidRequest, "there is no such account of the ledger", param);
    if (const auto owner = account->owner(); owner && !parts.directory.account(*owner))
        return failure(ErrorCode::InvalidRequest, "there is no such account", param);
    if (const auto provider = account->provider(); provider && !parts.catalog.provider(*provider))
        return failure(ErrorCode::InvalidRequest, "there is no such provider", param);
    return account;
}

Result<Asked> ask(const Call& call, const Parts& parts, protocol::AdjustmentDraft draft, const std::string& key)
{
    const auto debit = sideOf(draft.debit, parts, "debit");
    if (!debit)
        return debit.error();
    const auto credit = sideOf(draft.credit, parts, "credit");
    if (!credit)
        return credit.error();
    const auto owner = debit->owner();
    const Money limit = owner ? parts.directory.account(*owner)->creditLimit : Money();
    return Asked{bookingOf(call, parts, clearinghouse::Adjustment{*debit, *credit, draft.amount, limit}, key,
                           std::move(draft.reason))};
}

// The key's claim is on disk before the money moves: whatever happens in between, a repetition finds the same claim,
// and the ledger the same booking.
template<protocol::Described Draft>
void create(const CallPtr& call, const Parts& parts)
{
    const auto claim = claimOf(*call);
    if (!claim)
        return call->refuse(claim.error());
    auto draft = call->body<Draft>();
    if (!draft)
        return call->refuse(draft.error());
    auto asked = ask(*call, parts, *std::move(draft), claim->key);
    if (!asked)
        return call->refuse(asked.error());
    execute(call, parts, *std::move(asked));
}

void refund(const CallPtr& call, const Parts& parts)
{
    const auto claim = claimOf(*call);
    if (!claim)
        return call->refuse(claim.error());
    const auto draft = call->body<protocol::RefundDraft>();
    if (!draft)
        return call->refuse(draft.error());
    executeForOrder(call, parts, draft->order,
                    [call, parts, draft = *draft, key = claim->key](clearinghouse::OrderNumber number) {
                        return bookingOf(*call, parts, clearinghouse::Refund{number, draft.amount}, key, draft.reason);
                    });
}

void lateCost(const CallPtr& call, const Parts& parts)
{
    const auto claim = claimOf(*call);
    if (!claim)
        return call->refuse(claim.error());
    const auto draft = call->body<protocol::LateCostDraft>();
    if (!draft)
        return call->refuse(draft.error());
    if (draft->amount.isNegative() || draft->amount.isZero()) // said first: of an attempt it may be another refusal
        return call->refuse(failure(ErrorCode::InvalidRequest, "an amount is above zero", "amount_usd"));
    if (auto checked = checkProvider(draft->provider, parts, "provider"); !checked)
        return call->refuse(checked.error());
    executeForOrder(call, parts, draft->order, [call, parts, draft = *draft](clearinghouse::OrderNumber number) {
        return bookingOf(*call, parts, clearinghouse::LateCost{number, draft.attempt, draft.provider, draft.amount}, {},
                         draft.reason);
    });
}

Route writing(const char* pattern, std::function<void(const CallPtr&)> serve)
{
    return {.method = "POST", .pattern = pattern, .serve = std::move(serve), .repetition = Repetition::NeedsKey};
}

} // namespace

std::vector<Route> bookingRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/bookings", [parts](const CallPtr& call) { list(call, parts); }},
        writing("/admin/v1/chargebacks",
                [parts](const CallPtr& call) { create<protocol::ChargebackDraft>(call, parts); }),
        writing("/admin/v1/grants", [parts](const CallPtr& call) { create<protocol::GrantDraft>(call, parts); }),
        writing("/admin/v1/refunds", [parts](const CallPtr& call) { refund(call, parts); }),
        writing("/admin/v1/adjustments",
                [parts](const CallPtr& call) { create<protocol::AdjustmentDraft>(call, parts); }),
        writing("/admin/v1/provider-credits",
                [parts](const CallPtr& call) { create<protocol::ProviderCreditDraft>(call, parts); }),
        writing("/admin/v1/payouts", [parts](const CallPtr& call) { create<protocol::PayoutDraft>(call, parts); }),
        writing("/admin/v1/late-costs", [parts](const CallPtr& call) { lateCost(call, parts); }),
    };
}

} // namespace gotoai::control
