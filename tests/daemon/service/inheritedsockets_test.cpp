// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/inheritedsockets.h"

#include "http/listensocket.h"

#include <QTest>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gotoai;
using namespace gotoai::service;

namespace {

// Descriptors 3, 4, … belong to the test program; a child that puts its own there stands for a started daemon. Its
// answer is its exit code.
int inChild(const std::vector<int>& descriptors, const std::function<int()>& judge)
{
    const pid_t child = fork();
    if (child == 0) {
        std::vector<int> high;
        for (const int fd : descriptors)
            high.push_back(fcntl(fd, F_DUPFD, 100));
        for (std::size_t i = 0; i < high.size(); ++i)
            dup2(high[i], 3 + static_cast<int>(i));
        _exit(judge());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Environment environmentFor(int count, const std::string& names)
{
    return {{"LISTEN_PID", std::to_string(getpid())}, {"LISTEN_FDS", std::to_string(count)}, {"LISTEN_FDNAMES", names}};
}

} // namespace

class InheritedSocketsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesThemByName()
    {
        const auto gateway = http::openListenSocket("127.0.0.1", 0);
        const auto admin = http::openListenSocket("::1", 0);
        const auto gatewayPort = std::to_string(http::listeningAddressOf(gateway->fd())->port);
        const auto adminPort = std::to_string(http::listeningAddressOf(admin->fd())->port);
        const int verdict = inChild({admin->fd(), gateway->fd(), gateway->fd()}, [&] {
            const auto sockets = InheritedSockets::take(environmentFor(3, "admin:gateway:gateway"));
            if (!sockets || sockets->gateway.size() != 2 || sockets->admin.size() != 1)
                return 1;
            if ((fcntl(sockets->admin.front().fd(), F_GETFD) & FD_CLOEXEC) == 0)
                return 2;
            const auto settings = sockets->settings();
            if (settings.at("gateway.listen") != "127.0.0.1:" + gatewayPort)
                return 3;
            return settings.at("admin.listen") == "[::1]:" + adminPort ? 0 : 4;
        });
        QCOMPARE(verdict, 0);
    }

    void leavesThoseOfAnotherProcessAlone()
    {
        const auto ours = InheritedSockets::take(
            {{"LISTEN_PID", std::to_string(getpid() + 1)}, {"LISTEN_FDS", "1"}, {"LISTEN_FDNAMES", "gateway"}});
        QVERIFY(ours.has_value());
        QVERIFY(ours->gateway.empty() && ours->admin.empty() && ours->settings().empty());
        QVERIFY(InheritedSockets::take({}).has_value());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("names");
        QTest::addColumn<bool>("isListening");
        QTest::newRow("another name") << QByteArray("gotoaid.socket:gateway") << true;
        QTest::newRow("no names") << QByteArray() << true;
        QTest::newRow("too few names") << QByteArray("gateway") << true;
        QTest::newRow("two admins") << QByteArray("admin:admin") << true;
        QTest::newRow("not listening") << QByteArray("gateway:gateway") << false;
    }
    void refuses()
    {
        QFETCH(QByteArray, names);
        QFETCH(bool, isListening);
        const auto listening = http::openListenSocket("127.0.0.1", 0);
        const http::Descriptor other(open("/dev/null", O_RDONLY | O_CLOEXEC));
        const int verdict = inChild({listening->fd(), isListening ? listening->fd() : other.fd()}, [&] {
            const auto sockets = InheritedSockets::take(environmentFor(2, names.toStdString()));
            return !sockets && sockets.error().code == ErrorCode::BadConfiguration ? 0 : 1;
        });
        QCOMPARE(verdict, 0);
    }
};

QTEST_GUILESS_MAIN(InheritedSocketsTest)
#include "inheritedsockets_test.moc"
