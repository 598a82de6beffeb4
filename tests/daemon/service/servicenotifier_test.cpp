// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/servicenotifier.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

using namespace gotoai;
using namespace gotoai::service;

namespace {

// The manager's end.
class Manager
{
public:
    explicit Manager(const std::string& path)
        : m_socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        if (path[0] == '@')
            address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
        if (bind(m_socket.fd(), reinterpret_cast<const sockaddr*>(&address), size) != 0)
            qFatal("cannot bind");
    }

    QByteArray received()
    {
        std::array<char, 1024> buffer;
        const auto size = recv(m_socket.fd(), buffer.data(), buffer.size(), 0);
        return size < 0 ? QByteArray() : QByteArray(buffer.data(), size);
    }

private:
    http::Descriptor m_socket;
};

} // namespace

class ServiceNotifierTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;

private Q_SLOTS:
    void speaksToTheManager_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("path") << m_directory.filePath(QStringLiteral("notify")).toUtf8();
        QTest::newRow("abstract") << QByteArray("@gotoai-test-") + QByteArray::number(getpid());
    }
    void speaksToTheManager()
    {
        QFETCH(QByteArray, path);
        Manager manager(path.toStdString());
        const ServiceNotifier notifier({{"NOTIFY_SOCKET", path.toStdString()}});
        QVERIFY(notifier.isHeard());
        notifier.ready("Serving\nwell.");
        QCOMPARE(manager.received(), QByteArray("READY=1\nSTATUS=Serving well."));
        notifier.reloading();
        QVERIFY(manager.received().startsWith("RELOADING=1\nMONOTONIC_USEC="));
        notifier.status("Busy.");
        QCOMPARE(manager.received(), QByteArray("STATUS=Busy."));
        notifier.alive();
        QCOMPARE(manager.received(), QByteArray("WATCHDOG=1"));
        notifier.stopping(std::chrono::seconds(2));
        QVERIFY(manager.received().startsWith("STOPPING=1\n"));
        QVERIFY(!notifier.watchdogPeriod());
    }

    void saysHowLongAStopMayTake()
    {
        const std::string path = m_directory.filePath(QStringLiteral("stop")).toStdString();
        Manager manager(path);
        ServiceNotifier({{"NOTIFY_SOCKET", path}}).stopping(std::chrono::milliseconds(1500));
        QVERIFY(manager.received().contains("\nEXTEND_TIMEOUT_USEC=1500000"));
    }

    void isSilentWithoutAManager()
    {
        for (const char* path : {"", "relative", "/nonexistent/notify", "@"}) {
            const ServiceNotifier notifier({{"NOTIFY_SOCKET", path}, {"WATCHDOG_USEC", "1000"}});
            QVERIFY(!notifier.isHeard());
            QVERIFY(!notifier.watchdogPeriod());
            notifier.alive();
        }
    }

    void knowsItsWatchdog_data()
    {
        QTest::addColumn<QByteArray>("period");
        QTest::addColumn<QByteArray>("process");
        QTest::addColumn<qint64>("us");
        const QByteArray self = QByteArray::number(getpid());
        QTest::newRow("ours") << QByteArray("30000000") << self << qint64{30'000'000};
        QTest::newRow("another's") << QByteArray("30000000") << QByteArray("1") << qint64{0};
        QTest::newRow("none") << QByteArray() << self << qint64{0};
        QTest::newRow("zero") << QByteArray("0") << self << qint64{0};
        QTest::newRow("garbled") << QByteArray("30s") << self << qint64{0};
    }
    void knowsItsWatchdog()
    {
        QFETCH(QByteArray, period);
        QFETCH(QByteArray, process);
        QFETCH(qint64, us);
        const std::string path = m_directory.filePath(QString::fromUtf8(QTest::currentDataTag())).toStdString();
        const Manager manager(path);
        const ServiceNotifier notifier({{"NOTIFY_SOCKET", path},
                                        {"WATCHDOG_USEC", period.toStdString()},
                                        {"WATCHDOG_PID", process.toStdString()}});
        QCOMPARE(notifier.watchdogPeriod().value_or(std::chrono::microseconds(0)).count(), us);
    }
};

QTEST_GUILESS_MAIN(ServiceNotifierTest)
#include "servicenotifier_test.moc"
