// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "hypercore/access/directory.h"
#include "hypercore/access/passwordworker.h"
#include "hypercore/access/signinthrottle.h"
#include "hypercore/access/user.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

struct UserDraft
{
    std::string email;  // at most 254 bytes of printable ASCII, one @; kept in lower case
    std::string name{}; // ≤ 200 bytes, printable
    Role role = Role::Member;
    std::optional<AccountId> account{}; // with the role member, and only then
    std::optional<Secret> password{};   // none: the user is invited
};

// Empty members stay as they are.
struct UserChange
{
    std::optional<std::string> name{};
    std::optional<Role> role{};
    std::optional<std::optional<AccountId>> account{};
    std::optional<bool> isEnabled{};
    std::optional<Secret> password{};
};

// The people who may sign in: their roles, passwords and invitations. Every change is a unit of the ledger's writer,
// and visible only after its commit. A new password, and being disabled, end the sessions from before.
// Lives on one thread, which drains `queue`; replies come there, exactly once, possibly from within the call
// (refusals). NotFound for unknown ids, InvalidRequest naming the field, VersionConflict, Conflict for an e-mail
// address that is taken, Overloaded when too many passwords are being worked on. `also` is written in the change's
// transaction.
class UserStore
{
public:
    using UserPtr = std::shared_ptr<const User>;
    using Users = std::map<UserId, UserPtr>; // by age
    template<class T>
    using Reply = std::function<void(Result<T>)>;
    using Also = storage::Companion<User>;

    struct Options
    {
        crypto::ScryptCost cost{};
        std::chrono::hours invitationLifetime{72};
        SignInThrottle::Options throttle{};
    };
    static constexpr std::size_t kMinPasswordLength = 12; // characters
    static constexpr std::size_t kMaxPasswordBytes = 1'024;

    struct InvitedUser
    {
        UserPtr user;
        std::optional<Secret> invitation; // shown once
    };

    // All but `users` outlive the store.
    UserStore(std::vector<User> users, const Directory& directory, storage::Writer& writer,
              storage::CompletionQueue& queue, const Clock& clock, Options options);
    UserStore(const UserStore&) = delete;
    UserStore& operator=(const UserStore&) = delete;

    const Users& users() const { return m_users; }
    UserPtr user(const UserId& id) const;

    void create(UserDraft draft, Reply<InvitedUser> reply, Also also = {});
    void change(const UserId& id, std::int64_t version, UserChange change, Reply<UserPtr> reply, Also also = {});
    // A new invitation; the one before and nothing else becomes void.
    void invite(const UserId& id, std::int64_t version, Reply<InvitedUser> reply, const Also& also = {});
    // InvalidCredential (also when it was used), ExpiredCredential.
    void acceptInvitation(const Secret& invitation, Secret password, Reply<UserPtr> reply, Also also = {});

    // How long whoever signs in from there, or names an old password, has to wait first; see SignInThrottle.
    std::chrono::milliseconds wait(std::string_view email, std::string_view address) const;
    // The user whose password it is. InvalidCredential, in the same time, for a wrong one, an unknown or disabled user
    // and one without a password. Counts as a failure until it succeeds.
    void verify(std::string_view email, std::string_view address, Secret password, Reply<UserPtr> reply);
    // Forbidden when `current` is wrong, which counts as verify() does.
    void changePassword(const UserId& id, std::string_view address, Secret current, Secret next, Reply<UserPtr> reply,
                        Also also = {});

private:
    Result<void> check(const User& user) const;
    UserPtr userOf(std::string_view email) const;
    void insert(UserPtr user, std::shared_ptr<std::optional<Secret>> invitation, Reply<InvitedUser> reply,
                const Also& also);
    void store(UserPtr next, Reply<UserPtr> reply, const Also& also);
    // With the password's hash put in, and the sessions from before ended.
    void storeWithPassword(std::shared_ptr<User> next, Secret password, Reply<UserPtr> reply, Also also);
    std::optional<Secret> inviteInto(User& user) const;

    const Directory& m_directory;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    const Options m_options;
    Users m_users;
    std::map<std::string, UserId, std::less<>> m_byEmail;
    SignInThrottle m_throttle;
    PasswordWorker m_passwords;
};

} // namespace gotoai::hypercore
