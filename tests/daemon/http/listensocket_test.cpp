// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/listensocket.h"

#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>

using namespace gotoai;
using namespace gotoai::http;

namespace {

std::uint16_t portOf(const Descriptor& socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

} // namespace

class ListenSocketTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPortIsFreeUntilSomebodyListens()
    {
        auto first = openListenSocket("127.0.0.1", 0);
        QVERIFY(first.has_value());
        const std::uint16_t port = portOf(*first);
        const auto taken = requireFreePort("127.0.0.1", port);
        QVERIFY(!taken);
        QVERIFY(taken.error().code == ErrorCode::BadConfiguration);
        QVERIFY(openListenSocket("127.0.0.1", port).has_value()); // shared all the same
        first->close();
        QVERIFY(requireFreePort("127.0.0.1", port).has_value());
    }

    void listensWhereItSays()
    {
        const auto socket = openListenSocket("127.0.0.1", 0);
        QVERIFY(socket.has_value());
        const auto address = listeningAddressOf(socket->fd());
        QVERIFY(address.has_value());
        QCOMPARE(address->host, "127.0.0.1");
        QCOMPARE(address->port, portOf(*socket));
        const auto copy = duplicate(*socket);
        QVERIFY(copy.has_value());
        QCOMPARE(listeningAddressOf(copy->fd())->port, address->port);
        QCOMPARE(listeningAddressOf(openListenSocket("::1", 0)->fd())->host, "::1");
    }

    void aDescriptorThatDoesNotListenIsRefused()
    {
        const Descriptor unbound(::socket(AF_INET, SOCK_STREAM, 0));
        const Descriptor datagram(::socket(AF_INET, SOCK_DGRAM, 0));
        const Descriptor local(::socket(AF_UNIX, SOCK_STREAM, 0));
        for (const int fd : {unbound.fd(), datagram.fd(), local.fd(), -1})
            QCOMPARE(listeningAddressOf(fd).error().code, ErrorCode::BadConfiguration);
    }

    void anyFreePortIsFree() { QVERIFY(requireFreePort("127.0.0.1", 0).has_value()); }
};

QTEST_GUILESS_MAIN(ListenSocketTest)
#include "listensocket_test.moc"
