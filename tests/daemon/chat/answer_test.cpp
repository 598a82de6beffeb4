// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/answer.h"

#include <QTest>

using namespace gotoai;

class AnswerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeAnswerIsRead();
    void chunksSayWhatTheyCarry_data();
    void chunksSayWhatTheyCarry();
    void choicesAreToldByTheirIndex();
    void aFinishReasonThatSaysNothingLeavesItsChoiceOpen_data();
    void aFinishReasonThatSaysNothingLeavesItsChoiceOpen();
    void usageBecomesDisjointMeters();
    void publishedUsageIsMadeDisjoint_data();
    void publishedUsageIsMadeDisjoint();
    void absurdUsageIsNoUsage_data();
    void absurdUsageIsNoUsage();
    void errorsAreTold();
    void whatIsNoObjectIsRefused();
};

void AnswerTest::aWholeAnswerIsRead()
{
    const std::string bytes = R"({"id":"chatcmpl-1","object":"chat.completion","model":"m","choices":[{"index":0,
        "message":{"role":"assistant","content":"héllo","refusal":null},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44}})";
    json::Parser parser;
    const auto answer = chat::readAnswer(bytes, parser);
    QVERIFY(answer);
    QCOMPARE(std::string(answer->id), std::string("chatcmpl-1"));
    QVERIFY(answer->id.data() > bytes.data() && answer->id.data() < bytes.data() + bytes.size());
    QVERIFY(answer->hasChoices);
    QVERIFY(answer->isFinished);
    QVERIFY(answer->finishReasons.all() == std::vector{chat::FinishReason::Stop});
    QCOMPARE(std::string(answer->model), std::string("m"));
    QVERIFY(answer->hasOutput);
    QCOMPARE(answer->outputBytes, 6);
    QVERIFY(answer->hasUsage);
    QCOMPARE((*answer->usage)[Meter::Prompt], 30);
    QCOMPARE((*answer->usage)[Meter::Completion], 14);
    QCOMPARE((*answer->usage)[Meter::Request], 1);
    QVERIFY(!answer->error);
    QVERIFY(json::findMember(answer->members, "usage"));
}

void AnswerTest::chunksSayWhatTheyCarry_data()
{
    QTest::addColumn<QByteArray>("choices");
    QTest::addColumn<int>("outputBytes");
    QTest::addColumn<bool>("isFinished");
    const auto row = [](const char* name, const char* choices, int outputBytes, bool isFinished) {
        QTest::newRow(name) << QByteArray(choices) << outputBytes << isFinished;
    };
    row("role", R"([{"delta":{"role":"assistant","content":""},"finish_reason":null}])", 0, false);
    row("content", R"([{"delta":{"content":"abc"},"finish_reason":null}])", 3, false);
    row("refusal", R"([{"delta":{"refusal":"no"}}])", 2, false);
    row("reasoning", R"([{"delta":{"reasoning_content":"hmm"}}])", 3, false);
    row("tool",
        R"([{"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}}])",
        3, false);
    row("empty arguments", R"([{"delta":{"tool_calls":[{"index":0,"function":{"arguments":""}}]}}])", 0, false);
    row("finish", R"([{"delta":{},"finish_reason":"length"}])", 0, true);
    row("an empty finish reason", R"([{"delta":{},"finish_reason":""}])", 0, false);
    row("a finish reason that is no text", R"([{"delta":{},"finish_reason":false}])", 0, false);
    row("a number for a finish reason", R"([{"delta":{},"finish_reason":0}])", 0, false);
    row("second of two",
        R"([{"delta":{"content":"a"},"finish_reason":null},{"delta":{"content":"b"},"finish_reason":"stop"}])", 2,
        true);
}

void AnswerTest::chunksSayWhatTheyCarry()
{
    QFETCH(QByteArray, choices);
    QFETCH(int, outputBytes);
    QFETCH(bool, isFinished);
    const std::string bytes = R"({"id":"x","choices":)" + choices.toStdString() + R"(,"usage":null})";
    json::Parser parser;
    const auto answer = chat::readAnswer(bytes, parser);
    QVERIFY(answer);
    QVERIFY(answer->hasChoices);
    QCOMPARE(answer->outputBytes, outputBytes);
    QCOMPARE(answer->hasOutput, outputBytes > 0);
    QCOMPARE(answer->isFinished, isFinished);
    QVERIFY(!answer->hasUsage);
}

void AnswerTest::choicesAreToldByTheirIndex()
{
    const std::string bytes = R"({"choices":[{"index":2,"delta":{},"finish_reason":"stop"},{"index":5,"delta":{}},
        {"delta":{},"finish_reason":"error"},{"index":128,"delta":{}},{"index":-1,"delta":{}},{"index":"3"},7]})";
    json::Parser parser;
    const auto answer = chat::readAnswer(bytes, parser);
    QVERIFY(answer);
    QCOMPARE(answer->choices, chat::ChoiceIndices(0b100101));
    QCOMPARE(answer->finished, chat::ChoiceIndices(0b101));
    QVERIFY(answer->finishReasons.has(chat::FinishReason::Error));
}

void AnswerTest::aFinishReasonThatSaysNothingLeavesItsChoiceOpen_data()
{
    QTest::addColumn<QByteArray>("choice");
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("null") << QByteArray(R"({"finish_reason":null})") << true;
    QTest::newRow("empty") << QByteArray(R"({"finish_reason":""})") << true;
    QTest::newRow("no text") << QByteArray(R"({"finish_reason":0})") << true;
    QTest::newRow("none") << QByteArray(R"({"index":0})") << false;
    QTest::newRow("a word") << QByteArray(R"({"finish_reason":"stop"})") << false;
    QTest::newRow("one of two") << QByteArray(R"({"finish_reason":"stop"},{"finish_reason":null})") << true;
}

void AnswerTest::aFinishReasonThatSaysNothingLeavesItsChoiceOpen()
{
    QFETCH(QByteArray, choice);
    QFETCH(bool, isOpen);
    const std::string bytes = R"({"choices":[)" + choice.toStdString() + "]}";
    json::Parser parser;
    const auto answer = chat::readAnswer(bytes, parser);
    QVERIFY(answer);
    QCOMPARE(answer->isOpen, isOpen);
}

void AnswerTest::usageBecomesDisjointMeters()
{
    json::Parser parser;
    const auto answer = chat::readAnswer(R"({"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50,
        "prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":5,"audio_tokens":10},
        "completion_tokens_details":{"reasoning_tokens":30,"audio_tokens":4}}})",
                                         parser);
    QVERIFY(answer && answer->usage);
    QVERIFY(!answer->hasChoices);
    const Usage& usage = *answer->usage;
    QCOMPARE(usage[Meter::Prompt], 25);
    QCOMPARE(usage[Meter::CacheRead], 60);
    QCOMPARE(usage[Meter::CacheWrite], 5);
    QCOMPARE(usage[Meter::Completion], 16);
    QCOMPARE(usage[Meter::Reasoning], 30);
    QCOMPARE(usage[Meter::Audio], 14);
}

// As providers' own documents show it.
void AnswerTest::publishedUsageIsMadeDisjoint_data()
{
    QTest::addColumn<QByteArray>("usage");
    QTest::addColumn<QList<qint64>>("meters"); // prompt, cache read, cache write, completion, reasoning
    const auto row = [](const char* source, const char* usage, const QList<qint64>& meters) {
        QTest::newRow(source) << QByteArray(usage) << meters;
    };
    row("OpenAI, guide on prompt caching", R"({"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,
        "prompt_tokens_details":{"cached_tokens":1920},"completion_tokens_details":{"reasoning_tokens":0,
        "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}})",
        {86, 1920, 0, 300, 0});
    row("OpenAI, a reasoning model (Google's developers' forum, 98760)", R"({"prompt_tokens":1486,
        "completion_tokens":651,"total_tokens":2137,"prompt_tokens_details":{"cached_tokens":1408,"audio_tokens":0},
        "completion_tokens_details":{"reasoning_tokens":512,"audio_tokens":0,"accepted_prediction_tokens":0,
        "rejected_prediction_tokens":0}})",
        {78, 1408, 0, 139, 512});
    row("Gemini, thinking beside the completion (the same thread)",
        R"({"completion_tokens":102,"prompt_tokens":758,"total_tokens":1725})", {758, 0, 0, 102, 865});
    row("Gemini on Vertex (openai-python issue 2544)", R"({"completion_tokens":57,"prompt_tokens":2181,
        "total_tokens":2518,"completion_tokens_details":null,"prompt_tokens_details":null,"reasoning_tokens":280})",
        {2181, 0, 0, 57, 280});
    row("xAI, guide on prompt caching", R"({"prompt_tokens":125,"completion_tokens":48,"total_tokens":173,
        "prompt_tokens_details":{"text_tokens":125,"audio_tokens":0,"image_tokens":0,"cached_tokens":98},
        "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,
        "rejected_prediction_tokens":0}})",
        {27, 98, 0, 48, 0});
    row("xAI, thinking beside the completion", R"({"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,
        "completion_tokens_details":{"reasoning_tokens":94}})",
        {32, 0, 0, 9, 94});
    row("DeepSeek, context caching", R"({"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,
        "prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":36})",
        {36, 64, 0, 10, 0});
    row("Moonshot, chat completion", R"({"prompt_tokens":19,"completion_tokens":21,"total_tokens":40,
        "cached_tokens":10})",
        {9, 10, 0, 21, 0});
    row("OpenRouter, writing a cache", R"({"prompt_tokens":194,"completion_tokens":2,"total_tokens":196,
        "prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":100,"audio_tokens":0},
        "completion_tokens_details":{"reasoning_tokens":0}})",
        {94, 0, 100, 2, 0});
    row("details come before older places", R"({"prompt_tokens":10,"completion_tokens":1,"cached_tokens":9,
        "prompt_tokens_details":{"cached_tokens":4}})",
        {6, 4, 0, 1, 0});
    row("a total below the sum says nothing", R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":1})",
        {10, 0, 0, 5, 0});
}

void AnswerTest::publishedUsageIsMadeDisjoint()
{
    QFETCH(QByteArray, usage);
    QFETCH(QList<qint64>, meters);
    const std::string bytes = R"({"choices":[],"usage":)" + usage.toStdString() + "}";
    json::Parser parser;
    const auto answer = chat::readAnswer(bytes, parser);
    QVERIFY(answer && answer->usage);
    QList<qint64> found;
    for (const Meter meter : {Meter::Prompt, Meter::CacheRead, Meter::CacheWrite, Meter::Completion, Meter::Reasoning})
        found.append((*answer->usage)[meter]);
    QCOMPARE(found, meters);
}

void AnswerTest::absurdUsageIsNoUsage_data()
{
    QTest::addColumn<QByteArray>("usage");
    for (const char* usage :
         {R"({})",
          R"({"prompt_tokens":1})",
          R"({"prompt_tokens":-1,"completion_tokens":1})",
          R"({"prompt_tokens":1.5,"completion_tokens":1})",
          R"({"prompt_tokens":"1","completion_tokens":1})",
          R"({"prompt_tokens":1,"completion_tokens":null})",
          R"({"prompt_tokens":1000000001,"completion_tokens":1})",
          R"({"prompt_tokens":18446744073709551615,"completion_tokens":1})",
          R"({"prompt_tokens":9223372036854775807,"completion_tokens":5})",
          R"({"prompt_tokens":5,"completion_tokens":9223372036854775807,"total_tokens":9223372036854775807})",
          R"({"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9223372036854775807,)"
          R"("audio_tokens":9223372036854775807}})",
          R"({"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":2}})",
          R"({"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":-1}})",
          R"({"prompt_tokens":1,"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":2}})",
          R"({"prompt_tokens":1,"completion_tokens":1,"total_tokens":-1})",
          R"({"prompt_tokens":1,"completion_tokens":1,"total_tokens":2147483648})",
          R"({"prompt_tokens":1,"completion_tokens":1,"total_tokens":9007199254740992})",
          R"({"prompt_tokens":1,"completion_tokens":1,"total_tokens":9223372036854775808})",
          R"({"prompt_tokens":1e309,"completion_tokens":1})",
          R"({"prompt_tokens":1,"completion_tokens":1,"cached_tokens":-1})",
          R"({"prompt_tokens":1,"completion_tokens":1,"prompt_cache_hit_tokens":2})"})
        QTest::newRow(usage) << QByteArray(usage);
}

void AnswerTest::absurdUsageIsNoUsage()
{
    QFETCH(QByteArray, usage);
    const std::string bytes = R"({"choices":[],"usage":)" + usage.toStdString() + "}";
    json::Parser parser;
    const auto answer = chat::readAnswer(bytes, parser);
    QVERIFY(answer);
    QVERIFY(answer->hasUsage);
    QVERIFY(!answer->usage);
}

void AnswerTest::errorsAreTold()
{
    json::Parser parser;
    const auto answer = chat::readAnswer(R"({"error":{"message":"busy","type":"server_error","code":null}})", parser);
    QVERIFY(answer && answer->error);
    QCOMPARE(answer->error->code, ErrorCode::UpstreamRefused);
    QCOMPARE(answer->error->detail, std::string("busy"));
    QVERIFY(!chat::readAnswer(R"({"error":null,"choices":[{}]})", parser)->error);
}

void AnswerTest::whatIsNoObjectIsRefused()
{
    json::Parser parser;
    for (const char* bytes : {"", "[]", "<html>", "{\"a\":1,\"a\":2}"}) {
        const auto answer = chat::readAnswer(bytes, parser);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::InvalidJson);
    }
}

QTEST_APPLESS_MAIN(AnswerTest)
#include "answer_test.moc"
