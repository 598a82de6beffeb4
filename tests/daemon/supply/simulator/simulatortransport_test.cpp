// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/simulator/simulatortransport.h"

#include "supply/upstream/transportset.h"
#include "support/manualclock.h"
#include "support/recordingsinks.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace gotoai::test;
using namespace std::chrono_literals;
using Kind = UpstreamEnd::Kind;

class SimulatorTransportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeAnswerComes();
    void aStreamComes();
    void tokensComeInTheirTime();
    void anUnstreamedAnswerTakesAsLong();
    void errorsAndCutsAreTold_data();
    void errorsAndCutsAreTold();
    void badRequestsAreAnswered();
    void pauseHoldsAndResumeCatchesUp();
    void destroyingCancels_data();
    void destroyingCancels();
    void aThousandStreamsRun();
    void theSetChoosesByProtocol();
};

namespace {

enum class Way { Whole, Streamed };

SimulatorSettings atOnce()
{
    SimulatorSettings settings;
    settings.firstToken = 0ms;
    settings.tokensPerSecond = 0;
    return settings;
}

UpstreamRequest requestTo(const SimulatorSettings& settings, Way way, Protocol protocol = Protocol::Simulator)
{
    auto provider = std::make_shared<Provider>();
    provider->protocol = protocol;
    provider->simulator = settings;
    auto endpoint = std::make_shared<Endpoint>();
    endpoint->provider = std::move(provider);
    UpstreamRequest request;
    request.endpoint = std::move(endpoint);
    request.isStreamed = way == Way::Streamed;
    request.body = R"({"model":"sim","messages":[{"role":"user","content":"hi"}])";
    request.body += way == Way::Streamed ? R"(,"stream":true,"stream_options":{"include_usage":true}})" : "}";
    return request;
}

// Until a transfer that need not wait has gone through all its steps.
void letStepsPass(SimulatorTransport& transport)
{
    Attempt witness(transport, requestTo(atOnce(), Way::Streamed));
    QTRY_VERIFY(witness.end);
}

std::size_t tokensIn(const std::string& bytes)
{
    std::size_t count = 0;
    for (std::size_t at = 0; (at = bytes.find(R"("delta":{"content":)", at)) != std::string::npos; ++at)
        ++count;
    return count;
}

} // namespace

void SimulatorTransportTest::aWholeAnswerComes()
{
    SystemClock clock;
    SimulatorTransport transport(clock);
    Attempt attempt(transport, requestTo(atOnce(), Way::Whole));
    QVERIFY(!attempt.record.hasEnded());
    QTRY_VERIFY(attempt.record.isCompleted);
    QCOMPARE(attempt.record.frames.size(), std::size_t{1});
    QCOMPARE(attempt.record.usage->completionTokens(), 48);
}

void SimulatorTransportTest::aStreamComes()
{
    SystemClock clock;
    SimulatorTransport transport(clock);
    Attempt attempt(transport, requestTo(atOnce(), Way::Streamed));
    QTRY_VERIFY(attempt.end);
    QVERIFY(attempt.record.isCompleted);
    QVERIFY(attempt.end->kind == Kind::Complete);
    QVERIFY(attempt.end->wasSent);
    QCOMPARE(attempt.record.frames.size(), std::size_t{51});
    QCOMPARE(attempt.record.usage->completionTokens(), 48);
}

void SimulatorTransportTest::tokensComeInTheirTime()
{
    ManualClock clock;
    SimulatorTransport transport(clock);
    SimulatorSettings settings;
    settings.firstToken = 100ms;
    settings.tokensPerSecond = 100;
    TransferRecord record;
    record.transfer = transport.start(requestTo(settings, Way::Streamed), record);
    clock.advance(99ms);
    letStepsPass(transport);
    QVERIFY(!record.head);
    clock.advance(1ms);
    QTRY_COMPARE(tokensIn(record.bytes), std::size_t{1});
    clock.advance(50ms);
    QTRY_COMPARE(tokensIn(record.bytes), std::size_t{6});
    QVERIFY(!record.end);
    clock.advance(420ms);
    QTRY_VERIFY(record.end);
    QCOMPARE(tokensIn(record.bytes), std::size_t{48});
    QVERIFY(record.bytes.ends_with("data: [DONE]\n\n"));
}

void SimulatorTransportTest::anUnstreamedAnswerTakesAsLong()
{
    ManualClock clock;
    SimulatorTransport transport(clock);
    SimulatorSettings settings;
    settings.firstToken = 100ms;
    settings.tokensPerSecond = 100;
    TransferRecord record;
    record.transfer = transport.start(requestTo(settings, Way::Whole), record);
    clock.advance(569ms);
    letStepsPass(transport);
    QVERIFY(!record.head);
    clock.advance(1ms);
    QTRY_VERIFY(record.end);
}

void SimulatorTransportTest::errorsAndCutsAreTold_data()
{
    QTest::addColumn<bool>("isStreamed");
    QTest::addColumn<bool>("isCut");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("error") << false << false << ErrorCode::UpstreamRefused;
    QTest::newRow("error, streamed") << true << false << ErrorCode::UpstreamRefused;
    QTest::newRow("cut") << false << true << ErrorCode::UpstreamCut;
    QTest::newRow("cut, streamed") << true << true << ErrorCode::UpstreamCut;
}

void SimulatorTransportTest::errorsAndCutsAreTold()
{
    QFETCH(bool, isStreamed);
    QFETCH(bool, isCut);
    QFETCH(ErrorCode, code);
    SystemClock clock;
    SimulatorTransport transport(clock);
    SimulatorSettings settings = atOnce();
    (isCut ? settings.cutsPerMille : settings.errorsPerMille) = 1'000;
    Attempt attempt(transport, requestTo(settings, isStreamed ? Way::Streamed : Way::Whole));
    QTRY_VERIFY(attempt.record.hasEnded());
    QVERIFY(attempt.record.error);
    QCOMPARE(attempt.record.error->code, code);
    QCOMPARE(attempt.record.frames.size(), std::size_t(isStreamed && isCut ? 25 : 0));
}

void SimulatorTransportTest::badRequestsAreAnswered()
{
    SystemClock clock;
    SimulatorTransport transport(clock);
    UpstreamRequest request = requestTo(atOnce(), Way::Whole);
    request.body = R"({"model":"sim"})";
    Attempt attempt(transport, std::move(request));
    QTRY_VERIFY(attempt.record.error);
    QCOMPARE(attempt.record.error->code, ErrorCode::InvalidRequest);
    QCOMPARE(attempt.record.error->param, std::string("messages"));
}

void SimulatorTransportTest::pauseHoldsAndResumeCatchesUp()
{
    SystemClock clock;
    SimulatorTransport transport(clock);
    TransferRecord record;
    TransferRecord other;
    record.onHead = [&] { record.transfer->pause(); };
    record.transfer = transport.start(requestTo(atOnce(), Way::Streamed), record);
    other.transfer = transport.start(requestTo(atOnce(), Way::Streamed), other);
    QTRY_VERIFY(other.end);
    QVERIFY(record.head);
    QVERIFY(record.bytes.empty());
    record.transfer->resume();
    QVERIFY(record.bytes.empty());
    QTRY_VERIFY(record.end);
    QCOMPARE(tokensIn(record.bytes), std::size_t{48});
}

void SimulatorTransportTest::destroyingCancels_data()
{
    QTest::addColumn<int>("call");
    QTest::newRow("head") << 0;
    QTest::newRow("bytes") << 1;
    QTest::newRow("end") << 2;
}

void SimulatorTransportTest::destroyingCancels()
{
    QFETCH(int, call);
    SystemClock clock;
    SimulatorTransport transport(clock);
    TransferRecord record;
    (call == 0 ? record.onHead : call == 1 ? record.onBytes : record.onEnd) = [&] { record.transfer.reset(); };
    record.transfer = transport.start(requestTo(atOnce(), Way::Streamed), record);
    Attempt other(transport, requestTo(atOnce(), Way::Streamed));
    QTRY_VERIFY(other.end);
    QTRY_VERIFY(!record.transfer);
    QCOMPARE(record.bytes.empty(), call == 0);
    QCOMPARE(record.end.has_value(), call == 2);
}

void SimulatorTransportTest::aThousandStreamsRun()
{
    SystemClock clock;
    SimulatorTransport transport(clock);
    SimulatorSettings settings;
    settings.firstToken = 10ms;
    settings.tokensPerSecond = 1'000;
    std::vector<TransferRecord> records(1'000);
    for (TransferRecord& record : records)
        record.transfer = transport.start(requestTo(settings, Way::Streamed), record);
    for (const TransferRecord& record : records) {
        QTRY_VERIFY_WITH_TIMEOUT(record.end, 30'000);
        QCOMPARE(tokensIn(record.bytes), std::size_t{48});
    }
}

void SimulatorTransportTest::theSetChoosesByProtocol()
{
    SystemClock clock;
    SimulatorTransport http(clock);
    SimulatorTransport simulator(clock);
    struct Counting final : Transport
    {
        explicit Counting(Transport& transport)
            : inner(transport)
        {}
        std::unique_ptr<Transfer> start(UpstreamRequest request, TransferSink& sink) override
        {
            ++count;
            return inner.start(std::move(request), sink);
        }
        Transport& inner;
        int count = 0;
    } first(http), second(simulator);
    TransportSet set(first, second);
    Attempt simulated(set, requestTo(atOnce(), Way::Whole));
    QCOMPARE(first.count, 0);
    QCOMPARE(second.count, 1);
    Attempt real(set, requestTo(atOnce(), Way::Whole, Protocol::OpenAi));
    QCOMPARE(first.count, 1);
    QTRY_VERIFY(simulated.record.isCompleted && real.record.isCompleted);
}

QTEST_GUILESS_MAIN(SimulatorTransportTest)
#include "simulatortransport_test.moc"
