// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/partialanswer.h"

#include <QTest>

#include <algorithm>

using namespace gotoai;

namespace {

// JSON that is written with single quotes.
std::string quoted(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

} // namespace

class PartialAnswerTest : public QObject
{
    Q_OBJECT

private:
    json::Parser m_parser;

    void add(chat::PartialAnswer& partial, const std::string& delta)
    {
        const std::string bytes = quoted("{'id':'x','choices':[{'index':0,'delta':" + delta + "}]}");
        const auto frame = chat::readAnswer(bytes, m_parser);
        QVERIFY(frame);
        partial.add(*frame, m_parser);
    }
    Result<chat::Request> continued(const std::string& members, std::string_view text, std::int64_t tokens = 0)
    {
        const auto request = chat::parseRequest(quoted("{'model':'m'," + members + "}"), m_parser);
        return chat::continued(*request, text, tokens, m_parser);
    }

private Q_SLOTS:
    void collectsText()
    {
        chat::PartialAnswer partial;
        QVERIFY(!partial.isContinuable());
        add(partial, "{'role':'assistant','content':''}");
        add(partial, "{'content':'a \\'quoted\\' \\u00fc'}");
        add(partial, "{'content':'\\n'}");
        QCOMPARE(partial.text(), std::string("a \"quoted\" \xc3\xbc\n"));
        QVERIFY(partial.isContinuable());
        partial.clear();
        QVERIFY(!partial.isContinuable());
    }

    void isNotContinuableBeyondText_data()
    {
        QTest::addColumn<QByteArray>("delta");
        QTest::newRow("tool call") << QByteArray("{'tool_calls':[{'index':0,'function':{'arguments':'{'}}]}");
        QTest::newRow("refusal") << QByteArray("{'refusal':'no'}");
        QTest::newRow("reasoning") << QByteArray("{'content':'a','reasoning_content':'b'}");
    }
    void isNotContinuableBeyondText()
    {
        QFETCH(QByteArray, delta);
        chat::PartialAnswer partial;
        add(partial, "{'content':'Hello'}");
        add(partial, delta.toStdString());
        QVERIFY(!partial.isContinuable());
    }

    void putsTheTextIntoTheAssistantsMouth()
    {
        const auto request = continued(
            "'messages':[{'role':'user','content':'[hi]'}],'max_tokens':10,'max_completion_tokens':8", "say \"x\"", 3);
        QVERIFY(request);
        QCOMPARE(request->body, quoted("{'model':'m','messages':[{'role':'user','content':'[hi]'},"
                                       "{'role':'assistant','content':'say \\'x\\''}],'max_tokens':5,"
                                       "'max_completion_tokens':5}"));
        QCOMPARE(request->maxCompletionTokens, std::optional<std::int64_t>(5));
    }

    void leavesAtLeastOneToken()
    {
        const auto request = continued("'messages':[{'role':'user','content':'hi'}],'max_tokens':2", "x", 9);
        QCOMPARE(request->maxCompletionTokens, std::optional<std::int64_t>(1));
    }

    void doesNotFollowAnotherBegin()
    {
        QVERIFY(!continued("'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'I'}]", "x"));
    }
};

QTEST_APPLESS_MAIN(PartialAnswerTest)
#include "partialanswer_test.moc"
