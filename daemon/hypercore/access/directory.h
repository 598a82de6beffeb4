// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/keyring.h"
#include "hypercore/access/access.h"
#include "hypercore/access/accesstable.h"
#include "hypercore/access/drafts.h"
#include "hypercore/access/peppers.h"
#include "hypercore/access/principal.h"
#include "hypercore/access/renewals.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

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

    // The keys of all credentials' MACs.
    const Peppers& peppers() const { return *m_peppers; }
    // A new one that is active from its commit on, sealed under `ring` as it is now. Keys and admin tokens move to it
    // as they are used; sessions and invitations end under the one they began with. Conflict while another is being
    // made, or where so many are in use still.
    void addPepper(const crypto::KeyRing& ring, Reply<PepperVersion> reply,
                   const storage::Companion<Pepper>& also = {});
    // Deletes the peppers that nothing usable lies under any more, in a while. Not while one is being added.
    void forgetUnusedPeppers();
    // What kept answers are sealed under.
    const Secret& transcriptKey() const { return m_transcriptKey; }

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
    const PepperedMac& keptMac(const Renewals::CredentialId& id) const;
    void renew();
    void adopt(const Renewals::Waiting& renewed);
    void changePeppers(std::vector<Pepper> added, const std::vector<PepperVersion>& deleted);
    // With the fee that counts for it.
    std::shared_ptr<const Account> priced(const Account& account) const;
    void priceAll();
    Result<void> checkPlan(const Plan& plan) const;
    void publish();

    static constexpr std::size_t kMostPeppers = 64;

    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    std::shared_ptr<const Peppers> m_peppers;
    const Secret m_transcriptKey;
    const std::shared_ptr<Renewals> m_renewals;
    FeePolicy m_defaultFee;
    Plans m_plans;
    Accounts m_accounts;
    Keys m_keys;
    AdminTokens m_adminTokens;
    std::shared_ptr<const AccessSnapshot> m_snapshot;
    Subscriber m_subscriber;
    bool m_isAddingPepper = false;
    bool m_isRenewing = false;
};

} // namespace gotoai::hypercore
