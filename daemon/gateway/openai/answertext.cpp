// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/answertext.h"

namespace gotoai::gateway {
namespace {

std::string countedUsage(const Usage& usage)
{
    const auto number = [](std::int64_t count) { return std::to_string(count); };
    return "{\"prompt_tokens\":" + number(usage.promptTokens()) +
           ",\"completion_tokens\":" + number(usage.completionTokens()) +
           ",\"total_tokens\":" + number(usage.promptTokens() + usage.completionTokens()) + "}";
}

Result<json::Members> membersOf(std::string_view object, json::Parser& parser)
{
    if (auto parsed = parser.parse(object); !parsed)
        return std::move(parsed).error();
    return parser.topLevelMembers(object);
}

json::Splicer named(const chat::Answer& answer, const AnswerName& name)
{
    json::Splicer splicer(answer.bytes, answer.members);
    splicer.set("id", json::quoted(name.id)).set("model", json::quoted(name.model));
    if (!name.created.empty() && !json::findMember(answer.members, "created"))
        splicer.set("created", name.created);
    return splicer;
}

std::string costDetails(UsageSource source, const hypercore::OrderCost& cost)
{
    return "{\"provider_cost\":\"" + cost.providerCost.toUsd() + "\",\"platform_fee\":\"" + cost.platformFee.toUsd() +
           "\",\"estimated\":" + (source == UsageSource::Estimated ? "true" : "false") + "}";
}

} // namespace

std::string frameText(const chat::Answer& answer, const AnswerName& name, UsageWish wish)
{
    json::Splicer splicer = named(answer, name);
    if (wish == UsageWish::InLastFrame)
        splicer.set("usage", "null");
    else
        splicer.remove("usage");
    return splicer.build();
}

std::string usageText(std::string_view providersUsage, const Usage& usage, UsageSource source,
                      const hypercore::OrderCost& cost, json::Parser& parser)
{
    const std::string counted = countedUsage(usage);
    const bool isProviders = source == UsageSource::Reported && providersUsage.starts_with('{');
    std::string_view base = isProviders ? providersUsage : std::string_view(counted);
    auto members = membersOf(base, parser);
    if (!members) {
        base = counted;
        members = membersOf(base, parser);
    }
    json::Splicer splicer(base, *members);
    splicer.set("cost", "\"" + cost.charge.toUsd() + "\"").set("cost_details", costDetails(source, cost));
    return splicer.build();
}

std::string usageFrameText(const AnswerName& name, std::string_view created, std::string_view usage)
{
    return "{\"id\":" + json::quoted(name.id) +
           ",\"object\":\"chat.completion.chunk\",\"created\":" + (created.empty() ? "0" : std::string(created)) +
           ",\"model\":" + json::quoted(name.model) + ",\"choices\":[],\"usage\":" + std::string(usage) + "}";
}

std::string restartFrameText(const AnswerName& name, std::string_view created)
{
    return "{\"id\":" + json::quoted(name.id) +
           ",\"object\":\"chat.completion.chunk\",\"created\":" + (created.empty() ? "0" : std::string(created)) +
           ",\"model\":" + json::quoted(name.model) +
           ",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":null}]," +
           "\"gotoai\":{\"restarted\":true}}";
}

std::string answerText(const chat::Answer& answer, const AnswerName& name, std::string usage)
{
    return named(answer, name).set("usage", std::move(usage)).build();
}

std::string_view memberText(const chat::Answer& answer, std::string_view key)
{
    const json::Member* member = json::findMember(answer.members, key);
    return member ? answer.bytes.substr(member->value.begin, member->value.end - member->value.begin)
                  : std::string_view{};
}

} // namespace gotoai::gateway
