// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "hypercore/access/access.h"
#include "hypercore/access/accesstable.h"
#include "hypercore/access/directorydrafts.h"
#include "hypercore/access/principal.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::hypercore {

// The book of accounts, plans, API keys and admin tokens. Keeps the committed state in memory and a snapshot of it for
// the lanes; every change is a unit of the ledger's writer and visible only after its commit. Lives on one thread,
// which drains `queue`; replies come there, exactly once, possibly from within the call (refusals). A change names the
// version that it was made on: VersionConflict when the row has moved on. NotFound for unknown ids, InvalidRequest
// naming the field as the admin API spells it. `also` is written in the change's transaction.
class Directory
{
public:
    using Accounts = std::map<AccountId, std::shared_ptr<const Account>>; // by age
    using Keys = std::map<KeyId, std::shared_ptr<const ApiKey>>;
    using Plans = std::map<PlanId, PlanPtr>;
    using AdminTokenPtr = std::shared_ptr<const AdminToken>;
    using AdminTokens = std::map<AdminTokenId, AdminTokenPtr>;
    using Subscriber = std::function<void(std::shared_ptr<const AccessSnapshot>)>;
    template<class T>
    using Reply = std::function<void(Result<T>)>;

    // All but `rows` outlive the directory.
    Directory(AccessRows rows, storage::Writer& writer, storage::CompletionQueue& queue, const Clock& clock,
              const FeePolicy& defaultFee = {});
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    const Accounts& accounts() const { return m_accounts; }
    const Plans& plans() const { return m_plans; }
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
    // Conflict when there is one of this name. An account's fee follows its plan's from the reply on.
    void createPlan(PlanDraft draft, Reply<PlanPtr> reply, const storage::Companion<Plan>& also = {});
    void changePlan(const PlanId& id, std::int64_t version, const PlanChange& change, Reply<PlanPtr> reply,
                    const storage::Companion<Plan>& also = {});
    // For good; replies what it was. Conflict while an account points to it.
    void removePlan(const PlanId& id, std::int64_t version, Reply<PlanPtr> reply,
                    const storage::Companion<Plan>& also = {});
    PlanPtr plan(const PlanId& id) const;
    // Of accounts that have neither a fee of their own nor a plan.
    void setDefaultFee(const FeePolicy& fee);

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
    // With the fee that counts for it.
    std::shared_ptr<const Account> priced(const Account& account) const;
    void priceAll();
    Result<void> checkPlan(const Plan& plan) const;
    void publish();

    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    std::array<std::uint8_t, 32> m_pepper;
    FeePolicy m_defaultFee;
    Plans m_plans;
    Accounts m_accounts;
    Keys m_keys;
    AdminTokens m_adminTokens;
    std::shared_ptr<const AccessSnapshot> m_snapshot;
    Subscriber m_subscriber;
};

} // namespace gotoai::hypercore
