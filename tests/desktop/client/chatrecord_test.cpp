// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/chatrecord.h"

#include <QtTest>

using namespace gotoai::client;
using namespace std::chrono_literals;

class ChatRecordTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chunksAddUpToTextAndTimes();
    void toolCallsAreJoinedByTheirIndex();
    void anErrorInTheStreamIsAFailure();
    void aRestartMakesWhatCameBeforeVoid();
    void aWholeAnswerIsReadLikeAStreamedOne();
    void whatIsNoCompletionIsMalformed();
    void theWireIsKeptWithinBoundsAndTextIsKeptWhole();
};

void ChatRecordTest::chunksAddUpToTextAndTimes()
{
    ChatRecord record;
    record.takeFrame(R"({"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null}]})", 10us);
    QVERIFY(!record.firstTokenAt);
    record.takeFrame(R"({"choices":[{"delta":{"content":"Hel"},"finish_reason":null}]})", 20us);
    record.takeFrame(R"({"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]})", 30us);
    record.takeFrame(R"({"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":2}})", 40us);
    record.takeFrame("[DONE]", 41us);
    QCOMPARE(record.text, QStringLiteral("Hello"));
    QVERIFY(record.firstTokenAt == 20us);
    QVERIFY(record.lastTokenAt == 30us);
    QCOMPARE(record.finishReason, QStringLiteral("stop"));
    QCOMPARE(record.usage->promptTokens, 12);
    QCOMPARE(record.usage->completionTokens, 2);
    QCOMPARE(record.frames.size(), std::size_t{5});
    QVERIFY(!record.failure);
}

void ChatRecordTest::toolCallsAreJoinedByTheirIndex()
{
    ChatRecord record;
    const auto piece = [&record](const QByteArray& call) {
        record.takeFrame("{\"choices\":[{\"delta\":{\"tool_calls\":[" + call + "]}}]}", 5us);
    };
    piece(R"({"index":0,"id":"c1","function":{"name":"weather","arguments":""}})");
    piece(R"({"index":1,"id":"c2","function":{"name":"time","arguments":"{}"}})");
    piece(R"({"index":0,"function":{"arguments":"{\"city\":"}})");
    piece(R"({"index":0,"function":{"arguments":"\"Bonn\"}"}})");
    piece(R"({"index":1000000,"id":"far","function":{"name":"x","arguments":""}})");
    QCOMPARE(record.toolCalls.size(), std::size_t{2});
    QCOMPARE(record.toolCalls[0].name, QStringLiteral("weather"));
    QCOMPARE(record.toolCalls[0].arguments, QStringLiteral("{\"city\":\"Bonn\"}"));
    QCOMPARE(record.toolCalls[1].id, QStringLiteral("c2"));
}

void ChatRecordTest::anErrorInTheStreamIsAFailure()
{
    ChatRecord record;
    record.takeFrame(R"({"choices":[{"delta":{"content":"half"}}]})", 1us);
    record.takeFrame(R"({"error":{"message":"it broke","code":"upstream_cut"}})", 2us);
    QVERIFY(record.failure);
    QCOMPARE(record.failure->code, gotoai::ErrorCode::UpstreamCut);
    QCOMPARE(record.text, QStringLiteral("half"));
}

void ChatRecordTest::aRestartMakesWhatCameBeforeVoid()
{
    ChatRecord record;
    record.takeFrame(R"({"choices":[{"delta":{"content":"half"}}]})", 1us);
    record.takeFrame(R"({"gotoai":{"restarted":true},"choices":[]})", 2us);
    record.takeFrame(R"({"choices":[{"delta":{"content":"whole"}}]})", 3us);
    QCOMPARE(record.text, QStringLiteral("whole"));
    QVERIFY(record.isRestarted);
}

void ChatRecordTest::aWholeAnswerIsReadLikeAStreamedOne()
{
    ChatRecord record;
    record.takeWhole(
        R"({"choices":[{"message":{"content":"Hi","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]},
        "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":3}})",
        9us);
    QCOMPARE(record.text, QStringLiteral("Hi"));
    QCOMPARE(record.toolCalls.at(0).name, QStringLiteral("f"));
    QCOMPARE(record.usage->completionTokens, 3);
    QCOMPARE(record.finishReason, QStringLiteral("tool_calls"));
}

void ChatRecordTest::whatIsNoCompletionIsMalformed()
{
    ChatRecord record;
    record.takeWhole("<html>", 1us);
    QCOMPARE(record.failure->kind, FailureKind::Malformed);
}

void ChatRecordTest::theWireIsKeptWithinBoundsAndTextIsKeptWhole()
{
    ChatRecord record;
    const QByteArray content(1024, 'x');
    const QByteArray chunk = "{\"choices\":[{\"delta\":{\"content\":\"" + content + "\"}}]}";
    for (int i = 0; i < 10 * 1024; ++i) {
        record.keepRaw(chunk);
        record.takeFrame(chunk, 1us);
    }
    QCOMPARE(record.text.size(), qsizetype{10 * 1024 * 1024});
    QVERIFY(record.response.size() <= ChatRecord::kMaxRawBytes);
    QVERIFY(record.frames.size() <= ChatRecord::kMaxFrames);
    QCOMPARE(record.frameCount, std::size_t{10 * 1024});
    QVERIFY(record.isCut());
}

QTEST_GUILESS_MAIN(ChatRecordTest)
#include "chatrecord_test.moc"
