// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "base/log.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

#include <chrono>

namespace gotoai::control {
namespace {

std::string chainStateWord(ChainState state)
{
    switch (state) {
    case ChainState::Unsigned: return "unsigned";
    case ChainState::Signed: return "signed";
    case ChainState::Failing: return "failing";
    case ChainState::Cut: return "cut";
    }
    return {};
}

protocol::ChainState toWire(const ChainFacts& facts)
{
    protocol::ChainState wire{.state = chainStateWord(facts.state), .head = {}};
    if (facts.head)
        wire.head = protocol::SignedHead{.batch = facts.head->head.batch,
                                         .transfers = facts.head->head.transfers,
                                         .hash = toHex(facts.head->head.hash),
                                         .signedAt = facts.head->at,
                                         .key = facts.head->keyId,
                                         .line = facts.head->text()};
    return wire;
}

void state(const CallPtr& call, const Parts& parts)
{
    const SystemFacts facts = parts.vitals.system();
    protocol::SystemState wire;
    wire.version = facts.version;
    wire.startedAt = facts.startedAt;
    wire.uptimeSeconds = std::chrono::duration_cast<std::chrono::seconds>(parts.clock.now() - facts.startedAt).count();
    wire.isDraining = parts.vitals.isDraining();
    wire.isDemo = facts.isDemo;
    wire.dataDirectory = facts.dataDirectory;
    wire.freeBytes = static_cast<std::int64_t>(facts.freeBytes);
    wire.totalBytes = static_cast<std::int64_t>(facts.totalBytes);
    wire.chain = toWire(facts.chain);
    call->answer(200, protocol::toJson(wire));
}

void settings(const CallPtr& call, const Parts& parts)
{
    protocol::Whole<protocol::SettingInForce> wire;
    for (SettingInForce& setting : parts.vitals.settings())
        wire.data.push_back({std::move(setting.name), std::move(setting.value), std::move(setting.origin),
                             std::move(setting.purpose), std::move(setting.help)});
    call->answer(200, protocol::toJson(wire));
}

void log(const CallPtr& call)
{
    const auto query = call->query({"limit", "level"});
    const auto paging = query ? ListQuery::parse("log", *query) : query.error();
    if (!paging)
        return call->refuse(paging.error());
    LogLevel least = LogLevel::Debug;
    if (const auto level = query->find("level"); level != query->end()) {
        const auto known = logLevelFromWord(level->second);
        if (!known)
            return call->refuse(
                failure(ErrorCode::InvalidRequest, "a level is debug, info, warning or error", "level"));
        least = *known;
    }
    protocol::Whole<protocol::LogLine> wire;
    for (KeptLogLine& line : logTail(least, paging->limit()))
        wire.data.push_back(
            {static_cast<std::int64_t>(line.number), std::string(logLevelWord(line.level)), std::move(line.text)});
    call->answer(200, protocol::toJson(wire));
}

} // namespace

std::vector<Route> systemRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/system", [parts](const CallPtr& call) { state(call, parts); }},
        {"GET", "/admin/v1/system/settings", [parts](const CallPtr& call) { settings(call, parts); }},
        {"GET", "/admin/v1/system/log", [](const CallPtr& call) { log(call); }},
        {"GET", "/admin/v1/system/figures",
         [&vitals = parts.vitals](const CallPtr& call) {
             call->answer(200, protocol::toJson(toWire(vitals.figures())));
         }},
    };
}

} // namespace gotoai::control
