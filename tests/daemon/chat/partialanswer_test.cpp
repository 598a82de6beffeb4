// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/partialanswer.h"

#include <QTest>

using namespace gotoai;

class PartialAnswerTest : public QObject
{
    Q_OBJECT

private:
    json::Parser m_parser;

    void add(chat::PartialAnswer& partial, const char* delta)
    {
        const std::string bytes = std::string("{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":") + delta + "}]}";
        const auto frame = chat::readAnswer(bytes, m_parser);
        QVERIFY(frame);
        partial.add(*frame, m_parser);
    }
    Result<chat::Request> continued(const std::string& body, std::string_view text, std::int64_t tokens = 0)
    {
        const auto request = chat::parseRequest(body, m_parser);
        return chat::continued(*request, text, tokens, m_parser);
    }

private Q_SLOTS:
    void collectsText()
    {
        chat::PartialAnswer partial;
        QVERIFY(!partial.isContinuable());
        add(partial, R"({"role":"assistant","content":""})");
        add(partial, R"({"content":"a \"quoted\" \u00fc"})");
        add(partial, R"({"content":"\n"})");
        QCOMPARE(partial.text(), std::string("a \"quoted\" \xc3\xbc\n"));
        QVERIFY(partial.isContinuable());
        partial.clear();
        QVERIFY(!partial.isContinuable());
    }

    void isNotContinuableBeyondText_data()
    {
        QTest::addColumn<QByteArray>("delta");
        QTest::newRow("tool call") << QByteArray(R"({"tool_calls":[{"index":0,"function":{"arguments":"{"}}]})");
        QTest::newRow("refusal") << QByteArray(R"({"refusal":"no"})");
        QTest::newRow("reasoning") << QByteArray(R"({"content":"a","reasoning_content":"b"})");
    }
    void isNotContinuableBeyondText()
    {
        QFETCH(QByteArray, delta);
        chat::PartialAnswer partial;
        add(partial, R"({"content":"Hello"})");
        add(partial, delta.constData());
        QVERIFY(!partial.isContinuable());
    }

    void putsTheTextIntoTheAssistantsMouth()
    {
        const auto request = continued(
            R"({"model":"m","messages":[{"role":"user","content":"[hi]"}],"max_tokens":10,"max_completion_tokens":8})",
            "say \"x\"", 3);
        QVERIFY(request);
        QCOMPARE(request->body, std::string(R"({"model":"m","messages":[{"role":"user","content":"[hi]"},)"
                                            R"({"role":"assistant","content":"say \"x\""}],"max_tokens":5,)"
                                            R"("max_completion_tokens":5})"));
        QCOMPARE(request->maxCompletionTokens, std::optional<std::int64_t>(5));
    }

    void leavesAtLeastOneToken()
    {
        const auto request =
            continued(R"({"model":"m","messages":[{"role":"user","content":"hi"}],"max_tokens":2})", "x", 9);
        QCOMPARE(request->maxCompletionTokens, std::optional<std::int64_t>(1));
    }

    void doesNotFollowAnotherBegin()
    {
        QVERIFY(!continued(
            R"({"model":"m","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"I"}]})", "x"));
    }
};

QTEST_APPLESS_MAIN(PartialAnswerTest)
#include "partialanswer_test.moc"
