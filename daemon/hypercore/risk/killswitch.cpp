// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/risk/killswitch.h"

namespace gotoai::hypercore {
namespace {

template<class IdType>
Result<KillTarget> idTarget(std::string_view text)
{
    const auto id = IdType::parse(text);
    if (!id)
        return failure(ErrorCode::InvalidRequest, id.error().detail, "target");
    return KillTarget(*id);
}

std::string textOf(const Everything&) { return {}; }
std::string textOf(const ModelName& model) { return model.id; }
template<class Tag>
std::string textOf(const Id<Tag>& id)
{
    return id.toString();
}

} // namespace

std::string_view scopeWord(const KillTarget& target) { return kKillScopes.at(target.index()); }

std::string targetText(const KillTarget& target)
{
    return std::visit([](const auto& part) { return textOf(part); }, target);
}

Result<KillTarget> parseKillTarget(std::string_view scope, std::string_view target)
{
    if (scope == "provider")
        return idTarget<ProviderId>(target);
    if (scope == "endpoint")
        return idTarget<EndpointId>(target);
    if (scope == "account")
        return idTarget<AccountId>(target);
    if (scope == "key")
        return idTarget<KeyId>(target);
    if (scope == "model" && target.empty())
        return failure(ErrorCode::InvalidRequest, "a model is expected", "target");
    if (scope == "model")
        return KillTarget(ModelName{std::string(target)});
    if (scope != "global")
        return failure(ErrorCode::InvalidRequest, "a scope is global, provider, endpoint, model, account or key",
                       "scope");
    if (!target.empty())
        return failure(ErrorCode::InvalidRequest, "the scope global has no target", "target");
    return KillTarget(Everything{});
}

} // namespace gotoai::hypercore
