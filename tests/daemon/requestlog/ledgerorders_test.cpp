// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/ledgerorders.h"

#include "support/catalogfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;
using clearinghouse::OrderState;

class LedgerOrdersTest : public QObject
{
    Q_OBJECT

private:
    const Instant m_at = fromMicroseconds(1'700'000'000'000'000);

    clearinghouse::OrderRow row() const
    {
        clearinghouse::OrderRow row;
        row.id = OrderId::make(m_at);
        row.state = OrderState::Finalized;
        row.model = "demo/model";
        row.isStreamed = true;
        row.reason = "completed";
        row.createdAt = m_at;
        row.endedAt = m_at + 100ms;
        clearinghouse::AttemptRow attempt;
        attempt.provider = ProviderId::make(m_at);
        attempt.endpoint = EndpointId::make(m_at);
        attempt.usage[Meter::Completion] = 14;
        attempt.startedAt = m_at + 10ms;
        attempt.firstTokenAt = m_at + 40ms;
        attempt.endedAt = m_at + 95ms;
        row.attempts.push_back(attempt);
        return row;
    }

private Q_SLOTS:
    void tellsTimesAndUsage()
    {
        const auto order = finishedOrderOf(row(), supply::Catalog());
        QVERIFY(order.arrivedAt == m_at && order.duration == 100ms && order.overhead == 15ms);
        QVERIFY(order.firstOutput == 40ms);
        QCOMPARE(order.usage.completionTokens(), 14);
        QCOMPARE(order.clientStatus, 0);
    }

    void anOrderThatWasInDoubtHasNoDuration()
    {
        auto doubted = row();
        doubted.wasInDoubt = true;
        const auto order = finishedOrderOf(doubted, supply::Catalog());
        QVERIFY(order.endedAt() == m_at);
    }

    void anUnknownEndpointKeepsItsIds()
    {
        const auto unknown = row();
        const auto order = finishedOrderOf(unknown, supply::Catalog());
        QVERIFY(order.endpoint->id == unknown.attempts[0].endpoint);
        QVERIFY(order.endpoint->provider->id == unknown.attempts[0].provider);
        QCOMPARE(order.endpoint->model, std::string("demo/model"));
    }

    void aKnownEndpointIsTheCatalogues()
    {
        const auto catalog = test::makeCatalog({{}});
        auto known = row();
        known.attempts[0].endpoint = catalog->endpoints()[0]->id;
        QVERIFY(finishedOrderOf(known, *catalog).endpoint == catalog->endpoints()[0]);
    }

    void wordsTellTheOutcome_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<int>("state");
        QTest::addColumn<QByteArray>("outcome");
        const auto row = [](const char* reason, OrderState state, const char* outcome) {
            QTest::newRow(reason) << QByteArray(reason) << int(state) << QByteArray(outcome);
        };
        row("completed", OrderState::Finalized, "completed");
        row("client_gone", OrderState::Finalized, "client_gone");
        row("stopped", OrderState::Finalized, "platform");
        row("empty_answer", OrderState::Released, "empty");
        row("upstream_cut", OrderState::Released, "upstream");
        row("context_length_exceeded", OrderState::Released, "refused");
        row("doubt_expired", OrderState::Released, "platform");
        row("insufficient_funds", OrderState::Rejected, "rejected");
    }
    void wordsTellTheOutcome()
    {
        QFETCH(QByteArray, reason);
        QFETCH(int, state);
        QFETCH(QByteArray, outcome);
        auto ended = row();
        ended.reason = reason.toStdString();
        ended.state = OrderState(state);
        const auto order = finishedOrderOf(ended, supply::Catalog());
        QCOMPARE(QByteArray(hypercore::orderOutcomeWord(order.outcome).data()), outcome);
    }
};

QTEST_GUILESS_MAIN(LedgerOrdersTest)
#include "ledgerorders_test.moc"
