// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/routerecord.h"

#include "support/finishedorders.h"
#include "support/requestdatabase.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

class RouteRecordTest : public QObject
{
    Q_OBJECT

private:
    const Instant m_noon = *fromRfc3339("2026-03-01T12:00:00Z");

    hypercore::RouteReasons reasons() const
    {
        hypercore::RouteReasons reasons;
        reasons.mode = hypercore::RoutingMode::Code;
        reasons.sort = chat::RouteWishes::Sort::Latency;
        reasons.isPrivateOnly = true;
        reasons.isLastResort = true;
        reasons.isExploring = true;
        hypercore::ConsideredEndpoint taken;
        taken.endpoint = EndpointId::make(m_noon);
        taken.promptPico = 50'000;
        taken.completionPico = Price::kMaxPico;
        taken.expectedCost = Money::fromNano(127);
        taken.hold = Money::fromNano(128);
        taken.quality = 0;
        taken.tier = 9;
        taken.health = {.firstToken = 16'384us, .tokensPerSecond = 97, .score = 73, .isOpen = true, .isLimited = true};
        hypercore::ConsideredEndpoint passed;
        passed.endpoint = EndpointId::make(m_noon);
        passed.standing = hypercore::Standing::OtherTier;
        passed.codeScore = 100;
        reasons.endpoints = {taken, passed};
        reasons.counts[0] = 1;
        reasons.counts[hypercore::kStandingCount - 1] = 4'000'000'000U;
        return reasons;
    }

private Q_SLOTS:
    void comesBackAsItWas()
    {
        const auto expected = reasons();
        const auto bytes = encodeRoute(expected);
        const auto read = decodeRoute(bytes);
        QVERIFY(read.has_value());
        QCOMPARE(read->mode, expected.mode);
        QVERIFY(read->sort == expected.sort);
        QVERIFY(read->isPrivateOnly && read->isLastResort && !read->isSticky && read->isExploring);
        QVERIFY(read->counts == expected.counts);
        QCOMPARE(read->endpoints.size(), std::size_t{2});
        const auto& taken = read->endpoints[0];
        QVERIFY(taken.endpoint == expected.endpoints[0].endpoint);
        QCOMPARE(taken.promptPico, std::int64_t{50'000});
        QCOMPARE(taken.completionPico, Price::kMaxPico);
        QCOMPARE(taken.expectedCost.nano(), std::int64_t{127});
        QCOMPARE(taken.hold.nano(), std::int64_t{128});
        QVERIFY(taken.quality == 0 && !taken.codeScore);
        QCOMPARE(taken.tier, 9);
        QCOMPARE(int{taken.health.score}, 73);
        QVERIFY(taken.health.isOpen && taken.health.isLimited);
        QVERIFY(!read->endpoints[1].health.isOpen && !read->endpoints[1].health.isLimited);
        QVERIFY(taken.health.firstToken == 16'384us);
        QCOMPARE(taken.health.tokensPerSecond, 97);
        QVERIFY(read->endpoints[1].standing == hypercore::Standing::OtherTier);
        QVERIFY(!read->endpoints[1].quality && read->endpoints[1].codeScore == 100);
        QVERIFY(encodeRoute(*read) == bytes);
    }

    void refusesWhatIsBroken()
    {
        const auto bytes = encodeRoute(reasons());
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY(!decodeRoute(std::span(bytes).first(size)));
        auto longer = bytes;
        longer.push_back(0);
        QVERIFY(!decodeRoute(longer));
        auto newer = bytes;
        newer[0] = 2;
        QVERIFY(!decodeRoute(newer));
        auto mode = bytes;
        mode[1] = 99;
        QVERIFY(!decodeRoute(mode));
    }

    void standsBesideItsOrder()
    {
        test::RequestDatabase store;
        const AccountId account = AccountId::make(m_noon);
        auto order = test::makeFinishedOrder(test::makeEndpoint({}), account, KeyId::make(m_noon), m_noon);
        order.route = std::make_shared<const hypercore::RouteReasons>(reasons());
        auto unknown = test::makeFinishedOrder(test::makeEndpoint({}), account, KeyId::make(m_noon), m_noon + 1s);
        const OrderId id = order.id;
        const OrderId other = unknown.id;
        store.record({std::move(order), std::move(unknown)});
        const auto kept = readRoute(store.database(), id);
        QVERIFY(kept.has_value());
        QVERIFY(kept->account == account);
        QCOMPARE(kept->reasons.endpoints.size(), std::size_t{2});
        QCOMPARE(readRoute(store.database(), other).error().code, ErrorCode::NotFound);
        QCOMPARE(readRoute(store.database(), OrderId::make(m_noon)).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(RouteRecordTest)
#include "routerecord_test.moc"
