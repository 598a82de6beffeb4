// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/stoptargets.h"

#include "widgets/display.h"

#include <QCoreApplication>

#include <set>

namespace gotoai::shell {

using namespace widgets;
using client::Directory;

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::shell)
};

template<class Id>
QString word(const Id& id)
{
    return QString::fromStdString(id.toString());
}

QString endpointName(const Directory& directory, const protocol::Endpoint& endpoint)
{
    const protocol::Provider* provider = directory.provider(endpoint.provider);
    return Texts::tr("%1 at %2").arg(plain(endpoint.model), provider ? plain(provider->name) : word(endpoint.provider));
}

bool isStruck(const protocol::Endpoint& endpoint, const StopTarget& target)
{
    return (target.scope == QLatin1String("provider") && word(endpoint.provider) == target.target) ||
           (target.scope == QLatin1String("endpoint") && word(endpoint.id) == target.target);
}

// Models that nobody else offers.
qint64 modelsLeftAlone(const Directory& directory, const StopTarget& target)
{
    std::set<std::string> struck;
    std::set<std::string> served;
    for (const protocol::Endpoint& endpoint : directory.endpoints()) {
        if (endpoint.state == "enabled")
            (isStruck(endpoint, target) ? struck : served).insert(endpoint.model);
    }
    return std::ranges::count_if(struck, [&served](const std::string& model) { return !served.contains(model); });
}

} // namespace

std::vector<StopTarget> stopTargets(const Directory& directory)
{
    std::vector<StopTarget> targets{{QStringLiteral("global"), {}, Texts::tr("everything")}};
    for (const protocol::Provider& provider : directory.providers())
        targets.push_back({QStringLiteral("provider"), word(provider.id), plain(provider.name)});
    std::set<std::string> models;
    for (const protocol::Endpoint& endpoint : directory.endpoints())
        models.insert(endpoint.model);
    for (const std::string& model : models)
        targets.push_back({QStringLiteral("model"), QString::fromStdString(model), plain(model)});
    for (const protocol::Endpoint& endpoint : directory.endpoints())
        targets.push_back({QStringLiteral("endpoint"), word(endpoint.id), endpointName(directory, endpoint)});
    for (const protocol::Account& account : directory.accounts())
        targets.push_back({QStringLiteral("account"), word(account.id), plain(account.name)});
    for (const protocol::Key& key : directory.keys()) {
        if (!key.revokedAt)
            targets.push_back({QStringLiteral("key"), word(key.id), plain(key.label.empty() ? key.hint : key.label)});
    }
    return targets;
}

QString scopeText(const QString& scope)
{
    if (scope == QLatin1String("provider"))
        return Texts::tr("Provider");
    if (scope == QLatin1String("endpoint"))
        return Texts::tr("Endpoint");
    if (scope == QLatin1String("model"))
        return Texts::tr("Model");
    if (scope == QLatin1String("account"))
        return Texts::tr("Account");
    return scope == QLatin1String("key") ? Texts::tr("Key") : Texts::tr("Everything");
}

QString targetName(const Directory& directory, const QString& scope, const QString& target)
{
    for (const StopTarget& each : stopTargets(directory)) {
        if (each.scope == scope && each.target == target)
            return each.name;
    }
    return plain(target);
}

QString consequence(const StopTarget& target)
{
    if (target.scope == QLatin1String("global"))
        return Texts::tr(
            "Every new order is refused at once. Running streams end with an error and are settled by what was "
            "delivered.");
    if (target.scope == QLatin1String("provider") || target.scope == QLatin1String("endpoint"))
        return Texts::tr(
            "New orders take another endpoint at once; where there is none, they are refused. Running streams end "
            "with an error and are settled by what was delivered.");
    return Texts::tr(
        "New orders of it are refused at once. Running streams end with an error and are settled by what was "
        "delivered.");
}

std::vector<Pair> reach(const Directory& directory, const StopTarget& target)
{
    if (target.scope == QLatin1String("provider") || target.scope == QLatin1String("endpoint"))
        return {{.name = Texts::tr("Models left without an endpoint"),
                 .value = countText(modelsLeftAlone(directory, target))}};
    if (target.scope == QLatin1String("account")) {
        const auto count = std::ranges::count_if(directory.keys(), [&target](const protocol::Key& key) {
            return !key.revokedAt && word(key.account) == target.target;
        });
        return {{.name = Texts::tr("Keys touched"), .value = countText(count)}};
    }
    return {};
}

} // namespace gotoai::shell
