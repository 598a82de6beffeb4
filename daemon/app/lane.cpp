// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lane.h"

#include "app/customerreceipts.h"
#include "app/datadirectory.h"
#include "app/upstreamtransports.h"
#include "gateway/openai/openaigateway.h"
#include "http/listener.h"
#include "hypercore/orders/orderengine.h"
#include "json/document.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTimer>

#include <future>

namespace gotoai::app {
namespace {

http::Limits limitsOf(const Config& config)
{
    http::Limits limits;
    limits.maxBodyBytes = static_cast<std::size_t>(config.maxBodyBytes);
    limits.maxHeldBodyBytes = static_cast<std::size_t>(config.maxHeldBodyBytes);
    limits.maxConnections = static_cast<std::size_t>(config.maxConnections);
    limits.maxConnectionsPerAddress = static_cast<std::size_t>(config.maxConnectionsPerAddress);
    limits.loopback = config.loopback;
    limits.trustedProxies = config.trustedProxies;
    limits.headDeadline = config.headDeadline;
    limits.bodyDeadline = config.bodyDeadline;
    limits.idleDeadline = config.idleDeadline;
    limits.writeDeadline = config.writeDeadline;
    return limits;
}

trace::Tracer tracerOf(const Config& config)
{
    return {config.otlpEndpoint.empty() ? trace::Tracer::Mode::Off : trace::Tracer::Mode::On,
            config.traceSamplePerMille};
}

// Tells of each end all who want to know.
class OrderEnds final : public hypercore::FinishedOrderSink
{
public:
    explicit OrderEnds(std::vector<hypercore::FinishedOrderSink*> sinks)
        : m_sinks(std::move(sinks))
    {}
    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override
    {
        for (hypercore::FinishedOrderSink* sink : m_sinks)
            sink->orderFinished(order);
    }

private:
    std::vector<hypercore::FinishedOrderSink*> m_sinks;
};

void postToMain(std::function<void()> message)
{
    QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(message), Qt::QueuedConnection);
}

std::vector<hypercore::FinishedOrderSink*> with(std::vector<hypercore::FinishedOrderSink*> sinks,
                                                hypercore::FinishedOrderSink& own)
{
    sinks.push_back(&own);
    return sinks;
}

} // namespace

// Everything that lives on the lane's thread. Members are destroyed from the last to the first: the listener closes
// its exchanges before the orders that write to them go, orders before the transport that they cancel calls on.
class Lane::Loop final : public QObject
{
public:
    Loop(const Parts& parts, storage::CompletionQueue& completions, Gauges& gauges, telemetry::LaneFigures& figures)
        : m_completions(completions)
        , m_gauges(gauges)
        , m_heartbeat(parts.heartbeat)
        , m_clock(parts.clock)
        , m_ends(with(parts.finishedOrders, figures))
        , m_completionNotifier(m_completions.descriptor(), QSocketNotifier::Read)
        , m_transport(parts.clock, parts.config.upstreamCaFile)
        , m_engine({parts.clock, m_transport, parts.health, m_parser, parts.ledger, m_completions, parts.figures,
                    m_ends, parts.transcripts})
        , m_receipts(parts.receiptReaders, m_completions, headFilePath(parts.config))
        , m_gateway(parts.clock, m_engine, m_parser, tracerOf(parts.config), parts.refusals)
        , m_listener(parts.clock, m_gateway, limitsOf(parts.config), parts.connections)
    {
        m_listener.setTls(parts.tls);
        m_gateway.setReceiptSource(m_receipts);
        m_gateway.setCrossOrigin(parts.config.crossOrigin);
        m_engine.setHoldStep(parts.config.holdStep);
        connect(&m_completionNotifier, &QSocketNotifier::activated, this, [this] { completeUnits(); });
        connect(&m_second, &QTimer::timeout, this, [this] { everySecond(); });
        connect(&m_wait, &QTimer::timeout, this, [this] { m_engine.serveWaits(); });
        m_wait.setSingleShot(true);
        m_wait.setTimerType(Qt::PreciseTimer);
        m_engine.setAlarm([this](std::chrono::milliseconds delay) { m_wait.start(delay); });
        connect(&m_listener, &http::Listener::drainFinished, this, [this] { finishDrain(); });
        m_second.start(std::chrono::seconds(1));
    }

    http::Listener& listener() { return m_listener; }
    hypercore::OrderEngine& engine() { return m_engine; }
    gateway::OpenAiGateway& gateway() { return m_gateway; }

    void drain(std::function<void()> finished)
    {
        m_drainFinished = std::move(finished);
        m_listener.drain();
    }

    void setSpace(Space space)
    {
        using Intake = gateway::OpenAiGateway::Intake;
        if (!m_isAbandoned)
            m_gateway.setIntake(space == Space::Low ? Intake::LowSpace : Intake::Open);
    }

    void abandonOrders()
    {
        m_gateway.setIntake(gateway::OpenAiGateway::Intake::Draining);
        m_isAbandoned = true;
        m_engine.abandonAll();
    }

private:
    void completeUnits()
    {
        m_completions.drain();
        m_listener.serveWaiting();
        finishDrain();
    }

    void everySecond()
    {
        m_heartbeat.beat(m_clock.tick());
        m_gauges.connections.store(m_listener.connectionCount(), std::memory_order_relaxed);
        measureLag();
        m_gateway.keepAlive();
        m_engine.retryUnsettled();
        m_engine.noteEvidence();
    }

    // What is posted now runs after everything that is due already.
    void measureLag()
    {
        QMetaObject::invokeMethod(
            this,
            [this, posted = m_clock.tick()] {
                const auto lag = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.tick() - posted);
                m_gauges.lagUs.store(lag.count(), std::memory_order_relaxed);
            },
            Qt::QueuedConnection);
    }

    // Connections gone and orders settled, in whichever order that happens.
    void finishDrain()
    {
        if (m_drainFinished && m_engine.isIdle() && m_listener.connectionCount() == 0)
            std::exchange(m_drainFinished, nullptr)();
    }

    storage::CompletionQueue& m_completions;
    Gauges& m_gauges;
    service::Heartbeat& m_heartbeat;
    const Clock& m_clock;
    OrderEnds m_ends;
    QSocketNotifier m_completionNotifier;
    json::Parser m_parser;
    UpstreamTransports m_transport;
    hypercore::OrderEngine m_engine;
    CustomerReceipts m_receipts;
    gateway::OpenAiGateway m_gateway;
    http::Listener m_listener;
    QTimer m_second;
    QTimer m_wait; // of orders that will be tried again
    bool m_isAbandoned = false;
    std::function<void()> m_drainFinished;
};

Lane::Lane(const Parts& parts, int number)
    : m_parts(parts)
    , m_figures(parts.places)
{
    m_thread.setObjectName(QStringLiteral("lane-%1").arg(number));
}

Lane::~Lane() { stop(); }

void Lane::stop()
{
    if (m_loop)
        std::exchange(m_loop, nullptr)->deleteLater(); // runs before the loop ends
    m_thread.quit();
    m_thread.wait();
}

Result<void> Lane::start(http::Descriptor socket, std::shared_ptr<const supply::Catalog> catalog,
                         std::shared_ptr<const hypercore::AccessSnapshot> access,
                         std::shared_ptr<const hypercore::KillSwitches> killSwitches,
                         std::shared_ptr<const hypercore::BudgetSnapshot> budgets)
{
    std::promise<Result<void>> started;
    auto answer = started.get_future();
    // Without a context object the functor runs where the signal is emitted: on the new thread.
    QObject::connect(&m_thread, &QThread::started, [&] {
        m_loop = new Loop(m_parts, m_completions, m_gauges, m_figures);
        m_loop->engine().setCatalog(std::move(catalog));
        m_loop->engine().setKillSwitches(std::move(killSwitches));
        m_loop->engine().setBudgets(std::move(budgets));
        m_loop->gateway().setAccess(std::move(access));
        m_loop->gateway().setStageGate(m_parts.config.stageGate);
        started.set_value(m_loop->listener().listen(std::move(socket)));
    });
    m_thread.start();
    return answer.get();
}

void Lane::setCatalog(std::shared_ptr<const supply::Catalog> catalog)
{
    post([catalog = std::move(catalog)](Loop& loop) { loop.engine().setCatalog(catalog); });
}

void Lane::setAccess(std::shared_ptr<const hypercore::AccessSnapshot> access)
{
    post([access = std::move(access)](Loop& loop) { loop.gateway().setAccess(access); });
}

void Lane::setKillSwitches(std::shared_ptr<const hypercore::KillSwitches> killSwitches, CountReply reply)
{
    post([killSwitches = std::move(killSwitches), reply = std::move(reply)](Loop& loop) {
        postToMain([reply, counts = loop.engine().setKillSwitches(killSwitches)] { reply(counts); });
    });
}

void Lane::countStopped(std::shared_ptr<const hypercore::KillSwitches> killSwitches, CountReply reply)
{
    post([killSwitches = std::move(killSwitches), reply = std::move(reply)](Loop& loop) {
        postToMain([reply, counts = loop.engine().countStopped(*killSwitches)] { reply(counts); });
    });
}
void Lane::setBudgets(std::shared_ptr<const hypercore::BudgetSnapshot> budgets)
{
    post([budgets = std::move(budgets)](Loop& loop) { loop.engine().setBudgets(budgets); });
}
void Lane::adopt(const Config& config)
{
    post([limits = limitsOf(config), gate = config.stageGate, crossOrigin = config.crossOrigin,
          holdStep = config.holdStep, tracer = tracerOf(config)](Loop& loop) {
        loop.listener().setLimits(limits);
        loop.gateway().setStageGate(gate);
        loop.gateway().setCrossOrigin(crossOrigin);
        loop.gateway().setTracer(tracer);
        loop.engine().setHoldStep(holdStep);
    });
}

void Lane::setSpace(Space space)
{
    post([space](Loop& loop) { loop.setSpace(space); });
}

void Lane::setTls(std::shared_ptr<const http::TlsContext> tls)
{
    post([tls = std::move(tls)](Loop& loop) { loop.listener().setTls(tls); });
}

void Lane::drain(std::function<void()> finished)
{
    auto onMain = [finished = std::move(finished)] { postToMain(finished); };
    post([onMain = std::move(onMain)](Loop& loop) { loop.drain(onMain); });
}

void Lane::abandonOrders()
{
    post([](Loop& loop) { loop.abandonOrders(); });
}

void Lane::post(std::function<void(Loop&)> message)
{
    QMetaObject::invokeMethod(
        m_loop, [loop = m_loop, message = std::move(message)] { message(*loop); }, Qt::QueuedConnection);
}

} // namespace gotoai::app
