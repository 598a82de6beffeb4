// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshots/demowrites.h"

#include "desktop/support/calls.h"
#include "protocol/account.h"
#include "protocol/budget.h"
#include "protocol/key.h"
#include "protocol/killswitch.h"
#include "protocol/page.h"

namespace gotoai::screenshots {

using namespace protocol;
using test::get;
using test::post;

namespace {

template<class T>
T named(client::Session& session, const QString& path, std::string T::*name, const std::string& wanted)
{
    const auto page = get<Page<T>>(session, path, QUrlQuery{{QStringLiteral("limit"), QStringLiteral("500")}});
    for (const T& each : page.data) {
        if (each.*name == wanted)
            return each;
    }
    qFatal("the demo has no %s", wanted.c_str());
}

CreatedKey makeKey(client::Session& session, const Account& account, const char* label)
{
    KeyDraft draft;
    draft.account = account.id;
    draft.label = label;
    return post<CreatedKey>(session, QStringLiteral("keys"), draft);
}

void makeBudget(client::Session& session, const Account& account, std::optional<KeyId> key, const char* name,
                const char* usd, const char* period)
{
    BudgetDraft draft;
    draft.account = account.id;
    draft.key = key;
    draft.name = name;
    draft.period = period;
    draft.limit = *Money::parseUsd(usd);
    post<Budget>(session, QStringLiteral("budgets"), draft);
}

void revoke(client::Session& session, const Key& key)
{
    test::awaited<client::Done>("keys", [&](auto then) {
        session.daemon().remove(QStringLiteral("keys/") + QString::fromStdString(key.id.toString()),
                                client::WriteOptions::over(key.version), &session, std::move(then));
    });
}

void stop(client::Session& session, const Key& key)
{
    KillSwitchDraft draft;
    draft.scope = "key";
    draft.target = key.id.toString();
    draft.reason = "runaway loop";
    draft.expiresAt = SystemClock().now() + std::chrono::hours(2);
    post<ThrownKillSwitch>(session, QStringLiteral("kill-switches"), draft);
}

} // namespace

void writeDemo(client::Session& session)
{
    const auto research = named<Account>(session, QStringLiteral("accounts"), &Account::name, "Acme Research");
    const auto support = named<Account>(session, QStringLiteral("accounts"), &Account::name, "Northwind Support");
    const auto bot = named<Key>(session, QStringLiteral("keys"), &Key::label, "support-bot");
    makeBudget(session, research, {}, "Research", "50", "month");
    makeBudget(session, support, bot.id, "Support", "2", "month");
    revoke(session, makeKey(session, support, "support-bot (2025)").key);
    stop(session, makeKey(session, research, "sandbox").key);
}

} // namespace gotoai::screenshots
