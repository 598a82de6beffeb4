// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/healthbook.h"

#include "support/catalogfixture.h"
#include "support/manualclock.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace std::chrono_literals;

class HealthBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsARecordForEachSlot()
    {
        const test::ManualClock clock;
        const HealthBook book(clock);
        const auto first = test::makeEndpoint({}, 1);
        const auto far = test::makeEndpoint({}, 5'000);
        QVERIFY(&book.recordOf(*first) != &book.recordOf(*far));
        QVERIFY(&book.recordOf(*first) == &book.recordOf(Endpoint(*first)));
        QVERIFY(&book.recordOf(*far) == &book.recordOf(*far));
    }

    void tellsRoutingWhatItKnows()
    {
        test::ManualClock clock;
        HealthBook book(clock);
        const auto endpoint = test::makeEndpoint({});
        TrackRecord& record = book.recordOf(*endpoint);
        QCOMPARE(book.figuresOf(*endpoint, 100).score, 100);
        QVERIFY(!book.figuresOf(*endpoint, 100).isOpen);

        record.observe({.promptTokens = 100, .firstToken = 64us, .completionTokens = 64, .generation = 1s},
                       clock.tick());
        QCOMPARE(book.figuresOf(*endpoint, 100).tokensPerSecond, 72); // the middle of its bin
        QCOMPARE(book.figuresOf(*endpoint, 100).firstToken.count(), 72);
        for (int i = 0; i < CircuitBreaker::kFailuresToOpen; ++i)
            record.observe({.fate = AttemptFate::Refused}, clock.tick());
        QVERIFY(book.figuresOf(*endpoint, 100).isOpen && !book.figuresOf(*endpoint, 100).isLimited);
        QCOMPARE(book.figuresOf(*endpoint, 100).score, 0);

        clock.advance(CircuitBreaker::kFirstPause);
        QVERIFY(!book.figuresOf(*endpoint, 100).isOpen); // a probe is due

        record.observe({.fate = AttemptFate::RateLimited, .retryAfter = std::chrono::seconds(3)}, clock.tick());
        QVERIFY(book.figuresOf(*endpoint, 100).isOpen && book.figuresOf(*endpoint, 100).isLimited);
        QVERIFY(book.ejectionOf(*endpoint).isAsked && book.ejectionOf(*endpoint).pause == std::chrono::seconds(3));
    }

    void scoresRecoverWithTime()
    {
        test::ManualClock clock;
        HealthBook book(clock);
        const auto endpoint = test::makeEndpoint({});
        book.recordOf(*endpoint).observe({.fate = AttemptFate::Cut}, clock.tick());
        QVERIFY(book.figuresOf(*endpoint, 1).score < 100);
        clock.advance(61s);
        book.refresh();
        QCOMPARE(book.figuresOf(*endpoint, 1).score, 100);
    }
};

QTEST_APPLESS_MAIN(HealthBookTest)
#include "healthbook_test.moc"
