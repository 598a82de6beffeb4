// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshots/demowrites.h"

#include "desktop/support/calls.h"
#include "protocol/booking.h"
#include "protocol/budget.h"
#include "protocol/killswitch.h"
#include "protocol/topup.h"

namespace gotoai::screenshots {

using namespace protocol;
using test::post;

namespace {

Account makeAccount(client::Session& session, const char* name, const char* usd, int feeBasisPoints)
{
    AccountDraft draft;
    draft.name = name;
    draft.feeBasisPoints = feeBasisPoints;
    Account account = post<Account>(session, QStringLiteral("accounts"), draft);
    TopUpDraft topUp;
    topUp.account = account.id;
    topUp.rail = "card";
    topUp.externalId = std::string("pi_") + name;
    topUp.amount = *Money::parseUsd(usd);
    post<TopUpReceipt>(session, QStringLiteral("topups"), topUp);
    return account;
}

CreatedKey makeKey(client::Session& session, const Account& account, const char* label)
{
    KeyDraft draft;
    draft.account = account.id;
    draft.label = label;
    return post<CreatedKey>(session, QStringLiteral("keys"), draft);
}

void makeBudget(client::Session& session, const Account& account, std::optional<KeyId> key, const char* usd,
                const char* period)
{
    BudgetDraft draft;
    draft.account = account.id;
    draft.key = key;
    draft.name = key ? "Key" : "Account";
    draft.period = period;
    draft.limit = *Money::parseUsd(usd);
    post<Budget>(session, QStringLiteral("budgets"), draft);
}

void makeFailingProvider(client::Session& session)
{
    ProviderDraft provider;
    provider.name = "simulator-north";
    provider.protocol = "simulator";
    provider.simulator = Simulator{.firstTokenMs = 90, .tokensPerSecond = 200, .errorsPerMille = 1'000};
    const auto made = post<Provider>(session, QStringLiteral("providers"), provider);
    EndpointDraft endpoint;
    endpoint.provider = made.id;
    endpoint.model = "simulator/brisk";
    endpoint.upstreamModel = "brisk-large";
    endpoint.price.prompt.pico = 40'000;
    endpoint.price.completion.pico = 300'000;
    endpoint.contextTokens = 32'000;
    endpoint.maxOutputTokens = 2'048;
    post<Endpoint>(session, QStringLiteral("endpoints"), endpoint);
}

} // namespace

void writeDemo(client::Session& session)
{
    makeFailingProvider(session);
    const Account research = makeAccount(session, "acme-research", "412.80612", 500);
    const Account support = makeAccount(session, "acme-support", "60", 250);
    const CreatedKey evaluation = makeKey(session, research, "batch-eval");
    const CreatedKey notebook = makeKey(session, research, "notebook");
    const CreatedKey bot = makeKey(session, support, "helpdesk-bot");
    const CreatedKey old = makeKey(session, support, "helpdesk-bot (2025)");
    makeBudget(session, research, evaluation.key.id, "0.0005", "day");
    makeBudget(session, research, {}, "5000", "month");
    makeBudget(session, support, bot.key.id, "25", "month");
    for (int call = 0; call < 12; ++call) {
        test::complete(session, evaluation.secret, call % 3 == 0 ? "simulator/thorough" : "simulator/brisk");
        test::complete(session, call % 2 == 0 ? bot.secret : notebook.secret, "simulator/brisk");
    }
    test::awaited<client::Done>("keys", [&](auto then) {
        session.daemon().remove(QStringLiteral("keys/") + QString::fromStdString(old.key.id.toString()),
                                client::WriteOptions::over(old.key.version), &session, std::move(then));
    });
    KillSwitchDraft stop;
    stop.scope = "key";
    stop.target = notebook.key.id.toString();
    stop.reason = "runaway loop";
    stop.expiresAt = SystemClock().now() + std::chrono::hours(2);
    post<ThrownKillSwitch>(session, QStringLiteral("kill-switches"), stop);
}

} // namespace gotoai::screenshots
