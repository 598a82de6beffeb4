// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/simulator/simulatedanswer.h"

#include "chat/answer.h"
#include "supply/adapters/ssereader.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class SimulatedAnswerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameRequestGetsTheSameAnswer();
    void aBodyIsAWholeAnswer();
    void aStreamHasEveryFrame_data();
    void aStreamHasEveryFrame();
    void theOutputLimitShortensTheAnswer();
    void fatesComeAtTheirRate_data();
    void fatesComeAtTheirRate();
    void badRequestsAreRefused();

private:
    json::Parser m_parser;

    SimulatedAnswer answerTo(const std::string& body, const SimulatorSettings& settings = {})
    {
        auto answer = SimulatedAnswer::make(settings, body, m_parser);
        if (!answer)
            qFatal("the request was refused");
        return *answer;
    }
};

namespace {

std::string bodyWith(const std::string& fields, const std::string& content = "hi")
{
    return R"({"model":"sim","messages":[{"role":"user","content":")" + content + R"("}])" + fields + "}";
}

} // namespace

void SimulatedAnswerTest::theSameRequestGetsTheSameAnswer()
{
    SimulatorSettings other;
    other.seed = 2;
    QCOMPARE(answerTo(bodyWith("")).body(), answerTo(bodyWith("")).body());
    QVERIFY(answerTo(bodyWith("")).body() != answerTo(bodyWith("", "ho")).body());
    QVERIFY(answerTo(bodyWith("")).body() != answerTo(bodyWith(""), other).body());
}

void SimulatedAnswerTest::aBodyIsAWholeAnswer()
{
    const std::string body = answerTo(bodyWith("")).body();
    const auto answer = chat::readAnswer(body, m_parser);
    QVERIFY(answer);
    QVERIFY(answer->hasChoices);
    QVERIFY(answer->isFinished);
    QCOMPARE((*answer->usage)[Meter::Completion], 48);
    QCOMPARE((*answer->usage)[Meter::Prompt], 8); // 32 bytes of messages
    QVERIFY(body.find("simulator") != std::string::npos);
    QVERIFY(body.find(R"("model":"sim")") != std::string::npos);
    QVERIFY(body.find(R"("finish_reason":"stop")") != std::string::npos);
}

void SimulatedAnswerTest::aStreamHasEveryFrame_data()
{
    QTest::addColumn<bool>("wantsUsage");
    QTest::newRow("with usage") << true;
    QTest::newRow("without usage") << false;
}

void SimulatedAnswerTest::aStreamHasEveryFrame()
{
    QFETCH(bool, wantsUsage);
    const SimulatedAnswer simulated = answerTo(
        bodyWith(wantsUsage ? R"(,"stream":true,"stream_options":{"include_usage":true})" : R"(,"stream":true)"));
    QVERIFY(simulated.isStreamed());
    std::string text = simulated.roleFrame();
    for (std::int64_t i = 0; i < simulated.tokens(); ++i)
        text += simulated.tokenFrame(i);
    text += simulated.closingFrames();

    SseReader reader;
    reader.feed(text);
    std::vector<std::string> frames;
    while (reader.next() == SseReader::Step::Frame)
        frames.emplace_back(reader.frame());
    QCOMPARE(frames.size(), static_cast<std::size_t>(1 + 48 + 1 + (wantsUsage ? 1 : 0) + 1));
    QCOMPARE(frames.back(), std::string("[DONE]"));
    frames.pop_back();
    QVERIFY(frames.front().find(R"("role":"assistant")") != std::string::npos);
    int outputs = 0;
    int finishes = 0;
    int usages = 0;
    std::string id;
    for (const std::string& frame : frames) {
        const auto answer = chat::readAnswer(frame, m_parser);
        QVERIFY(answer);
        outputs += answer->hasOutput ? 1 : 0;
        finishes += answer->isFinished ? 1 : 0;
        usages += answer->hasUsage ? 1 : 0;
        QCOMPARE(answer->hasChoices, !answer->hasUsage);
        QVERIFY(id.empty() || id == answer->id);
        id = answer->id;
    }
    QCOMPARE(outputs, 48);
    QCOMPARE(finishes, 1);
    QCOMPARE(usages, wantsUsage ? 1 : 0);
}

void SimulatedAnswerTest::theOutputLimitShortensTheAnswer()
{
    const SimulatedAnswer limited = answerTo(bodyWith(R"(,"max_tokens":5)"));
    QCOMPARE(limited.tokens(), 5);
    QVERIFY(limited.body().find(R"("finish_reason":"length")") != std::string::npos);
    QCOMPARE(answerTo(bodyWith(R"(,"max_tokens":500)")).tokens(), 48);
}

void SimulatedAnswerTest::fatesComeAtTheirRate_data()
{
    QTest::addColumn<int>("errors");
    QTest::addColumn<int>("cuts");
    QTest::newRow("none") << 0 << 0;
    QTest::newRow("some") << 200 << 300;
    QTest::newRow("errors only") << 1'000 << 0;
    QTest::newRow("cuts only") << 0 << 1'000;
}

void SimulatedAnswerTest::fatesComeAtTheirRate()
{
    QFETCH(int, errors);
    QFETCH(int, cuts);
    SimulatorSettings settings;
    settings.errorsPerMille = errors;
    settings.cutsPerMille = cuts;
    int seenErrors = 0;
    int seenCuts = 0;
    for (int i = 0; i < 1'000; ++i) {
        const auto fate = answerTo(bodyWith("", std::to_string(i)), settings).fate();
        seenErrors += fate == SimulatedAnswer::Fate::Error ? 1 : 0;
        seenCuts += fate == SimulatedAnswer::Fate::Cut ? 1 : 0;
    }
    const int tolerance = errors % 1'000 + cuts % 1'000 == 0 ? 0 : 60;
    QVERIFY2(std::abs(seenErrors - errors) <= tolerance, qPrintable(QString::number(seenErrors)));
    QVERIFY2(std::abs(seenCuts - cuts) <= tolerance, qPrintable(QString::number(seenCuts)));
}

void SimulatedAnswerTest::badRequestsAreRefused() { QVERIFY(!SimulatedAnswer::make({}, "{", m_parser)); }

QTEST_APPLESS_MAIN(SimulatedAnswerTest)
#include "simulatedanswer_test.moc"
