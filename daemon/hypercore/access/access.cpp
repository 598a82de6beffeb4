// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/access.h"

#include "hypercore/access/credential.h"

namespace gotoai::hypercore {
namespace {

Error invalid() { return failure(ErrorCode::InvalidCredential, "The API key is not valid."); }

} // namespace

AccessSnapshot::AccessSnapshot(Accounts accounts, Keys keys, std::shared_ptr<const Peppers> peppers,
                               std::shared_ptr<Renewals> renewals)
    : m_accounts(std::move(accounts))
    , m_keys(std::move(keys))
    , m_peppers(std::move(peppers))
    , m_renewals(std::move(renewals))
{}

Result<Customer> AccessSnapshot::authenticate(std::string_view text, Instant now) const
{
    const auto id = credentialId(kApiKeyPrefix, text);
    if (!id)
        return invalid();
    // An unknown id costs as much time as a wrong secret.
    static constexpr PepperedMac kNobody{};
    const auto found = m_keys.find(KeyId(*id));
    const bool isRight = m_peppers->fits(text, found == m_keys.end() ? kNobody : found->second->mac);
    if (found == m_keys.end() || !isRight)
        return invalid();

    const auto& key = found->second;
    if (key->revokedAt)
        return failure(ErrorCode::RevokedCredential, "The API key has been revoked.");
    if (key->expiresAt && *key->expiresAt <= now)
        return failure(ErrorCode::ExpiredCredential, "The API key has expired.");
    const auto account = m_accounts.find(key->account);
    if (account == m_accounts.end() || !account->second->isEnabled)
        return failure(ErrorCode::Forbidden, "The account of this API key is disabled.");
    if (m_renewals && key->mac.pepper != m_peppers->active())
        m_renewals->offer(key->id, m_peppers->macOf(text));
    return Customer{account->second, key};
}

} // namespace gotoai::hypercore
