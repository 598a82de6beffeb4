// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "hypercore/access/access.h"
#include "hypercore/access/accesstable.h"
#include "hypercore/access/principal.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::hypercore {

struct AccountDraft
{
    std::string name;  // 1…200 bytes, printable
    Money creditLimit; // ≥ 0
    FeePolicy fee;
    bool isEnabled = true;
    std::optional<RoutingMode> mode{};
    std::optional<Money> lowBalance{};
};

// Empty members stay as they are.
struct AccountChange
{
    std::optional<std::string> name;
    std::optional<Money> creditLimit;
    std::optional<std::int32_t> feeBasisPoints;
    std::optional<Money> feePerCall;
    std::optional<bool> isEnabled;
    std::optional<std::optional<RoutingMode>> mode{}; // an empty one inside: none
    std::optional<std::optional<Money>> lowBalance{}; // likewise
};

struct KeyDraft
{
    AccountId account;
    std::string label; // ≤ 200 bytes, printable
    std::optional<Instant> expiresAt;
    std::optional<RoutingMode> mode{};
};

struct KeyChange
{
    std::optional<std::string> label;
    std::optional<std::optional<Instant>> expiresAt;  // an empty one inside: never
    std::optional<std::optional<RoutingMode>> mode{}; // an empty one inside: none
};

struct CreatedKey
{
    std::shared_ptr<const ApiKey> key;
    Secret text; // the only time that it exists outside the client
};

struct AdminTokenDraft
{
    std::string label; // ≤ 200 bytes, printable
    Role role = Role::Admin;
    std::optional<AccountId> account{}; // with the role member, and only then
    std::optional<Instant> expiresAt{}; // in the future
};

struct CreatedAdminToken
{
    std::shared_ptr<const AdminToken> token;
    Secret text;
};

// The book of accounts, API keys and admin tokens. Keeps the committed state in memory and a snapshot of it for the
// lanes; every change is a unit of the ledger's writer and visible only after its commit.
// Lives on one thread, which drains `queue`; replies come there, exactly once, possibly from within the call
// (refusals). A change names the version that it was made on: VersionConflict when the row has moved on. NotFound for
// unknown ids, InvalidRequest naming the field as the admin API spells it. `also` is written in the change's
// transaction.
class Directory
{
public:
    using Accounts = std::map<AccountId, std::shared_ptr<const Account>>; // by age
    using Keys = std::map<KeyId, std::shared_ptr<const ApiKey>>;
    using AdminTokenPtr = std::shared_ptr<const AdminToken>;
    using AdminTokens = std::map<AdminTokenId, AdminTokenPtr>;
    using Subscriber = std::function<void(std::shared_ptr<const AccessSnapshot>)>;
    template<class T>
    using Reply = std::function<void(Result<T>)>;

    // All but `rows` outlive the directory.
    Directory(AccessRows rows, storage::Writer& writer, storage::CompletionQueue& queue, const Clock& clock);
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    const Accounts& accounts() const { return m_accounts; }
    const Keys& keys() const { return m_keys; }
    const AdminTokens& adminTokens() const { return m_adminTokens; }
    std::shared_ptr<const Account> account(const AccountId& id) const;
    std::shared_ptr<const ApiKey> key(const KeyId& id) const;
    AdminTokenPtr adminToken(const AdminTokenId& id) const;

    std::shared_ptr<const AccessSnapshot> snapshot() const { return m_snapshot; }
    // Told each new snapshot, before the reply of the change that made it.
    void setSubscriber(Subscriber subscriber) { m_subscriber = std::move(subscriber); }

    void createAccount(AccountDraft draft, Reply<std::shared_ptr<const Account>> reply,
                       const storage::Companion<Account>& also = {});
    void changeAccount(const AccountId& id, std::int64_t version, const AccountChange& change,
                       Reply<std::shared_ptr<const Account>> reply, const storage::Companion<Account>& also = {});
    void createKey(KeyDraft draft, Reply<CreatedKey> reply, const storage::Companion<ApiKey>& also = {});
    void changeKey(const KeyId& id, std::int64_t version, const KeyChange& change,
                   Reply<std::shared_ptr<const ApiKey>> reply, const storage::Companion<ApiKey>& also = {});
    // For good. A key that is revoked already stays as it is.
    void revokeKey(const KeyId& id, std::int64_t version, Reply<std::shared_ptr<const ApiKey>> reply,
                   const storage::Companion<ApiKey>& also = {});

    // The key of every credential's MAC.
    std::span<const std::uint8_t, 32> pepper() const { return m_pepper; }
    // What kept answers are sealed under: as lasting and as secret as the pepper, which it follows from.
    Secret transcriptKey() const;

    bool hasAdminTokens() const { return !m_adminTokens.empty(); }
    void createAdminToken(AdminTokenDraft draft, Reply<CreatedAdminToken> reply,
                          const storage::Companion<AdminToken>& also = {});
    // For good. One that is revoked already stays as it is.
    void revokeAdminToken(const AdminTokenId& id, Reply<AdminTokenPtr> reply,
                          const storage::Companion<AdminToken>& also = {});
    // Whoever holds the token, without an address. InvalidCredential, RevokedCredential, ExpiredCredential. Takes the
    // same time for unknown tokens and wrong secrets.
    Result<Principal> authenticateAdmin(std::string_view text) const;

private:
    void storeKey(std::shared_ptr<const ApiKey> next, Reply<std::shared_ptr<const ApiKey>> reply,
                  const storage::Companion<ApiKey>& also);
    void publish();

    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    std::array<std::uint8_t, 32> m_pepper;
    Accounts m_accounts;
    Keys m_keys;
    AdminTokens m_adminTokens;
    std::shared_ptr<const AccessSnapshot> m_snapshot;
    Subscriber m_subscriber;
};

} // namespace gotoai::hypercore
