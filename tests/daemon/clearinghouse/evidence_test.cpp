// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/evidence.h"

#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class EvidenceTest final : public QObject
{
    Q_OBJECT

private:
    static OrderEvidence evidenceOf(TestLedger& ledger, OrderNumber order, std::int64_t completion)
    {
        AttemptRecord failed = ledger.attempt(Payer::Platform, 0, 0, 1);
        failed.outcome = "upstream_timeout";
        failed.usageSource = UsageSource::None;
        AttemptRecord running = ledger.attempt(Payer::User, 30, completion, 2);
        running.usageSource = UsageSource::Estimated;
        running.outcome = "interrupted";
        running.firstTokenAt = ledger.clock.now();
        return {.order = order, .attempts = {failed, running}, .choices = 3, .seenAt = ledger.clock.now()};
    }
    // Durable enough for the next process.
    static void note(TestLedger& ledger, std::vector<OrderEvidence> evidence)
    {
        ledger.store().note(std::move(evidence), ledger.queue());
        ledger.close();
        ledger.open();
    }
    static std::vector<Doubt> doubts(TestLedger& ledger, std::optional<OrderNumber> before = {}, std::size_t limit = 10)
    {
        auto database = ledger.reader();
        return *readDoubts(database, before, limit);
    }

private Q_SLOTS:
    void isThereAfterTheProcess()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        const auto reservation = ledger.reservation(ledger.account, nano(100));
        const auto order = ledger.reserve(reservation);
        QVERIFY(ledger.book(HoldExtension{order->number, 1, nano(50), nano(0)}, {}));
        ledger.store().note({evidenceOf(ledger, order->number, 5)}, ledger.queue());
        note(ledger, {evidenceOf(ledger, order->number, 14)}); // the newest counts
        const auto found = doubts(ledger);
        QCOMPARE(found.size(), 1u);
        const Doubt& doubt = found.front();
        QCOMPARE(doubt.id.toString(), reservation.order.toString());
        QCOMPARE(doubt.account.toString(), ledger.account.toString());
        QCOMPARE(doubt.hold, nano(150));
        QVERIFY(doubt.deadline - doubt.since == std::chrono::minutes(10));
        QVERIFY(doubt.evidence);
        QCOMPARE(doubt.evidence->attempts.size(), 2u);
        QCOMPARE(doubt.evidence->choices, 3);
        QVERIFY(!doubt.evidence->begun);
        const KeptAttempt& last = doubt.evidence->attempts.back();
        QCOMPARE(last.record.usage[Meter::Completion], 14);
        QVERIFY(last.record.usageSource == UsageSource::Estimated && last.record.payer == Payer::User);
        QCOMPARE(last.record.upstreamId, "chatcmpl-1");
        QVERIFY(last.record.firstTokenAt);
        QCOMPARE(last.price.toString(), examplePrice()->id().toString());
        QCOMPARE(last.record.endpoint.toString(), ledger.endpoint.toString());
        auto database = ledger.reader();
        QVERIFY(readDoubt(database, doubt.id));
        QVERIFY(readDoubt(database, OrderId::make(ledger.clock.now())).error().code == ErrorCode::NotFound);
    }

    // Until it begins anew.
    void tellsWhatHadGoneOutBefore()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        const auto order = ledger.reserve(ledger.account, nano(100));
        auto evidence = evidenceOf(ledger, order->number, 5);
        evidence.begun = BegunPart{.tokens = 100, .promptTokens = 25};
        note(ledger, {evidence});
        QVERIFY(doubts(ledger).front().evidence->begun == evidence.begun);
        note(ledger, {evidenceOf(ledger, order->number, 5)});
        QVERIFY(!doubts(ledger).front().evidence->begun);
    }

    void goesWithItsOrder()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        const auto ended = ledger.reserve(ledger.account, nano(100));
        const auto running = ledger.reserve(ledger.account, nano(100));
        ledger.store().note({evidenceOf(ledger, ended->number, 5)}, ledger.queue());
        QVERIFY(ledger.settle(ledger.release(ended->number)));
        (void)ledger.reader();
        note(ledger, {evidenceOf(ledger, running->number, 5)});
        QCOMPARE(ledger.figure("SELECT count(DISTINCT order_number) FROM order_evidence"), 1);
        QCOMPARE(doubts(ledger).size(), 1u);
        QVERIFY(ledger.settle(ledger.release(running->number)));
        QVERIFY2(doubts(ledger).empty(), "it is in doubt no more");
    }

    void doubtsAreReadInPages()
    {
        TestLedger ledger;
        QVERIFY(ledger.topUp(ledger.account, nano(1'000)));
        for (int i = 0; i < 5; ++i)
            QVERIFY(ledger.reserve(ledger.account, nano(1)));
        QVERIFY2(doubts(ledger).empty(), "what runs is not in doubt");
        ledger.reopen();
        const auto first = doubts(ledger, {}, 3);
        QCOMPARE(first.size(), 3u);
        QCOMPARE(first.front().number, 5);
        QVERIFY(!first.front().evidence);
        const auto second = doubts(ledger, first.back().number, 3);
        QCOMPARE(second.size(), 2u);
        QCOMPARE(second.back().number, 1);
    }
};

QTEST_GUILESS_MAIN(EvidenceTest)
#include "evidence_test.moc"
