// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/answertext.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::gateway;

class AnswerTextTest : public QObject
{
    Q_OBJECT

private:
    json::Parser m_parser;
    const AnswerName m_name{.id = "chatcmpl-1", .model = "demo/model", .created = {}};
    const hypercore::OrderCost m_cost{
        .charge = Money::fromNano(7'100), .providerCost = Money::fromNano(7'000), .platformFee = Money::fromNano(100)};

    chat::Answer read(std::string_view bytes) { return *chat::readAnswer(bytes, m_parser); }

private Q_SLOTS:
    void rewritesOnlyIdModelAndUsage()
    {
        const std::string frame =
            R"({ "z":1.50, "id":"up","choices":[{"delta":{"content":"\u00e9 "}}],"model":"m","usage":{"x":1}})";
        QCOMPARE(
            frameText(read(frame), m_name, UsageWish::InLastFrame),
            R"({ "z":1.50, "id":"chatcmpl-1","choices":[{"delta":{"content":"\u00e9 "}}],"model":"demo/model","usage":null})");
        const std::string without = frameText(read(frame), m_name, UsageWish::No);
        QVERIFY(without.find("usage") == std::string::npos);
        QVERIFY(read(without).hasChoices);
    }

    void namesAFrameThatHasNoName()
    {
        const chat::Answer answer = read(R"({"choices":[]})");
        QCOMPARE(frameText(answer, m_name, UsageWish::No), R"({"choices":[],"id":"chatcmpl-1","model":"demo/model"})");
    }

    void datesAnAnswerThatHasNoDate()
    {
        const AnswerName name{.id = "chatcmpl-1", .model = "demo/model", .created = "1700000000"};
        QCOMPARE(frameText(read(R"({"choices":[]})"), name, UsageWish::No),
                 R"({"choices":[],"id":"chatcmpl-1","model":"demo/model","created":1700000000})");
        QCOMPARE(answerText(read(R"({"created":7})"), name, "{}"),
                 R"({"created":7,"id":"chatcmpl-1","model":"demo/model","usage":{}})");
    }

    void keepsTheProvidersUsageAndAddsWhatItCost()
    {
        const std::string text =
            usageText(R"({"prompt_tokens":30,"extra":{"a":1}})", {}, UsageSource::Reported, m_cost, m_parser);
        QCOMPARE(text, R"({"prompt_tokens":30,"extra":{"a":1},"cost":"0.0000071","cost_details":)"
                       R"({"provider_cost":"0.000007","platform_fee":"0.0000001","estimated":false}})");
    }

    void countsWhereNobodyReported()
    {
        Usage usage;
        usage[Meter::Prompt] = 20;
        usage[Meter::CacheRead] = 10;
        usage[Meter::Completion] = 10;
        usage[Meter::Reasoning] = 4;
        const std::string text = usageText("null", usage, UsageSource::Estimated, m_cost, m_parser);
        QVERIFY(text.starts_with(R"({"prompt_tokens":30,"completion_tokens":14,"total_tokens":44,)"));
        QVERIFY(text.find(R"("estimated":true)") != std::string::npos);
    }

    void distrustsUsageThatWasNotUsed()
    {
        const std::string text = usageText(R"({"prompt_tokens":-5})", {}, UsageSource::Estimated, m_cost, m_parser);
        QVERIFY(text.find("-5") == std::string::npos);
    }

    void writesAUsageFrameWithoutChoices()
    {
        const std::string frame = usageFrameText(m_name, "1700000000", R"({"prompt_tokens":1})");
        const chat::Answer answer = read(frame);
        QVERIFY(!answer.hasChoices && answer.hasUsage);
        QCOMPARE(memberText(answer, "created"), "1700000000");
        QCOMPARE(memberText(answer, "object"), "\"chat.completion.chunk\"");
    }

    void writesAWholeAnswer()
    {
        const chat::Answer answer = read(R"({"id":"a","model":"b","choices":[{"message":{"content":"x"}}]})");
        QCOMPARE(answerText(answer, m_name, "{}"),
                 R"({"id":"chatcmpl-1","model":"demo/model","choices":[{"message":{"content":"x"}}],"usage":{}})");
    }
};

QTEST_GUILESS_MAIN(AnswerTextTest)
#include "answertext_test.moc"
