// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/userstore.h"

#include "hypercore/access/textrules.h"
#include "hypercore/access/usertable.h"
#include "storage/functionunit.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

constexpr std::size_t kMaxEmailBytes = 254; // RFC 5321, section 4.5.3.1.3, without the angle brackets

Error invalid(const char* why, const char* field) { return failure(ErrorCode::InvalidRequest, why, field); }

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    return lower;
}

bool isEmail(std::string_view text)
{
    const auto at = text.find('@');
    return text.size() <= kMaxEmailBytes && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// Long enough, and that is all: rules of composition make passwords weaker (NIST SP 800-63B, section 5.1.1.2).
Result<void> checkPassword(const Secret& password, const User& user)
{
    const std::string_view text = password.reveal();
    const auto characters = static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
    if (characters < UserStore::kMinPasswordLength || text.size() > UserStore::kMaxPasswordBytes)
        return invalid("a password has at least 12 characters and at most 1,024 bytes", "password");
    if (lowered(text) == user.email)
        return invalid("a password is not the e-mail address", "password");
    return {};
}

Error wrongPassword() { return failure(ErrorCode::InvalidCredential, "the e-mail address or the password is wrong"); }
Error noUser() { return failure(ErrorCode::NotFound, "there is no such user"); }
Error changedMeanwhile()
{
    return failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime");
}

} // namespace

UserStore::UserStore(std::vector<User> users, const Directory& directory, storage::Writer& writer,
                     storage::CompletionQueue& queue, const Clock& clock, Options options)
    : m_directory(directory)
    , m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
    , m_options(options)
    , m_throttle(options.throttle)
    , m_passwords(queue, options.cost)
{
    for (User& user : users) {
        m_byEmail.emplace(user.email, user.id);
        m_users.emplace(user.id, std::make_shared<const User>(std::move(user)));
    }
}

UserStore::UserPtr UserStore::user(const UserId& id) const
{
    const auto found = m_users.find(id);
    return found == m_users.end() ? nullptr : found->second;
}

UserStore::UserPtr UserStore::userOf(std::string_view email) const
{
    const auto found = m_byEmail.find(lowered(email));
    return found == m_byEmail.end() ? nullptr : user(found->second);
}

Result<void> UserStore::check(const User& user) const
{
    if (!isEmail(user.email))
        return invalid("an e-mail address has at most 254 printable ASCII characters and one @", "email");
    if (user.name.size() > kMaxTextBytes || !isPrintable(user.name))
        return invalid("a name has at most 200 bytes without control characters", "name");
    if (user.account.has_value() != (user.role == Role::Member))
        return invalid("a member has an account, and nobody else has", "account");
    if (user.account && !m_directory.account(*user.account))
        return invalid("there is no such account", "account");
    return {};
}

std::optional<Secret> UserStore::inviteInto(User& user) const
{
    Secret text = makeCredential(kInvitationPrefix, user.id.bytes());
    user.invitation =
        Invitation{m_directory.peppers().macOf(text.reveal()), m_clock.now() + m_options.invitationLifetime};
    return text;
}

void UserStore::create(UserDraft draft, Reply<InvitedUser> reply, Also also)
{
    const Instant now = m_clock.now();
    auto user = std::make_shared<User>();
    user->id = UserId::make(now);
    user->email = lowered(draft.email);
    user->name = std::move(draft.name);
    user->role = draft.role;
    user->account = draft.account;
    user->sessionsFrom = now;
    user->createdAt = now;
    if (auto checked = check(*user); !checked)
        return reply(std::move(checked).error());
    if (userOf(user->email))
        return reply(failure(ErrorCode::Conflict, "there is a user with this e-mail address", "email"));
    const auto invitation = std::make_shared<std::optional<Secret>>();
    if (!draft.password) {
        *invitation = inviteInto(*user);
        return insert(user, invitation, std::move(reply), also);
    }
    if (auto checked = checkPassword(*draft.password, *user); !checked)
        return reply(std::move(checked).error());
    m_passwords.make(*std::move(draft.password), [this, user, invitation, reply = std::move(reply),
                                                  also = std::move(also)](Result<crypto::PasswordHash> hash) {
        if (!hash)
            return reply(std::move(hash).error());
        user->password = *hash;
        insert(user, invitation, reply, also);
    });
}

void UserStore::insert(UserPtr user, std::shared_ptr<std::optional<Secret>> invitation, Reply<InvitedUser> reply,
                       const Also& also)
{
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<User>([user](storage::Database& database) { return insertUser(database, *user); }, also,
                                   *user),
        [this, user, invitation, reply = std::move(reply)](Result<void> done) {
            if (!done && done.error().code == ErrorCode::Conflict)
                return reply(failure(ErrorCode::Conflict, "there is a user with this e-mail address", "email"));
            if (!done)
                return reply(std::move(done).error());
            m_users.emplace(user->id, user);
            m_byEmail.emplace(user->email, user->id);
            reply(InvitedUser{user, std::move(*invitation)});
        });
}

void UserStore::change(const UserId& id, std::int64_t version, UserChange change, Reply<UserPtr> reply, Also also)
{
    const auto current = user(id);
    if (!current)
        return reply(noUser());
    if (current->version != version)
        return reply(changedMeanwhile());
    auto next = std::make_shared<User>(*current);
    next->name = std::move(change.name).value_or(current->name);
    next->role = change.role.value_or(current->role);
    next->account = change.account.value_or(current->account);
    next->isEnabled = change.isEnabled.value_or(current->isEnabled);
    if (!next->isEnabled && current->isEnabled) {
        next->sessionsFrom = m_clock.now();
        next->invitation.reset();
    }
    ++next->version;
    if (auto checked = check(*next); !checked)
        return reply(std::move(checked).error());
    if (change.password)
        return storeWithPassword(std::move(next), *std::move(change.password), std::move(reply), std::move(also));
    store(std::move(next), std::move(reply), also);
}

void UserStore::invite(const UserId& id, std::int64_t version, Reply<InvitedUser> reply, const Also& also)
{
    const auto current = user(id);
    if (!current)
        return reply(noUser());
    if (current->version != version)
        return reply(changedMeanwhile());
    if (!current->isEnabled)
        return reply(failure(ErrorCode::Conflict, "the user is disabled"));
    auto next = std::make_shared<User>(*current);
    const auto invitation = std::make_shared<std::optional<Secret>>(inviteInto(*next));
    ++next->version;
    store(
        std::move(next),
        [invitation, reply = std::move(reply)](Result<UserPtr> stored) {
            if (!stored)
                return reply(std::move(stored).error());
            reply(InvitedUser{*std::move(stored), std::move(*invitation)});
        },
        also);
}

void UserStore::acceptInvitation(const Secret& invitation, Secret password, Reply<UserPtr> reply, Also also)
{
    const auto refused = [] {
        return failure(ErrorCode::InvalidCredential, "the invitation is not valid, or has been used");
    };
    const auto id = credentialId(kInvitationPrefix, invitation.reveal());
    const auto current = id ? user(UserId(*id)) : nullptr;
    static constexpr PepperedMac kNobody{};
    const bool isInvited = current && current->isEnabled && current->invitation;
    const bool isRight =
        m_directory.peppers().fits(invitation.reveal(), isInvited ? current->invitation->mac : kNobody);
    if (!isInvited || !isRight)
        return reply(refused());
    if (current->invitation->expiresAt <= m_clock.now())
        return reply(failure(ErrorCode::ExpiredCredential, "the invitation has expired; ask for another"));
    auto next = std::make_shared<User>(*current);
    next->invitation.reset();
    ++next->version;
    storeWithPassword(
        std::move(next), std::move(password),
        [refused, reply = std::move(reply)](Result<UserPtr> user) {
            // Somebody else used it while the password was being hashed.
            if (!user && user.error().code == ErrorCode::VersionConflict)
                return reply(refused());
            reply(std::move(user));
        },
        std::move(also));
}

std::chrono::milliseconds UserStore::wait(std::string_view email, std::string_view address) const
{
    return m_throttle.wait(lowered(email.substr(0, kMaxEmailBytes)), address, m_clock.tick());
}

void UserStore::verify(std::string_view email, std::string_view address, Secret password, Reply<UserPtr> reply)
{
    const std::string name = lowered(email.substr(0, kMaxEmailBytes));
    const UserPtr found = userOf(email);
    m_throttle.begin(name, address, m_clock.tick());
    // An endless password is as wrong as another, and costs no more.
    if (password.reveal().size() > kMaxPasswordBytes)
        password = Secret();
    m_passwords.check(
        std::move(password), found ? found->password : std::nullopt,
        [this, found, name, address = std::string(address), reply = std::move(reply)](Result<bool> isRight) {
            if (!isRight) {
                m_throttle.withdraw(name, address);
                return reply(std::move(isRight).error());
            }
            const UserPtr now = *isRight ? user(found->id) : nullptr;
            // Neither disabled nor given another password in the meantime.
            if (!now || !now->isEnabled || now->sessionsFrom != found->sessionsFrom)
                return reply(wrongPassword());
            m_throttle.succeed(name, address);
            reply(now);
        });
}

void UserStore::changePassword(const UserId& id, std::string_view address, Secret current, Secret next,
                               Reply<UserPtr> reply, Also also)
{
    const auto known = user(id);
    if (!known)
        return reply(noUser());
    if (auto checked = checkPassword(next, *known); !checked)
        return reply(std::move(checked).error());
    const auto wanted = std::make_shared<Secret>(std::move(next));
    verify(known->email, address, std::move(current),
           [this, known, wanted, reply = std::move(reply), also = std::move(also)](Result<UserPtr> verified) {
               if (!verified && verified.error().code == ErrorCode::InvalidCredential)
                   return reply(failure(ErrorCode::Forbidden, "the current password is wrong", "current_password"));
               if (!verified)
                   return reply(std::move(verified).error());
               auto changed = std::make_shared<User>(**verified);
               ++changed->version;
               storeWithPassword(std::move(changed), std::move(*wanted), reply, also);
           });
}

void UserStore::storeWithPassword(std::shared_ptr<User> next, Secret password, Reply<UserPtr> reply, Also also)
{
    if (auto checked = checkPassword(password, *next); !checked)
        return reply(std::move(checked).error());
    m_passwords.make(std::move(password), [this, next = std::move(next), reply = std::move(reply),
                                           also = std::move(also)](Result<crypto::PasswordHash> hash) {
        if (!hash)
            return reply(std::move(hash).error());
        next->password = *hash;
        next->invitation.reset();
        next->sessionsFrom = m_clock.now();
        store(next, reply, also);
    });
}

void UserStore::store(UserPtr next, Reply<UserPtr> reply, const Also& also)
{
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<User>([next](storage::Database& database) { return updateUser(database, *next); }, also,
                                   *next),
        [this, next, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_users[next->id] = next;
            reply(next);
        });
}

} // namespace gotoai::hypercore
