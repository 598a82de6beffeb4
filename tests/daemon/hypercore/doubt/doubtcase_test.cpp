// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/rules.h"
#include "daemon/hypercore/doubt/doubtfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using clearinghouse::OrderState;
using clearinghouse::Payer;
using test::Delivered;

class DoubtCaseTest final : public QObject
{
    Q_OBJECT

private:
    const Instant m_now = fromMicroseconds(1'700'000'000'000'000);
    const std::shared_ptr<const supply::Endpoint> m_endpoint = test::makeEndpoint({});
    DoubtCase doubtCase(Delivered delivered) const { return test::makeDoubtCase(7, *m_endpoint, delivered, m_now); }

private Q_SLOTS:
    void whatWentOutIsCharged()
    {
        const auto settlement = settlementOf(doubtCase(Delivered::Yes), std::nullopt, m_now);
        QVERIFY(settlement && settlement->outcome == OrderState::Finalized);
        QCOMPARE(settlement->number, 7);
        QCOMPARE(settlement->reason, "doubt_by_evidence");
        QVERIFY(settlement->attempts.back().usageSource == UsageSource::Estimated);
        QVERIFY(settlement->attempts.back().price == m_endpoint->price);
        const auto verdict = clearinghouse::settle({.hold = Money::fromNano(900'000)}, *settlement);
        QVERIFY(verdict);
        QCOMPARE(verdict->amounts.charge.toUsd(), "0.0000071");
    }

    void theProvidersRecordOutweighsIt()
    {
        const auto settlement = settlementOf(doubtCase(Delivered::Yes), test::makeRecord(40, 100), m_now);
        QVERIFY(settlement && settlement->outcome == OrderState::Finalized);
        QCOMPARE(settlement->attempts.back().usage[Meter::Completion], 100);
        QVERIFY(settlement->attempts.back().usageSource == UsageSource::Reported);
        QCOMPARE(settlement->reason, "doubt_by_record");
    }

    // Its last part counts the begin as prompt; the user pays for it as the output that it was.
    void anAnswerInPartsIsChargedAsOne_data()
    {
        QTest::addColumn<bool>("isRecorded");
        QTest::addColumn<qint64>("prompt");
        QTest::addColumn<qint64>("completion");
        QTest::newRow("by evidence") << false << qint64{25} << qint64{114};
        QTest::newRow("by the provider's record") << true << qint64{30} << qint64{107};
    }
    void anAnswerInPartsIsChargedAsOne()
    {
        QFETCH(bool, isRecorded);
        QFETCH(qint64, prompt);
        QFETCH(qint64, completion);
        DoubtCase inParts = doubtCase(Delivered::Yes);
        inParts.doubt.evidence->begun = clearinghouse::BegunPart{.tokens = 100, .promptTokens = 25};
        const auto record = isRecorded ? std::optional(test::makeRecord(130, 7)) : std::nullopt;
        const auto settlement = settlementOf(inParts, record, m_now);
        QVERIFY(settlement && settlement->chargedUsage);
        QCOMPARE((*settlement->chargedUsage)[Meter::Prompt], prompt);
        QCOMPARE((*settlement->chargedUsage)[Meter::Completion], completion);
        QCOMPARE(settlement->attempts.back().usage[Meter::Completion], isRecorded ? 7 : 14); // its provider's bill
        QVERIFY(!settlementOf(doubtCase(Delivered::Yes), record, m_now)->chargedUsage);
    }

    void neverMoreThanTheHold()
    {
        const auto settlement = settlementOf(doubtCase(Delivered::Yes), test::makeRecord(1'000'000, 1'000'000), m_now);
        const auto verdict = clearinghouse::settle({.hold = Money::fromNano(900'000)}, *settlement);
        QVERIFY(verdict);
        QCOMPARE(verdict->amounts.charge, Money::fromNano(900'000));
    }

    void theRecordIsJudgedAsAReportIs_data()
    {
        QTest::addColumn<qint64>("completion");
        QTest::addColumn<int>("choices");
        QTest::addColumn<qint64>("costNano");
        QTest::addColumn<int>("fault"); // -1: none
        const int absurd = static_cast<int>(UsageFault::Absurd);
        const int otherwise = static_cast<int>(UsageFault::BilledOtherwise);
        QTest::newRow("as it should be") << qint64{14} << 1 << qint64{7'100} << -1;
        QTest::newRow("nothing billed") << qint64{14} << 1 << qint64{0} << -1;
        QTest::newRow("all of the context") << qint64{8'000} << 1 << qint64{0} << -1;
        QTest::newRow("beyond the context") << qint64{8'001} << 1 << qint64{0} << absurd;
        QTest::newRow("beyond one, but there were two") << qint64{8'001} << 2 << qint64{0} << -1;
        QTest::newRow("no counts") << qint64{-1} << 1 << qint64{0} << absurd;
        QTest::newRow("another bill") << qint64{14} << 1 << qint64{500'000'000} << otherwise;
        QTest::newRow("absurd, and another bill") << qint64{900'000'000} << 1 << qint64{500'000'000} << absurd;
    }
    void theRecordIsJudgedAsAReportIs()
    {
        QFETCH(qint64, completion);
        QFETCH(int, choices);
        QFETCH(qint64, costNano);
        QFETCH(int, fault);
        DoubtCase asked = doubtCase(Delivered::Yes);
        asked.doubt.evidence->choices = choices;
        auto record = test::makeRecord(30, completion);
        if (completion < 0)
            record.usage.reset();
        record.cost = Money::fromNano(costNano);
        const auto found = faultOf(asked, record, *m_endpoint);
        QCOMPARE(found ? static_cast<int>(*found) : -1, fault);
    }

    void aMeterWithoutPriceIsAFault()
    {
        auto record = test::makeRecord(30, 14);
        (*record.usage)[Meter::Audio] = 3;
        QVERIFY(faultOf(doubtCase(Delivered::Yes), record, *m_endpoint) == UsageFault::WithoutPrice);
    }

    // Nothing reached the user; what the provider bills is the platform's.
    void whatNobodyGotIsReleased()
    {
        QVERIFY(!settlementOf(doubtCase(Delivered::No), std::nullopt, m_now));
        const auto settlement = settlementOf(doubtCase(Delivered::No), test::makeRecord(30, 14), m_now);
        QVERIFY(settlement && settlement->outcome == OrderState::Released);
        const auto verdict = clearinghouse::settle({.hold = Money::fromNano(900'000)}, *settlement);
        QVERIFY(verdict);
        QVERIFY(verdict->amounts.charge.isZero());
        QCOMPARE(verdict->postings.back().kind, clearinghouse::TransferKind::Absorb);
        QCOMPARE(verdict->postings.back().amount.toUsd(), "0.0000071");
    }

    void withoutEvidenceThereIsNoEnd()
    {
        DoubtCase bare = doubtCase(Delivered::Yes);
        bare.doubt.evidence.reset();
        QVERIFY(!bare.lastAttempt());
        QVERIFY(!settlementOf(bare, test::makeRecord(1, 1), m_now));
    }
};

QTEST_GUILESS_MAIN(DoubtCaseTest)
#include "doubtcase_test.moc"
