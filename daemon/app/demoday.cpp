// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demoday.h"

#include "chat/request.h"
#include "gateway/openai/errorreply.h"

#include <poll.h>

#include <algorithm>

namespace gotoai::app {
namespace {

using namespace std::chrono_literals;

// How far the clock moves while answers are under way.
constexpr std::chrono::microseconds kStep = 15ms;

} // namespace

// Reads an answer to its end, or leaves before.
class DemoDay::Caller final : public hypercore::OrderObserver
{
public:
    Caller(std::vector<Caller*>& leaving, std::optional<int> leavesAt)
        : m_leaving(leaving)
        , m_leavesAt(leavesAt)
    {}
    ~Caller() override { std::erase(m_leaving, this); }

    void leave() { m_order->clientGone(); }

    void orderStarted(hypercore::Order& order) override { m_order = &order; }
    void answerArrived(const chat::Answer&) override
    {
        if (m_leavesAt && ++m_frames == *m_leavesAt)
            m_leaving.push_back(this);
    }
    void answerRestarted() override {}
    void orderEnded(const hypercore::OrderEnd& end) override
    {
        std::erase(m_leaving, this);
        m_status = end.error ? gateway::httpStatus(end.error->code) : 200;
    }
    int answeredStatus() const override { return m_status; }

private:
    std::vector<Caller*>& m_leaving;
    const std::optional<int> m_leavesAt;
    hypercore::Order* m_order = nullptr;
    int m_frames = 0;
    int m_status = 0;
};

DemoDay::DemoDay(const Parts& parts, int orders, std::uint64_t seed)
    : m_parts(parts)
    , m_orders(orders)
    , m_ledger(parts.ledger)
    , m_transport(parts.clock)
    , m_engine({.clock = parts.clock,
                .transport = m_transport,
                .health = parts.health,
                .parser = m_parser,
                .ledger = m_ledger,
                .completions = parts.queue,
                .figures = parts.figures,
                .finishedOrders = parts.finishedOrders})
    , m_traffic(seed)
{
    m_engine.setCatalog(parts.catalog.catalog());
    m_engine.setBudgets(parts.budgets.snapshot());
    m_engine.setAlarm([this](std::chrono::milliseconds delay) { m_alarm = m_parts.clock.tick() + delay; });
}

DemoDay::~DemoDay() = default;

void DemoDay::planEvents(Instant until)
{
    DemoWorld& world = m_parts.world;
    const auto topUp = [&world](std::string_view account, const char* usd) {
        return [&world, account, usd] { return world.topUp(account, *Money::parseUsd(usd)); };
    };
    const auto fail = [&world](std::int32_t perMille) {
        return [&world, perMille] { return world.letFail("halcyon", perMille); };
    };
    m_events = {{until - 20h, topUp("Northwind Support", "40")},
                {until - 11h, fail(420)},
                {until - 10h, [&world] { return world.reprice("mica/open-70b", "groveline", "0.52", "0.71"); }},
                {until - 9h - 20min, fail(25)},
                {until - 7h, topUp("Orbit Labs", "50")},
                {until - 5h, topUp("Tiny Startup", "0.10")},
                {until - 150min, topUp("Northwind Support", "75")},
                {until - 25min, fail(930)}};
    std::ranges::reverse(m_events);
}

Result<void> DemoDay::play(Instant until)
{
    planEvents(until);
    Instant next = m_traffic.nextAfter(m_parts.clock.now(), m_orders);
    while (m_parts.clock.now() < until || !m_engine.isIdle()) {
        if (auto happened = happen(m_parts.clock.now()); !happened)
            return happened;
        turnMinute();
        const Instant now = m_parts.clock.now();
        if (now < until && now >= next) {
            place();
            next = m_traffic.nextAfter(now, m_orders);
        }
        if (!m_engine.isIdle())
            step();
        else if (now < until)
            m_parts.clock.advance(std::clamp<std::chrono::microseconds>(std::min(next, until) - now, 1us, 60s));
    }
    return {};
}

Result<void> DemoDay::happen(Instant now)
{
    while (!m_events.empty() && m_events.back().at <= now) {
        if (auto happened = m_events.back().happen(); !happened)
            return happened;
        m_events.pop_back();
        m_engine.setCatalog(m_parts.catalog.catalog());
    }
    return {};
}

void DemoDay::place()
{
    const Instant now = m_parts.clock.now();
    DemoOrder order = m_traffic.draw(now);
    auto chat = chat::parseRequest(std::move(order.body), m_parser);
    if (!chat)
        return;
    std::unique_ptr<hypercore::OrderObserver> caller = std::make_unique<Caller>(m_leaving, order.leavesAt);
    const auto refusal = m_engine.start({.id = OrderId::make(now),
                                         .chat = *std::move(chat),
                                         .customer = m_parts.world.customer(order.caller),
                                         .mode = {},
                                         .arrivedAt = m_parts.clock.tick(),
                                         .clientAddress = m_traffic.clientAddress()},
                                        caller);
    m_placed += refusal ? 0 : 1;
    settleDown();
}

// What is under way goes on by a little time.
void DemoDay::step()
{
    m_parts.clock.advance(kStep);
    m_transport.step();
    leave();
    if (m_alarm && m_parts.clock.tick() >= *m_alarm) {
        m_alarm.reset();
        m_engine.serveWaits();
    }
    settleDown();
    m_engine.retryUnsettled();
}

void DemoDay::settleDown()
{
    while (m_ledger.awaited() > 0) {
        pollfd descriptor{.fd = m_parts.queue.descriptor(), .events = POLLIN, .revents = 0};
        poll(&descriptor, 1, -1);
        m_parts.clock.advance(m_traffic.syncTime());
        m_parts.queue.drain();
    }
}

void DemoDay::leave()
{
    while (!m_leaving.empty()) {
        Caller* caller = m_leaving.back();
        m_leaving.pop_back();
        caller->leave();
    }
}

void DemoDay::turnMinute()
{
    const Instant minute = std::chrono::floor<std::chrono::minutes>(m_parts.clock.now());
    if (minute == m_minute)
        return;
    m_minute = minute;
    m_parts.everyMinute();
}

} // namespace gotoai::app
