// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/access/sessionstore.h"
#include "hypercore/access/usertable.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <cstdlib>
#include <memory>
#include <string>

namespace gotoai::test {

inline constexpr crypto::ScryptCost kCheapScrypt{4, 1, 1};
inline constexpr const char* kPassword = "correct horse battery";

// Accounts, users and sessions over a real store, that can be closed and opened again.
class PeopleFixture
{
public:
    using UserPtr = hypercore::UserStore::UserPtr;

    PeopleFixture() { open(); }
    ~PeopleFixture() { close(); }
    PeopleFixture(const PeopleFixture&) = delete;
    PeopleFixture& operator=(const PeopleFixture&) = delete;

    void reopen()
    {
        close();
        store.stopWriter();
        open();
    }

    AccountId makeAccount()
    {
        return (*store.await<std::shared_ptr<const hypercore::Account>>([&](auto reply) {
                   directory->createAccount({"Acme", {}, {}, true}, reply);
               }))
            ->id;
    }
    Result<hypercore::UserStore::InvitedUser> create(hypercore::UserDraft draft)
    {
        return store.await<hypercore::UserStore::InvitedUser>(
            [&](auto reply) { users->create(std::move(draft), reply); });
    }
    // With kPassword.
    UserPtr makeUser(std::string email, hypercore::Role role = hypercore::Role::Admin)
    {
        auto made = create({.email = std::move(email), .role = role, .password = Secret(kPassword)});
        return made->user;
    }
    Result<UserPtr> change(const UserPtr& user, hypercore::UserChange change)
    {
        return store.await<UserPtr>(
            [&](auto reply) { users->change(user->id, user->version, std::move(change), reply); });
    }
    Result<UserPtr> verify(const char* email, const char* password)
    {
        return store.await<UserPtr>([&](auto reply) { users->verify(email, "192.0.2.1", Secret(password), reply); });
    }
    Result<UserPtr> accept(const Secret& invitation, const char* password)
    {
        return store.await<UserPtr>([&](auto reply) { users->acceptInvitation(invitation, Secret(password), reply); });
    }
    Result<hypercore::StartedSession> start(const UserPtr& user)
    {
        return store.await<hypercore::StartedSession>([&](auto reply) { sessions->start(user, "192.0.2.1", reply); });
    }

    ManualClock clock;
    ScratchStore store{hypercore::accessMigrations()};
    std::unique_ptr<hypercore::Directory> directory;
    std::unique_ptr<hypercore::UserStore> users;
    std::unique_ptr<hypercore::SessionStore> sessions;

private:
    void open()
    {
        auto database = store.openDatabase();
        auto access = hypercore::loadAccess(database, store.ring(), clock.now());
        auto people = hypercore::loadUsers(database);
        if (!access || !people)
            std::abort();
        directory = std::make_unique<hypercore::Directory>(*std::move(access), store.writer(), store.queue(), clock);
        users =
            std::make_unique<hypercore::UserStore>(std::move(people->users), *directory, store.writer(), store.queue(),
                                                   clock, hypercore::UserStore::Options{.cost = kCheapScrypt});
        sessions =
            std::make_unique<hypercore::SessionStore>(std::move(people->sessions), *directory, *users, store.writer(),
                                                      store.queue(), clock, std::chrono::hours(12));
    }
    void close()
    {
        sessions.reset();
        users.reset();
        directory.reset();
    }
};

} // namespace gotoai::test
