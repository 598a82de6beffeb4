// SPDX-License-Identifier: GPL-3.0-or-later
// What the daemon is when it shows itself: a supply of its own, perhaps with a day behind it and callers.
#include "app/daemon.h"
#include "app/demoday.h"
#include "app/demoworld.h"
#include "base/log.h"

namespace gotoai::app {
namespace {

constexpr std::uint64_t kDaySeed = 20;   // a day like any other
constexpr std::uint64_t kGuestSeed = 21; // and what comes after it
constexpr std::chrono::seconds kRowsTime{20};

} // namespace

Result<void> Daemon::prepareDemo()
{
    auto demo = beginDemo(*m_directory, *m_catalog, *m_access);
    if (!demo)
        return std::move(demo).error();
    if (!*demo) {
        auto made = m_demoClock ? playDemoDay() : makeDemo(*m_catalog, *m_access, *m_ledger, m_completions, m_clock);
        if (!made)
            return std::move(made).error();
        if (auto kept = keepDemo(*m_directory, *made); !kept)
            return kept;
        demo->emplace(std::move(*made));
    }
    m_demo = std::move(*demo);
    return {};
}

Result<DemoAccess> Daemon::playDemoDay()
{
    DemoWorld world({*m_catalog, *m_access, *m_budgets, *m_ledger, m_completions, m_clock}, m_sources.demoOrders);
    if (auto made = world.make(); !made)
        return std::move(made).error();
    DemoDay day({.clock = *m_demoClock,
                 .world = world,
                 .catalog = *m_catalog,
                 .budgets = *m_budgets,
                 .health = m_health,
                 .ledger = *m_ledger,
                 .queue = m_completions,
                 .figures = m_figures,
                 .finishedOrders = *m_requestLog,
                 .everyMinute =
                     [this] {
                         m_health.refresh();
                         m_breakers->tick();
                         m_requestLog->tick();
                     }},
                m_sources.demoOrders, kDaySeed);
    const Tick began = m_systemClock.tick();
    if (auto played = day.play(m_systemClock.now()); !played)
        return std::move(played).error();
    auto visitor = world.makeVisitor();
    if (!visitor)
        return std::move(visitor).error();
    auto operatorToken = makeDemoOperator(*m_access, m_completions);
    if (!operatorToken)
        return std::move(operatorToken).error();
    (void)m_ledger->catchUp(kRowsTime);
    m_demoClock->letGo();
    m_startedAt = m_clock.tick();
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(m_systemClock.tick() - began);
    writeLog(LogLevel::Info, "demo_day_played",
             {{"orders", std::uint64_t{day.placed()}}, {"took_ms", std::int64_t{took.count()}}});
    return DemoAccess{
        .apiKey = std::move(*visitor), .adminToken = std::move(*operatorToken), .guestKeys = world.takeKeys()};
}

// They speak to the gateway in clear: where it has a certificate, it is left to people.
void Daemon::startDemoGuests()
{
    if (!m_demo || m_demo->guestKeys.empty() || m_certificates.gateway)
        return;
    std::vector<Secret> keys;
    for (const Secret& key : m_demo->guestKeys)
        keys.push_back(key.copy());
    const QString gateway =
        QStringLiteral("http://") + QString::fromStdString(listenAddressText(m_gatewayAddress)) + QStringLiteral("/v1");
    m_demoGuests = std::make_unique<DemoGuests>(QUrl(gateway), std::move(keys), m_clock, kGuestSeed);
    m_demoGuests->start();
}

} // namespace gotoai::app
