// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/ordertimeline.h"

#include <QClipboard>
#include <QTest>

using namespace gotoai;
using namespace gotoai::widgets;
using namespace std::chrono_literals;

namespace {

const Instant kBegan = *fromRfc3339("2026-03-02T12:00:00Z");
const ProviderId kNovita = ProviderId::make(kBegan);
const ProviderId kOpenRouter = ProviderId::make(kBegan);

QString nameOf(const ProviderId& id) { return id == kNovita ? QStringLiteral("novita") : QStringLiteral("openrouter"); }

Money usd(const char* text) { return *Money::parseUsd(text); }

protocol::Attempt attempt(int number, const ProviderId& provider, const char* outcome, Instant from, Instant to)
{
    protocol::Attempt made;
    made.number = number;
    made.provider = provider;
    made.endpoint = EndpointId::make(kBegan);
    made.outcome = outcome;
    made.payer = made.outcome == "answered" ? "user" : "platform";
    made.startedAt = from;
    made.endedAt = to;
    return made;
}

// The example that must come out to the last digit, after a provider that failed.
protocol::Order order()
{
    protocol::Order made;
    made.id = OrderId::make(kBegan);
    made.state = "finalized";
    made.model = "llama-3.3-70b";
    made.hold = usd("0.0009");
    made.charge = usd("0.0000071");
    made.providerCost = usd("0.0000071");
    made.createdAt = kBegan;
    made.endedAt = kBegan + 1'200ms;
    made.attempts.push_back(attempt(1, kNovita, "upstream_refused", kBegan + 1ms, kBegan + 411ms));
    made.attempts.back().httpStatus = 503;
    made.attempts.push_back(attempt(2, kOpenRouter, "answered", kBegan + 412ms, kBegan + 1'190ms));
    made.attempts.back().firstTokenAt = kBegan + 764ms;
    made.attempts.back().usage.completionTokens = 14;
    made.usage = protocol::Usage{.promptTokens = 30, .completionTokens = 14, .totalTokens = 44, .source = "reported"};
    return made;
}

QStringList lines(const OrderStory& story)
{
    QStringList all;
    for (const OrderStory::Money& line : story.money)
        all << QStringLiteral("%1 %2 %3").arg(line.event, line.what, line.amount).trimmed();
    return all;
}

} // namespace

class OrderStoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void moneyComesOutToTheLastDigit()
    {
        const QString minus(QChar(0x2212));
        QCOMPARE(lines(storyOf(order(), {}, nameOf)),
                 (QStringList{QStringLiteral("reserve max possible ") + minus + QStringLiteral("0.000900000"),
                              QStringLiteral("execute provider=openrouter"),
                              QStringLiteral("finalize 30 %1 14 tokens ").arg(QChar(0x2192)) + minus +
                                  QStringLiteral("0.000007100"),
                              QStringLiteral("release unused hold +0.000892900")}));
    }

    void aFailedAttemptSaysWhatItWasAndWhoPays()
    {
        const OrderStory story = storyOf(order(), {}, nameOf);
        QCOMPARE(story.attempts.size(), std::size_t{2});
        QCOMPARE(story.attempts[0].name, QStringLiteral("1 novita"));
        QCOMPARE(story.attempts[0].note, QStringLiteral("503, 410 ms, not billed"));
        QVERIFY(story.attempts[0].spans.front().phase == OrderStory::Phase::Reserve);
        QVERIFY(story.attempts[0].spans.back().phase == OrderStory::Phase::Failed);
        QVERIFY(story.attempts[1].note.isEmpty());
    }

    void spansFollowEachOtherAndEndWithTheOrder()
    {
        const OrderStory story = storyOf(order(), {}, nameOf);
        std::chrono::microseconds last{0};
        for (const OrderStory::Attempt& each : story.attempts) {
            for (const OrderStory::Span& span : each.spans) {
                QVERIFY(span.from >= last);
                QVERIFY(span.to >= span.from);
                last = span.to;
            }
        }
        QVERIFY(last == 1'200ms);
    }

    void theCandidateThatAnsweredIsTaken()
    {
        const protocol::Order made = order();
        protocol::RouteReasons route;
        route.mode = "cheap";
        for (const protocol::Attempt& each : made.attempts) {
            protocol::ConsideredEndpoint endpoint;
            endpoint.endpoint = each.endpoint;
            endpoint.provider = nameOf(each.provider).toStdString();
            endpoint.standing = "candidate";
            endpoint.isBreakerOpen = each.provider == kNovita;
            route.endpoints.push_back(endpoint);
        }
        const OrderStory story = storyOf(made, route, nameOf);
        QCOMPARE(story.reason, QStringLiteral("cheap"));
        QVERIFY(!story.candidates[0].isTaken && story.candidates[1].isTaken);
        QCOMPARE(story.candidates[0].standing, QStringLiteral("circuit open"));
        QCOMPARE(story.candidates[1].standing, QStringLiteral("taken"));
    }

    void aRefusedOrderMovedNothing()
    {
        protocol::Order made = order();
        made.state = "rejected";
        made.reason = "insufficient_funds";
        made.attempts.clear();
        QCOMPARE(lines(storyOf(made, {}, nameOf)), QStringList{QStringLiteral("refused not enough money")});
    }

    void aRunningOrderShowsWhatIsToCome()
    {
        protocol::Order made = order();
        made.state = "reserved";
        made.endedAt.reset();
        const OrderStory story = storyOf(made, {}, nameOf);
        QVERIFY(!story.money.front().isExpected);
        QVERIFY(story.money[2].isExpected && story.money[3].isExpected);
    }

    void whatIsInDoubtKeepsItsHold()
    {
        protocol::Order made = order();
        made.state = "in_doubt";
        QVERIFY(lines(storyOf(made, {}, nameOf))
                    .contains(QStringLiteral("in doubt its end was lost; evidence is sought 0.000900000")));
    }

    void theFirstCandidateWouldBeTaken()
    {
        protocol::RouteAnswer answer;
        answer.route.emplace();
        for (const auto& [provider, standing] :
             {std::pair("off", "endpoint_off"), std::pair("east", "candidate"), std::pair("west", "candidate")}) {
            protocol::ConsideredEndpoint endpoint;
            endpoint.provider = provider;
            endpoint.standing = standing;
            answer.route->endpoints.push_back(endpoint);
        }
        const auto standings = [](const OrderStory& story) {
            QStringList words;
            for (const OrderStory::Candidate& candidate : story.candidates)
                words << candidate.standing;
            return words.join(QLatin1Char(','));
        };
        QCOMPARE(standings(forecastOf(answer)), QStringLiteral("endpoint off,would be taken,in reserve"));
        QCOMPARE(standings(forecastOf(answer, QStringLiteral("west"))),
                 QStringLiteral("endpoint off,in reserve,taken"));
    }

    void hostileNamesAreHarmless()
    {
        protocol::RouteAnswer answer;
        answer.route.emplace();
        protocol::ConsideredEndpoint endpoint;
        endpoint.provider = "<b>\u202Eevil\x07";
        endpoint.standing = "made_up_word";
        answer.route->endpoints.push_back(endpoint);
        answer.hold = usd("0.5");
        const OrderStory story = forecastOf(answer);
        QCOMPARE(story.candidates.front().provider, QStringLiteral("<b>\uFFFDevil\uFFFD"));
        QCOMPARE(story.candidates.front().standing, QStringLiteral("made up word"));
        QVERIFY(story.money.front().isExpected);
    }

    void theWidgetIsAsHighAsItsStoryAndCopiesIt()
    {
        OrderTimeline timeline;
        QCOMPARE(timeline.sizeHint().height(), 0);
        timeline.setStory(storyOf(order(), {}, nameOf));
        const int height = timeline.sizeHint().height();
        QVERIFY(height > 200);
        timeline.resize(400, height);
        timeline.show();
        timeline.setFocus();
        QVERIFY(!timeline.grab().isNull());
        QTest::keyClick(&timeline, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("0.000892900")));
        QVERIFY(timeline.accessibleDescription().contains(QStringLiteral("1 novita")));
    }
};

QTEST_MAIN(OrderStoryTest)
#include "orderstory_test.moc"
