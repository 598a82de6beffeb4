// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/idempotency.h"
#include "control/listquery.h"
#include "control/reconciliationwire.h"
#include "control/resources.h"
#include "protocol/page.h"
#include "protocol/system.h"

#include <algorithm>

namespace gotoai::control {
namespace {

using reconciliation::Difference;
using reconciliation::DifferenceClass;
using reconciliation::ProviderStatement;
using reconciliation::Reconciliation;
using reconciliation::Threshold;
using Runs = std::vector<Reconciliation>;
using Differences = std::vector<Difference>;

// The audit record of a write that will be answered with `status`, as it is then shown.
template<class T>
storage::Companion<T> recordingOf(const CallPtr& call, int status)
{
    return [call, status](const T& next) {
        return call->record(status, next.id.toString(), protocol::toJson(toWire(next)));
    };
}

std::string textOf(const Call::Query& query, std::string_view name)
{
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
}

Result<ProviderId> providerOf(const std::optional<ProviderId>& id, const Parts& parts)
{
    if (!id || !parts.catalog.provider(*id))
        return failure(ErrorCode::InvalidRequest, "there is no such provider", "provider");
    return *id;
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor"});
    const auto paging = query ? ListQuery::parse("reconciliations", *query) : query.error();
    const auto request = paging ? paging->onward() : paging.error();
    if (!request)
        return call->refuse(request.error());
    parts.readers.read<Runs>(
        [request = *request](storage::Database& database) {
            return reconciliation::readReconciliations(database, request.before, request.limit + 1);
        },
        parts.queue,
        [call, paging = *paging, limit = request->limit](Result<Runs> runs) {
            if (!runs)
                return call->refuse(runs.error());
            protocol::Page<protocol::Reconciliation> page;
            for (std::size_t i = 0; i < std::min(limit, runs->size()); ++i)
                page.data.push_back(toWire((*runs)[i]));
            if (runs->size() > limit)
                page.nextCursor = paging.cursorBelow((*runs)[limit - 1].number);
            call->answer(200, protocol::toJson(page));
        });
}

void get(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<ReconciliationId>();
    if (!id)
        return call->refuse(id.error());
    parts.readers.read<Reconciliation>(
        [id = *id](storage::Database& database) { return reconciliation::readReconciliation(database, id); },
        parts.queue,
        [call](const Result<Reconciliation>& run) {
            if (!run)
                return call->refuse(run.error());
            call->answer(200, protocol::toJson(toWire(*run)));
        });
}

void start(const CallPtr& call, const Parts& parts)
{
    const auto draft = call->body<protocol::ReconciliationDraft>();
    if (!draft)
        return call->refuse(draft.error());
    if (const auto provider = providerOf(draft->provider, parts); !provider)
        return call->refuse(provider.error());
    parts.reconciler.run(
        {draft->provider, draft->statement, draft->from, draft->to, call->principal().id()},
        [call](const Result<Reconciliation>& run) {
            if (!run)
                return call->refuse(run.error());
            call->answer(202, protocol::toJson(toWire(*run)),
                         {{"location", "/admin/v1/reconciliations/" + run->id.toString()}});
        },
        recordingOf<Reconciliation>(call, 202));
}

void import(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"provider", "statement", "format", "columns"});
    if (!query)
        return call->refuse(query.error());
    const auto asked = idFilter<ProviderId>(*query, "provider");
    const auto provider = asked ? providerOf(*asked, parts) : asked.error();
    if (!provider)
        return call->refuse(provider.error());
    const auto format = reconciliation::statementFormatFromWord(textOf(*query, "format"));
    if (!format)
        return call->refuse(failure(ErrorCode::InvalidRequest,
                                    "a format is openai_csv, openai_json, anthropic_csv, anthropic_json, "
                                    "openrouter_csv, openrouter_json, generic_csv or generic_json",
                                    "format"));
    reconciliation::ImportDraft draft{.provider = *provider,
                                      .name = textOf(*query, "statement"),
                                      .format = *format,
                                      .columns = textOf(*query, "columns"),
                                      .body = call->request().body.toStdString(),
                                      .by = call->principal().id()};
    parts.reconciler.import(
        draft,
        [call](const Result<ProviderStatement>& statement) {
            if (!statement)
                return call->refuse(statement.error());
            call->answer(201, protocol::toJson(toWire(*statement)));
        },
        recordingOf<ProviderStatement>(call, 201));
}

void listStatements(const CallPtr& call, const Parts& parts)
{
    if (const auto query = call->query({}); !query)
        return call->refuse(query.error());
    parts.readers.read<std::vector<ProviderStatement>>(
        [](storage::Database& database) { return reconciliation::readStatements(database); }, parts.queue,
        [call](const Result<std::vector<ProviderStatement>>& statements) {
            if (!statements)
                return call->refuse(statements.error());
            protocol::Whole<protocol::ProviderStatement> whole;
            for (const ProviderStatement& statement : *statements)
                whole.data.push_back(toWire(statement));
            call->answer(200, protocol::toJson(whole));
        });
}

Result<reconciliation::DifferenceFilter> filterOf(const Call::Query& query)
{
    reconciliation::DifferenceFilter filter;
    if (const auto word = query.find("class"); word != query.end()) {
        filter.what = reconciliation::differenceClassFromWord(word->second);
        if (!filter.what)
            return failure(ErrorCode::InvalidRequest, "there is no such class", "class");
    }
    if (const auto word = query.find("state"); word != query.end()) {
        filter.state = reconciliation::differenceStateFromWord(word->second);
        if (!filter.state)
            return failure(ErrorCode::InvalidRequest, "a state is open, explained, booking or booked", "state");
    }
    return filter;
}

// In the order in which they were found.
void listDifferences(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<ReconciliationId>();
    const auto query = call->query({"limit", "cursor", "class", "state"});
    const auto paging = query ? ListQuery::parse("differences", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!id || !request)
        return call->refuse(id ? request.error() : id.error());
    const auto filter = filterOf(*query);
    if (!filter)
        return call->refuse(filter.error());
    parts.readers.read<Differences>(
        [id = *id, request = *request, filter = *filter](storage::Database& database) -> Result<Differences> {
            const auto run = reconciliation::readReconciliation(database, id);
            if (!run)
                return run.error();
            auto wanted = filter;
            wanted.run = run->number;
            return reconciliation::readDifferences(database, wanted, request.after.value_or(0), request.limit + 1);
        },
        parts.queue,
        [call, paging = *paging, limit = request->limit](const Result<Differences>& differences) {
            if (!differences)
                return call->refuse(differences.error());
            protocol::Page<protocol::Difference> page;
            for (std::size_t i = 0; i < std::min(limit, differences->size()); ++i)
                page.data.push_back(toWire((*differences)[i]));
            if (differences->size() > limit)
                page.nextCursor = paging.cursorAbove((*differences)[limit - 1].number);
            call->answer(200, protocol::toJson(page));
        });
}

void resolve(const CallPtr& call, const Parts& parts)
{
    if (const auto claim = claimOf(*call); !claim)
        return call->refuse(claim.error());
    const auto id = call->id<DifferenceId>();
    if (!id)
        return call->refuse(id.error());
    auto draft = call->body<protocol::Resolution>();
    if (!draft)
        return call->refuse(draft.error());
    const auto how = reconciliation::differenceStateFromWord(draft->how);
    if (how != Difference::State::Explained && how != Difference::State::Booked)
        return call->refuse(failure(ErrorCode::InvalidRequest, "a difference is explained or booked", "how"));
    parts.reconciler.resolver().resolve(
        *id, {*how, std::move(draft->note), call->principal().id()},
        [call](const Result<Difference>& difference) {
            if (!difference)
                return call->refuse(difference.error());
            call->answer(200, protocol::toJson(toWire(*difference)));
        },
        recordingOf<Difference>(call, 200));
}

void listThresholds(const CallPtr& call, const Parts& parts)
{
    protocol::Whole<protocol::ReconciliationThreshold> whole;
    for (const DifferenceClass what : reconciliation::kComparedClasses)
        whole.data.push_back(toWire(what, parts.reconciler.thresholds()[static_cast<std::size_t>(what)]));
    call->answer(200, protocol::toJson(whole));
}

void setThreshold(const CallPtr& call, const Parts& parts)
{
    const auto draft = call->body<protocol::ReconciliationThreshold>();
    if (!draft)
        return call->refuse(draft.error());
    const auto what = reconciliation::differenceClassFromWord(draft->what);
    if (!what || std::ranges::find(reconciliation::kComparedClasses, *what) == reconciliation::kComparedClasses.end())
        return call->refuse(failure(ErrorCode::InvalidRequest, "there is no such class", "class"));
    if ((draft->count && *draft->count < 0) || (draft->amount && draft->amount->isNegative()))
        return call->refuse(
            failure(ErrorCode::InvalidRequest, "a threshold is not negative", draft->count ? "count" : "amount_usd"));
    const auto toRecord = [call, what = *what](const Threshold& next) {
        return call->record(200, std::string(reconciliation::differenceClassWord(what)),
                            protocol::toJson(toWire(what, next)));
    };
    parts.reconciler.setThreshold(
        *what, {draft->count, draft->amount},
        [call, what = *what](const Result<Threshold>& threshold) {
            if (!threshold)
                return call->refuse(threshold.error());
            call->answer(200, protocol::toJson(toWire(what, *threshold)));
        },
        toRecord);
}

} // namespace

std::vector<Route> reconciliationRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/reconciliations", [parts](const CallPtr& call) { list(call, parts); }},
        {"POST", "/admin/v1/reconciliations", [parts](const CallPtr& call) { start(call, parts); }},
        {"POST", "/admin/v1/reconciliations/import", [parts](const CallPtr& call) { import(call, parts); }},
        {"GET", "/admin/v1/reconciliations/statements", [parts](const CallPtr& call) { listStatements(call, parts); }},
        {"GET", "/admin/v1/reconciliations/thresholds", [parts](const CallPtr& call) { listThresholds(call, parts); }},
        {"PUT", "/admin/v1/reconciliations/thresholds", [parts](const CallPtr& call) { setThreshold(call, parts); }},
        {"GET", "/admin/v1/reconciliations/{id}", [parts](const CallPtr& call) { get(call, parts); }},
        {"GET", "/admin/v1/reconciliations/{id}/differences",
         [parts](const CallPtr& call) { listDifferences(call, parts); }},
        {.method = "POST",
         .pattern = "/admin/v1/differences/{id}/resolution",
         .serve = [parts](const CallPtr& call) { resolve(call, parts); },
         .repetition = Repetition::NeedsKey},
    };
}

} // namespace gotoai::control
