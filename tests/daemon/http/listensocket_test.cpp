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

    void anyFreePortIsFree() { QVERIFY(requireFreePort("127.0.0.1", 0).has_value()); }
};

QTEST_GUILESS_MAIN(ListenSocketTest)
#include "listensocket_test.moc"
