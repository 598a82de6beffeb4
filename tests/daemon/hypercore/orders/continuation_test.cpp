// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/continuation.h"

#include "support/catalogfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

namespace {

constexpr const char* kRequest = R"({"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]})";

std::string frameOf(const std::string& text)
{
    return R"({"choices":[{"index":0,"delta":{"content":")" + text + R"("}}]})";
}

} // namespace

class ContinuationTest : public QObject
{
    Q_OBJECT

private:
    json::Parser m_parser;
    const chat::Request m_request = *chat::parseRequest(kRequest, m_parser);
    const std::shared_ptr<const supply::Endpoint> m_plain = test::makeEndpoint({});
    const std::shared_ptr<const supply::Endpoint> m_prefilling = test::makeEndpoint({.canPrefill = true});

    void say(Continuation& answer, const std::string& text)
    {
        const std::string frame = frameOf(text);
        answer.add(*chat::readAnswer(frame, m_parser), m_parser);
    }
    bool goesOn(Continuation& answer, const supply::Endpoint& endpoint)
    {
        answer.plan(m_request, endpoint, m_parser);
        return answer.request() != nullptr;
    }

private Q_SLOTS:
    void asksForTheRestWhoKnowsHow()
    {
        Continuation answer;
        QVERIFY(!goesOn(answer, *m_prefilling)); // nothing is out
        say(answer, "Hello");
        QVERIFY(!goesOn(answer, *m_plain));
        QVERIFY(goesOn(answer, *m_prefilling));
        QVERIFY(answer.request()->body.find(R"({"role":"assistant","content":"Hello"})") != std::string::npos);
        QCOMPARE(answer.textBytes(), 5);
        QVERIFY(!goesOn(answer, *m_plain)); // the next attempt is asked for itself
    }

    void nobodyIsAskedAgainAfterARefusal()
    {
        Continuation answer;
        say(answer, "Hello");
        answer.prefillRefused();
        QVERIFY(!goesOn(answer, *m_prefilling));
    }

    void theFirstBreakIsTheOneThatIsTold()
    {
        Continuation answer;
        QVERIFY(!answer.breakError());
        answer.broke(failure(ErrorCode::UpstreamCut, "first"));
        answer.broke(failure(ErrorCode::UpstreamTimeout, "second"));
        QCOMPARE(answer.breakError()->detail, "first");
    }

    void beginningAnewVoidsWhatWasOut()
    {
        Continuation answer;
        say(answer, "Hello there");
        clearinghouse::AttemptRecord record;
        record.usageSource = UsageSource::Estimated;
        answer.attemptFailed(record);
        QCOMPARE(answer.begun().tokens(), 3);
        answer.beginAnew();
        QCOMPARE(answer.textBytes(), 0);
        QCOMPARE(answer.begun().tokens(), 0);
        say(answer, "Bye");
        QVERIFY(goesOn(answer, *m_prefilling));
        QVERIFY(answer.request()->body.find(R"("content":"Bye")") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(ContinuationTest)
#include "continuation_test.moc"
