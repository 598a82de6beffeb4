// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/requestfigures.h"

#include "support/finishedorders.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::telemetry;
using hypercore::OrderOutcome;

class RequestFiguresTest : public QObject
{
    Q_OBJECT

private:
    static hypercore::FinishedOrder orderAt(const std::shared_ptr<const supply::Endpoint>& endpoint)
    {
        return test::makeFinishedOrder(endpoint, AccountId::make(Instant{}), KeyId::make(Instant{}),
                                       fromMicroseconds(1'700'000'000'000'000));
    }
    static void finish(LaneFigures& lane, hypercore::FinishedOrder order)
    {
        lane.orderFinished(std::make_shared<const hypercore::FinishedOrder>(std::move(order)));
    }
    static std::uint64_t count(const ProviderFigures& figures, OrderOutcome outcome)
    {
        return figures.orders[static_cast<std::size_t>(outcome)];
    }

private Q_SLOTS:
    void countsByProvider()
    {
        ProviderPlaces places;
        LaneFigures lane(places);
        const auto first = test::makeEndpoint({}, 1);
        const auto second = test::makeEndpoint({}, 2);
        finish(lane, orderAt(first));
        auto fallenBack = orderAt(second);
        fallenBack.attempts.insert(fallenBack.attempts.begin(), orderAt(first).attempts.front());
        fallenBack.attempts.front().record.outcome = "upstream_cut";
        fallenBack.isStreamed = true;
        fallenBack.firstOutput = std::chrono::milliseconds(7);
        finish(lane, std::move(fallenBack));

        const RequestFigures figures = lane.figures();
        QCOMPARE(places.providers().size(), 2u);
        QVERIFY(places.providers()[0] == first->provider->id);
        QCOMPARE(count(figures.providers[0], OrderOutcome::Completed), 1u);
        QCOMPARE(count(figures.providers[1], OrderOutcome::Completed), 1u);
        QCOMPARE(figures.providers[0].attempts[0], 1u); // answered
        QCOMPARE(figures.providers[0].attempts[8], 1u); // upstream_cut
        QCOMPARE(figures.providers[1].chargeNano, 7'100);
        QCOMPARE(figures.providers[1].costNano, 7'000);
        QCOMPARE(figures.providers[1].feeNano, 100);
        QCOMPARE(figures.providers[1].meters[static_cast<std::size_t>(Meter::CacheRead)], 10u);
        QCOMPARE(figures.duration.sumUs, 80'000);
        QCOMPARE(figures.firstOutput.sumUs, 7'000);
        QCOMPARE(figures.overhead.sumUs, 1'800);
    }

    void countsWhatReachedNobody()
    {
        ProviderPlaces places;
        LaneFigures lane(places);
        auto rejected = orderAt(test::makeEndpoint({}));
        rejected.endpoint.reset();
        rejected.attempts.clear();
        rejected.state = clearinghouse::OrderState::Rejected;
        rejected.outcome = OrderOutcome::Rejected;
        finish(lane, std::move(rejected));
        const auto figures = lane.figures().providers[ProviderPlaces::kNone];
        QCOMPARE(count(figures, OrderOutcome::Rejected), 1u);
        QCOMPARE(figures.chargeNano, 0); // nothing was settled
        QVERIFY(places.providers().empty());
    }

    // However many providers there are, there are so many series and no more, the same ones for every lane.
    void boundsTheSeries()
    {
        ProviderPlaces places;
        LaneFigures first(places);
        LaneFigures second(places);
        std::vector<std::shared_ptr<const supply::Endpoint>> endpoints;
        for (int i = 0; i < 40; ++i)
            endpoints.push_back(test::makeEndpoint({}, i));
        for (const auto& endpoint : endpoints)
            finish(first, orderAt(endpoint));
        for (auto endpoint = endpoints.rbegin(); endpoint != endpoints.rend(); ++endpoint)
            finish(second, orderAt(*endpoint));
        RequestFigures sum = first.figures();
        sum.add(second.figures());
        QCOMPARE(places.providers().size(), ProviderPlaces::kMost);
        for (std::size_t i = 0; i < ProviderPlaces::kMost; ++i)
            QCOMPARE(count(sum.providers[i], OrderOutcome::Completed), 2u);
        QCOMPARE(count(sum.providers[ProviderPlaces::kOthers], OrderOutcome::Completed), 16u);
    }

    void putsUnknownWordsTogether()
    {
        ProviderPlaces places;
        LaneFigures lane(places);
        auto odd = orderAt(test::makeEndpoint({}));
        odd.attempts.front().record.outcome = "context_length_exceeded";
        finish(lane, std::move(odd));
        QCOMPARE(lane.figures().providers[0].attempts.back(), 1u);
    }
};

QTEST_GUILESS_MAIN(RequestFiguresTest)
#include "requestfigures_test.moc"
