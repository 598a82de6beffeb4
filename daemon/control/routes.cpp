// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/problem.h"
#include "control/resources.h"
#include "control/wire.h"
#include "hypercore/routing/routequestion.h"
#include "protocol/route.h"
#include "requestlog/routerecord.h"

#include <QJsonDocument>

namespace gotoai::control {
namespace {

constexpr std::size_t kExplained = 500;

std::optional<std::string> sortWord(const hypercore::RouteReasons& reasons)
{
    using Sort = chat::RouteWishes::Sort;
    if (!reasons.sort)
        return std::nullopt;
    switch (*reasons.sort) {
    case Sort::Price: return "price";
    case Sort::Throughput: return "throughput";
    case Sort::Latency: return "latency";
    }
    return std::nullopt;
}

protocol::ConsideredEndpoint toWire(const hypercore::ConsideredEndpoint& considered,
                                    const supply::CatalogStore& catalog)
{
    protocol::ConsideredEndpoint wire;
    wire.endpoint = considered.endpoint;
    if (const auto endpoint = catalog.endpoint(considered.endpoint)) {
        wire.provider = endpoint->provider->name;
        wire.model = endpoint->model;
    }
    wire.standing = hypercore::standingWord(considered.standing);
    wire.prompt = {considered.promptPico};
    wire.completion = {considered.completionPico};
    wire.expectedCost = considered.expectedCost;
    if (considered.standing == hypercore::Standing::Candidate)
        wire.hold = considered.hold;
    wire.quality = considered.quality;
    wire.codeScore = considered.codeScore;
    wire.tier = considered.tier;
    wire.health = considered.health.score;
    wire.isBreakerOpen = considered.health.isOpen && !considered.health.isLimited;
    wire.isRateLimited = considered.health.isLimited;
    if (considered.health.firstToken.count() > 0)
        wire.firstTokenMs = std::chrono::ceil<std::chrono::milliseconds>(considered.health.firstToken).count();
    if (considered.health.tokensPerSecond > 0)
        wire.tokensPerSecond = considered.health.tokensPerSecond;
    return wire;
}

protocol::RouteReasons toWire(const hypercore::RouteReasons& reasons, const supply::CatalogStore& catalog)
{
    protocol::RouteReasons wire;
    wire.mode = hypercore::routingModeWord(reasons.mode);
    wire.sort = sortWord(reasons);
    wire.isPrivateOnly = reasons.isPrivateOnly;
    wire.isSticky = reasons.isSticky;
    wire.isExploring = reasons.isExploring;
    wire.isLastResort = reasons.isLastResort;
    for (const hypercore::ConsideredEndpoint& considered : reasons.endpoints)
        wire.endpoints.push_back(toWire(considered, catalog));
    for (std::size_t i = 0; i < reasons.counts.size(); ++i) {
        if (reasons.counts[i] > 0)
            wire.counts.push_back({std::string(hypercore::standingWord(static_cast<hypercore::Standing>(i))),
                                   std::int64_t{reasons.counts[i]}});
    }
    return wire;
}

void ofOrder(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<OrderId>();
    if (!id)
        return call->refuse(id.error());
    parts.requests.read<requestlog::KeptRoute>(
        [id = *id](storage::Database& database) { return requestlog::readRoute(database, id); }, parts.queue,
        [call, &catalog = parts.catalog](const Result<requestlog::KeptRoute>& kept) {
            if (!kept)
                return call->refuse(kept.error());
            if (!call->maySee(kept->account))
                return call->refuse(failure(ErrorCode::NotFound, "no route is kept of this order"));
            call->answer(200, protocol::toJson(toWire(kept->reasons, catalog)));
        });
}

// On whose account it would be asked.
Result<void> putIn(const protocol::RouteQuestion& asked, const Parts& parts, hypercore::QuestionSurroundings& question)
{
    const auto key = asked.key ? parts.directory.key(*asked.key) : nullptr;
    if (asked.key && !key)
        return failure(ErrorCode::InvalidRequest, "there is no such key", "key");
    if (key && asked.account && key->account != *asked.account)
        return failure(ErrorCode::InvalidRequest, "the key is another account's", "key");
    const auto id = key ? std::optional(key->account) : asked.account;
    const auto account = id ? parts.directory.account(*id) : nullptr;
    if (id && !account)
        return failure(ErrorCode::InvalidRequest, "there is no such account", "account");
    const auto mode = modeFromWire(asked.mode);
    if (!mode)
        return mode.error();
    question.modes.request = *mode;
    if (key) {
        question.key = key->id;
        question.modes.key = key->mode;
        question.allowedModels = key->models;
    }
    if (account) {
        question.modes.account = account->mode;
        question.fee = account->fee;
        question.account = account->id;
    }
    return {};
}

// As a caller of /v1 would be told.
protocol::Problem refusalOf(const Error& error)
{
    protocol::Problem problem = problemOf(error);
    if (hypercore::isByKillSwitch(error)) {
        problem.code = hypercore::kKillSwitchWord;
        problem.param.reset();
    }
    return problem;
}

void explain(const CallPtr& call, const Parts& parts)
{
    auto asked = call->body<protocol::RouteQuestion>();
    if (!asked)
        return call->refuse(asked.error());
    const auto catalog = parts.catalog.catalog();
    const auto killSwitches = parts.killSwitches.snapshot();
    hypercore::QuestionSurroundings surroundings{
        .catalog = *catalog, .health = parts.health, .killSwitches = *killSwitches};
    surroundings.order = OrderId::make(parts.clock.now());
    if (auto put = putIn(*asked, parts, surroundings); !put)
        return call->refuse(put.error());
    hypercore::RouteQuestion question;
    question.model = std::move(asked->model);
    question.models = std::move(asked->models);
    if (asked->provider)
        question.provider = QJsonDocument(*asked->provider).toJson(QJsonDocument::Compact).toStdString();
    question.promptTokens = asked->promptTokens;
    question.maxCompletionTokens = asked->maxCompletionTokens;
    question.features = std::move(asked->features);
    const auto plan = hypercore::considerQuestion(question, surroundings, kExplained);
    if (!plan)
        return call->refuse(plan.error());
    protocol::RouteAnswer answer;
    if (plan->reasons)
        answer.route = toWire(*plan->reasons, parts.catalog);
    if (plan->route)
        answer.hold = plan->route->hold;
    else
        answer.refusal = refusalOf(plan->route.error());
    call->answer(200, protocol::toJson(answer));
}

} // namespace

std::vector<Route> routeRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/orders/{id}/route", [parts](const CallPtr& call) { ofOrder(call, parts); }},
        {.method = "POST",
         .pattern = "/admin/v1/routes/explain",
         .serve = [parts](const CallPtr& call) { explain(call, parts); },
         .repetition = Repetition::Question},
    };
}

} // namespace gotoai::control
