// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connectioncounts.h"

#include <QTest>

#include <vector>

using namespace gotoai::http;

namespace {

Limits limitsOf(std::size_t inAll, std::size_t perAddress)
{
    Limits limits;
    limits.maxConnections = inAll;
    limits.maxConnectionsPerAddress = perAddress;
    limits.trustedProxies = *parseAddressBlocks("10.0.0.0/8");
    return limits;
}

} // namespace

class ConnectionCountsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAnAddressToItsLimit_data();
    void holdsAnAddressToItsLimit();
    void holdsAllToTheLimit();
    void givesPlacesBack();
    void countsLoopbackWhenAskedTo();
    void holdsBodiesToTheLimit();
};

void ConnectionCountsTest::holdsAnAddressToItsLimit_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<bool>("hasPlace");
    const auto row = [](const char* name, const char* first, const char* second, bool hasPlace) {
        QTest::newRow(name) << QByteArray(first) << QByteArray(second) << hasPlace;
    };
    row("same", "203.0.113.9", "203.0.113.9", false);
    row("another", "203.0.113.9", "203.0.113.10", true);
    row("same in other form", "203.0.113.9", "::ffff:203.0.113.9", false);
    row("same network", "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", false);
    row("another network", "2001:db8:0:1::1", "2001:db8:0:2::1", true);
    row("trusted proxy", "10.1.2.3", "10.1.2.3", true);
    row("loopback", "127.0.0.1", "127.0.0.1", true);
    row("IPv6 loopback", "::1", "::1", true);
}

void ConnectionCountsTest::holdsAnAddressToItsLimit()
{
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, second);
    const auto counts = std::make_shared<ConnectionCounts>();
    const auto limits = limitsOf(100, 1);
    const auto place = counts->take(*IpAddress::parse(first.toStdString()), limits);
    QVERIFY(place);
    QTEST(counts->take(*IpAddress::parse(second.toStdString()), limits).has_value(), "hasPlace");
}

void ConnectionCountsTest::holdsAllToTheLimit()
{
    const auto counts = std::make_shared<ConnectionCounts>();
    const auto limits = limitsOf(2, 0);
    std::vector<std::optional<ConnectionCounts::Place>> places;
    places.push_back(counts->take(*IpAddress::parse("203.0.113.1"), limits));
    places.push_back(counts->take(*IpAddress::parse("127.0.0.1"), limits));
    QVERIFY(places[0] && places[1]);
    QVERIFY(!counts->take(*IpAddress::parse("10.0.0.1"), limits));
}

void ConnectionCountsTest::givesPlacesBack()
{
    const auto counts = std::make_shared<ConnectionCounts>();
    const auto limits = limitsOf(1, 1);
    const auto address = *IpAddress::parse("203.0.113.1");
    auto place = counts->take(address, limits);
    auto moved = std::move(place);
    QVERIFY(!counts->take(address, limits));
    moved.reset();
    QVERIFY(counts->take(address, limits));
}

void ConnectionCountsTest::countsLoopbackWhenAskedTo()
{
    const auto counts = std::make_shared<ConnectionCounts>();
    auto limits = limitsOf(100, 1);
    limits.loopback = Loopback::Counted;
    const auto place = counts->take(*IpAddress::parse("127.0.0.1"), limits);
    QVERIFY(place);
    QVERIFY(!counts->take(*IpAddress::parse("127.0.0.1"), limits));
    QVERIFY(counts->take(*IpAddress::parse("127.0.0.2"), limits));
}

void ConnectionCountsTest::holdsBodiesToTheLimit()
{
    const auto counts = std::make_shared<ConnectionCounts>();
    auto limits = limitsOf(100, 0);
    limits.maxHeldBodyBytes = 100;
    auto first = counts->take(*IpAddress::parse("203.0.113.1"), limits);
    auto second = counts->take(*IpAddress::parse("203.0.113.2"), limits);
    QVERIFY(first->holdBodies(kSparedBodyBytes + 60, limits));
    QVERIFY(second->hasRoomForBodies(kSparedBodyBytes + 40, limits));
    QVERIFY(!second->hasRoomForBodies(kSparedBodyBytes + 41, limits));
    QVERIFY(!second->holdBodies(kSparedBodyBytes + 41, limits));
    QVERIFY(second->holdBodies(kSparedBodyBytes + 40, limits));
    QVERIFY(first->holdBodies(kSparedBodyBytes, limits)); // less than before
    QVERIFY(second->holdBodies(kSparedBodyBytes + 100, limits));
    QVERIFY(!first->holdBodies(kSparedBodyBytes + 1, limits));
    auto moved = std::move(second);
    second.reset();
    QVERIFY(!first->holdBodies(kSparedBodyBytes + 1, limits));
    moved.reset();
    QVERIFY(first->holdBodies(kSparedBodyBytes + 100, limits));
}

QTEST_GUILESS_MAIN(ConnectionCountsTest)
#include "connectioncounts_test.moc"
