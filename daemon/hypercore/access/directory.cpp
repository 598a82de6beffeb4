// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/directory.h"

#include "hypercore/access/credential.h"
#include "storage/functionunit.h"

namespace gotoai::hypercore {
namespace {

constexpr std::size_t kHintSize = 4;

template<class T>
Result<void> checkVersion(const std::shared_ptr<const T>& row, std::int64_t version)
{
    if (!row)
        return failure(ErrorCode::NotFound, "there is no such thing");
    if (row->version != version)
        return failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime");
    return {};
}

template<class Map>
typename Map::mapped_type valueOrNull(const Map& map, const typename Map::key_type& id)
{
    const auto found = map.find(id);
    return found == map.end() ? nullptr : found->second;
}

} // namespace

Directory::Directory(AccessRows rows, storage::Writer& writer, storage::CompletionQueue& queue, const Clock& clock,
                     const FeePolicy& defaultFee)
    : m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
    , m_peppers(std::make_shared<const Peppers>(std::move(rows.peppers)))
    , m_transcriptKey(std::move(rows.transcriptKey))
    , m_renewals(std::make_shared<Renewals>(queue, [this] { renew(); }))
    , m_defaultFee(defaultFee)
{
    for (Plan& plan : rows.plans)
        m_plans.emplace(plan.id, std::make_shared<const Plan>(std::move(plan)));
    for (const Account& account : rows.accounts)
        m_accounts.emplace(account.id, priced(account));
    for (ApiKey& key : rows.keys)
        m_keys.emplace(key.id, std::make_shared<const ApiKey>(std::move(key)));
    for (AdminToken& token : rows.adminTokens)
        m_adminTokens.emplace(token.id, std::make_shared<const AdminToken>(std::move(token)));
    publish();
}

std::shared_ptr<const Account> Directory::account(const AccountId& id) const { return valueOrNull(m_accounts, id); }
std::shared_ptr<const ApiKey> Directory::key(const KeyId& id) const { return valueOrNull(m_keys, id); }
Directory::AdminTokenPtr Directory::adminToken(const AdminTokenId& id) const { return valueOrNull(m_adminTokens, id); }

void Directory::publish()
{
    m_snapshot = std::make_shared<const AccessSnapshot>(AccessSnapshot::Accounts(m_accounts.begin(), m_accounts.end()),
                                                        AccessSnapshot::Keys(m_keys.begin(), m_keys.end()), m_peppers,
                                                        m_renewals);
    if (m_subscriber)
        m_subscriber(m_snapshot);
}

void Directory::createAccount(AccountDraft draft, Reply<std::shared_ptr<const Account>> reply,
                              const storage::Companion<Account>& also)
{
    const Instant now = m_clock.now();
    if (draft.plan && !plan(*draft.plan))
        return reply(noSuchPlan());
    const auto account = priced(Account{.id = AccountId::make(now),
                                        .name = std::move(draft.name),
                                        .creditLimit = draft.creditLimit,
                                        .fee = {},
                                        .isEnabled = draft.isEnabled,
                                        .version = 1,
                                        .createdAt = now,
                                        .mode = draft.mode,
                                        .ownFee = draft.fee,
                                        .plan = draft.plan,
                                        .lowBalance = draft.lowBalance});
    if (auto checked = checkAccount(*account); !checked)
        return reply(std::move(checked).error());
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Account>(
            [account](storage::Database& database) { return insertAccount(database, *account); }, also, *account),
        [this, account, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_accounts.emplace(account->id, priced(*account)); // its plan may have changed meanwhile
            publish();
            reply(this->account(account->id));
        });
}

void Directory::changeAccount(const AccountId& id, std::int64_t version, const AccountChange& change,
                              Reply<std::shared_ptr<const Account>> reply, const storage::Companion<Account>& also)
{
    const auto current = account(id);
    if (auto checked = checkVersion(current, version); !checked)
        return reply(std::move(checked).error());
    auto changed = std::make_shared<Account>(*current);
    changed->name = change.name.value_or(current->name);
    changed->creditLimit = change.creditLimit.value_or(current->creditLimit);
    changed->ownFee = changedFee(current->ownFee, change);
    changed->plan = change.plan.value_or(current->plan);
    if (changed->plan && !plan(*changed->plan))
        return reply(noSuchPlan());
    changed->isEnabled = change.isEnabled.value_or(current->isEnabled);
    changed->mode = change.mode.value_or(current->mode);
    changed->lowBalance = change.lowBalance.value_or(current->lowBalance);
    ++changed->version;
    if (auto checked = checkAccount(*changed); !checked)
        return reply(std::move(checked).error());
    const std::shared_ptr<const Account> next = priced(*changed);
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Account>([next](storage::Database& database) { return updateAccount(database, *next); },
                                      also, *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_accounts[next->id] = priced(*next);
            publish();
            reply(account(next->id));
        });
}

void Directory::createKey(KeyDraft draft, Reply<CreatedKey> reply, const storage::Companion<ApiKey>& also)
{
    if (auto checked = checkLabel(draft.label); !checked)
        return reply(std::move(checked).error());
    if (!account(draft.account))
        return reply(failure(ErrorCode::InvalidRequest, "there is no such account", "account"));
    const Instant now = m_clock.now();
    if (auto checked = checkExpiry(draft.expiresAt, now); !checked)
        return reply(std::move(checked).error());
    const KeyId id = KeyId::make(now);
    const auto text = std::make_shared<Secret>(makeCredential(kApiKeyPrefix, id.bytes()));
    const std::string_view shown = text->reveal();
    const auto key =
        std::make_shared<const ApiKey>(ApiKey{id, draft.account, std::move(draft.label), m_peppers->macOf(shown),
                                              std::string(shown.substr(shown.size() - kHintSize)), draft.expiresAt,
                                              std::nullopt, 1, now, draft.mode, std::move(draft.models)});
    storage::submitFunctions(m_writer, m_queue,
                             storage::accompanied<ApiKey>(
                                 [key](storage::Database& database) { return insertKey(database, *key); }, also, *key),
                             [this, key, text, reply = std::move(reply)](Result<void> done) {
                                 if (!done)
                                     return reply(std::move(done).error());
                                 m_keys.emplace(key->id, key);
                                 publish();
                                 reply(CreatedKey{key, std::move(*text)});
                             });
}

void Directory::changeKey(const KeyId& id, std::int64_t version, const KeyChange& change,
                          Reply<std::shared_ptr<const ApiKey>> reply, const storage::Companion<ApiKey>& also)
{
    const auto current = key(id);
    if (auto checked = checkVersion(current, version); !checked)
        return reply(std::move(checked).error());
    auto next = std::make_shared<ApiKey>(*current);
    next->label = change.label.value_or(current->label);
    next->expiresAt = change.expiresAt.value_or(current->expiresAt);
    next->mode = change.mode.value_or(current->mode);
    next->models = change.models.value_or(current->models);
    ++next->version;
    if (auto checked = checkLabel(next->label); !checked)
        return reply(std::move(checked).error());
    if (change.expiresAt) {
        if (auto checked = checkExpiry(*change.expiresAt, m_clock.now()); !checked)
            return reply(std::move(checked).error());
    }
    storeKey(std::move(next), std::move(reply), also);
}

void Directory::revokeKey(const KeyId& id, std::int64_t version, Reply<std::shared_ptr<const ApiKey>> reply,
                          const storage::Companion<ApiKey>& also)
{
    const auto current = key(id);
    if (auto checked = checkVersion(current, version); !checked)
        return reply(std::move(checked).error());
    if (current->revokedAt)
        return reply(current);
    auto next = std::make_shared<ApiKey>(*current);
    next->revokedAt = m_clock.now();
    ++next->version;
    storeKey(std::move(next), std::move(reply), also);
}

void Directory::storeKey(std::shared_ptr<const ApiKey> next, Reply<std::shared_ptr<const ApiKey>> reply,
                         const storage::Companion<ApiKey>& also)
{
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<ApiKey>([next](storage::Database& database) { return updateKey(database, *next); }, also,
                                     *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            auto& kept = m_keys[next->id];
            kept = withMac(next, kept->mac);
            publish();
            reply(kept);
        });
}

void Directory::createAdminToken(AdminTokenDraft draft, Reply<CreatedAdminToken> reply,
                                 const storage::Companion<AdminToken>& also)
{
    const Instant now = m_clock.now();
    if (auto checked = checkLabel(draft.label); !checked)
        return reply(std::move(checked).error());
    if (auto checked = checkExpiry(draft.expiresAt, now); !checked)
        return reply(std::move(checked).error());
    if (draft.account.has_value() != (draft.role == Role::Member))
        return reply(failure(ErrorCode::InvalidRequest, "a member has an account, and nobody else has", "account"));
    if (draft.account && !account(*draft.account))
        return reply(failure(ErrorCode::InvalidRequest, "there is no such account", "account"));
    const AdminTokenId id = AdminTokenId::make(now);
    const auto text = std::make_shared<Secret>(makeCredential(kAdminTokenPrefix, id.bytes()));
    const auto token = std::make_shared<const AdminToken>(AdminToken{.id = id,
                                                                     .label = std::move(draft.label),
                                                                     .role = draft.role,
                                                                     .account = draft.account,
                                                                     .mac = m_peppers->macOf(text->reveal()),
                                                                     .expiresAt = draft.expiresAt,
                                                                     .revokedAt = std::nullopt,
                                                                     .createdAt = now});
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<AdminToken>(
            [token](storage::Database& database) { return insertAdminToken(database, *token); }, also, *token),
        [this, token, text, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_adminTokens.emplace(token->id, token);
            reply(CreatedAdminToken{token, std::move(*text)});
        });
}

void Directory::revokeAdminToken(const AdminTokenId& id, Reply<AdminTokenPtr> reply,
                                 const storage::Companion<AdminToken>& also)
{
    const auto current = adminToken(id);
    if (!current)
        return reply(failure(ErrorCode::NotFound, "there is no such thing"));
    if (current->revokedAt)
        return reply(current);
    auto changed = std::make_shared<AdminToken>(*current);
    changed->revokedAt = m_clock.now();
    const AdminTokenPtr next = std::move(changed);
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<AdminToken>([next](storage::Database& database) { return markRevoked(database, *next); },
                                         also, *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            auto& kept = m_adminTokens[next->id];
            kept = withMac(next, kept->mac);
            reply(kept);
        });
}

Result<Principal> Directory::authenticateAdmin(std::string_view text) const
{
    const auto invalid = [] { return failure(ErrorCode::InvalidCredential, "the admin token is not valid"); };
    const auto id = credentialId(kAdminTokenPrefix, text);
    if (!id)
        return invalid();
    static constexpr PepperedMac kNobody{};
    const auto token = adminToken(AdminTokenId(*id));
    const bool isRight = m_peppers->fits(text, token ? token->mac : kNobody);
    if (!token || !isRight)
        return invalid();
    if (token->revokedAt)
        return failure(ErrorCode::RevokedCredential, "the admin token has been revoked");
    if (token->expiresAt && *token->expiresAt <= m_clock.now())
        return failure(ErrorCode::ExpiredCredential, "the admin token has expired");
    if (token->mac.pepper != m_peppers->active())
        m_renewals->offer(token->id, m_peppers->macOf(text));
    return Principal{.user = std::nullopt,
                     .name = token->label,
                     .role = token->role,
                     .account = token->account,
                     .credential = token->id,
                     .address = {}};
}

} // namespace gotoai::hypercore
