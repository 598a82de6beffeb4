// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/risk/killswitches.h"

namespace gotoai::hypercore {

KillSwitches::KillSwitches(std::vector<SwitchPtr> on)
    : m_on(std::make_move_iterator(on.begin()), std::make_move_iterator(on.end()))
{}

const KillSwitch* KillSwitches::find(const KillTarget& target) const
{
    const auto found = m_on.find(target);
    return found == m_on.end() ? nullptr : found->get();
}

const KillSwitch* KillSwitches::onCustomer(const AccountId& account, const KeyId& key) const
{
    if (m_on.empty())
        return nullptr;
    for (const KillTarget& target : {KillTarget(Everything{}), KillTarget(account), KillTarget(key)})
        if (const KillSwitch* found = find(target))
            return found;
    return nullptr;
}

const KillSwitch* KillSwitches::onSupply(const supply::Endpoint& endpoint) const
{
    if (m_on.empty())
        return nullptr;
    for (const KillTarget& target :
         {KillTarget(endpoint.provider->id), KillTarget(ModelName{endpoint.model}), KillTarget(endpoint.id)})
        if (const KillSwitch* found = find(target))
            return found;
    return nullptr;
}

Error refusalBy(const KillSwitch& killSwitch)
{
    const auto by = [](ErrorCode code, std::string detail) {
        return Error{code, std::move(detail), std::string(kKillSwitchWord)};
    };
    if (std::holds_alternative<AccountId>(killSwitch.target))
        return by(ErrorCode::Forbidden, "Calls of this account have been stopped by the operator.");
    if (std::holds_alternative<KeyId>(killSwitch.target))
        return by(ErrorCode::Forbidden, "Calls with this API key have been stopped by the operator.");
    if (std::holds_alternative<Everything>(killSwitch.target))
        return by(ErrorCode::NoRoute, "All calls have been stopped by the operator.");
    if (const auto* model = std::get_if<ModelName>(&killSwitch.target))
        return by(ErrorCode::NoRoute, "The model '" + model->id + "' has been stopped by the operator.");
    return by(ErrorCode::NoRoute, "What served this call has been stopped by the operator.");
}

} // namespace gotoai::hypercore
