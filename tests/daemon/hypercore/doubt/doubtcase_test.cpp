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

    void neverMoreThanTheHold()
    {
        const auto settlement = settlementOf(doubtCase(Delivered::Yes), test::makeRecord(1'000'000, 1'000'000), m_now);
        const auto verdict = clearinghouse::settle({.hold = Money::fromNano(900'000)}, *settlement);
        QVERIFY(verdict);
        QCOMPARE(verdict->amounts.charge, Money::fromNano(900'000));
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
