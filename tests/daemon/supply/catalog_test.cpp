// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/catalog.h"

#include "support/catalogfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace gotoai::test;

class CatalogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsRoundTrip();
    void endpointsAreFoundByModelInOrderOfTheirIds();
    void partsAreFoundById();
    void onlyEnabledPartsAreRoutable_data();
    void onlyEnabledPartsAreRoutable();
};

void CatalogTest::wordsRoundTrip()
{
    for (const Protocol protocol : {Protocol::OpenAi, Protocol::Simulator})
        QVERIFY(protocolFromWord(protocolWord(protocol)) == protocol);
    for (const EndpointState state : {EndpointState::Enabled, EndpointState::Draining, EndpointState::Disabled})
        QVERIFY(endpointStateFromWord(endpointStateWord(state)) == state);
    QVERIFY(!protocolFromWord("OpenAI"));
    QVERIFY(!endpointStateFromWord(""));
}

void CatalogTest::endpointsAreFoundByModelInOrderOfTheirIds()
{
    EndpointSketch a;
    a.model = "a";
    EndpointSketch b;
    b.model = "b";
    const auto first = makeEndpoint(a, 1);
    const auto second = makeEndpoint(b, 2);
    const auto third = makeEndpoint(a, 3);
    const Catalog catalog({first->provider, second->provider, third->provider}, {third, second, first});
    QCOMPARE(catalog.endpointsOf("a").size(), std::size_t{2});
    QVERIFY(catalog.endpointsOf("a").front() == first);
    QVERIFY(catalog.endpointsOf("a").back() == third);
    QVERIFY(catalog.endpointsOf("unknown").empty());
    QCOMPARE(catalog.models().size(), std::size_t{2});
    QVERIFY(catalog.endpoints().front() == first);
}

void CatalogTest::partsAreFoundById()
{
    const auto endpoint = makeEndpoint({});
    const Catalog catalog({endpoint->provider}, {endpoint});
    QVERIFY(catalog.endpoint(endpoint->id) == endpoint);
    QVERIFY(catalog.provider(endpoint->provider->id) == endpoint->provider);
    QVERIFY(!catalog.endpoint(EndpointId()));
    QVERIFY(!catalog.provider(ProviderId()));
}

void CatalogTest::onlyEnabledPartsAreRoutable_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<bool>("isProviderEnabled");
    QTest::addColumn<bool>("isRoutable");
    QTest::newRow("enabled") << static_cast<int>(EndpointState::Enabled) << true << true;
    QTest::newRow("draining") << static_cast<int>(EndpointState::Draining) << true << false;
    QTest::newRow("disabled") << static_cast<int>(EndpointState::Disabled) << true << false;
    QTest::newRow("provider disabled") << static_cast<int>(EndpointState::Enabled) << false << false;
}

void CatalogTest::onlyEnabledPartsAreRoutable()
{
    QFETCH(int, state);
    QFETCH(bool, isProviderEnabled);
    QFETCH(bool, isRoutable);
    EndpointSketch sketch;
    sketch.state = static_cast<EndpointState>(state);
    sketch.isProviderEnabled = isProviderEnabled;
    QCOMPARE(makeEndpoint(sketch)->isRoutable(), isRoutable);
}

QTEST_APPLESS_MAIN(CatalogTest)
#include "catalog_test.moc"
