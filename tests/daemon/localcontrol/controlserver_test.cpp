// SPDX-License-Identifier: GPL-3.0-or-later
#include "localcontrol/controlserver.h"

#include "localcontrol/controlclient.h"
#include "localcontrol/controlsocket.h"

#include <QDir>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>

#include <future>

using namespace gotoai;
using namespace gotoai::localcontrol;

// The client blocks, so it has a thread of its own.
class ControlServerTest : public QObject
{
    Q_OBJECT

private:
    struct World
    {
        QTemporaryDir directory;
        ControlServer server{[](const QJsonObject& request, uid_t asker, const ControlServer::Reply& reply) {
            const QString command = request.value(QLatin1String("command")).toString();
            if (command == QLatin1String("echo"))
                reply(request);
            else if (command == QLatin1String("who"))
                reply(QJsonObject{{QLatin1String("uid"), qint64{asker}}});
            else
                reply(failure(ErrorCode::Conflict, "not now"));
        }};

        std::string path() const { return directory.path().toStdString(); }
        Result<QJsonObject> ask(const QJsonObject& request) const
        {
            auto answer = std::async(std::launch::async, [&] { return askDaemon(path(), request); });
            while (answer.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
                QCoreApplication::processEvents();
            return answer.get();
        }
        // What comes back for raw bytes until the server closes.
        QByteArray sendRaw(const QByteArray& bytes) const
        {
            auto answer = std::async(std::launch::async, [&] {
                const auto socket = connectIn(path());
                send(socket->fd(), bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
                QByteArray received;
                char c = 0;
                while (recv(socket->fd(), &c, 1, 0) == 1)
                    received.append(c);
                return received;
            });
            while (answer.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
                QCoreApplication::processEvents();
            return answer.get();
        }
    };

private Q_SLOTS:
    void answersAndRefuses()
    {
        World world;
        QVERIFY(world.server.listen(world.path()).has_value());
        const QJsonObject echo{{QStringLiteral("command"), QStringLiteral("echo")},
                               {QStringLiteral("x"), QStringLiteral("żółw")}};
        const auto answer = world.ask(echo);
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().detail.c_str());
        QCOMPARE(*answer, echo);
        const auto refused = world.ask({});
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QCOMPARE(refused.error().detail, "not now");
    }

    void knowsWhoAsks()
    {
        World world;
        QVERIFY(world.server.listen(world.path()).has_value());
        const auto answer = world.ask({{QStringLiteral("command"), QStringLiteral("who")}});
        QVERIFY(answer.has_value());
        QCOMPARE(answer->value(QLatin1String("uid")).toInteger(-1), qint64{getuid()});
    }

    void toldFromStrangersAreDaemonsThatHangOrEnd()
    {
        QTemporaryDir directory;
        const auto listening = listenIn(directory.path().toStdString());
        const auto hung = askDaemon(directory.path().toStdString(), {}, std::chrono::seconds(1));
        QCOMPARE(hung.error().code, ErrorCode::Internal);
        QVERIFY(hung.error().detail.ends_with("it hangs"));
        QVERIFY(http::Descriptor(accept(listening->fd(), nullptr, nullptr)).isOpen()); // the one that asked
        auto ended = std::async(std::launch::async, [&] { return askDaemon(directory.path().toStdString(), {}); });
        http::Descriptor asker;
        QTRY_VERIFY(asker.isOpen() || (asker = http::Descriptor(accept(listening->fd(), nullptr, nullptr))).isOpen());
        asker.close();
        QCOMPARE(ended.get().error().code, ErrorCode::Internal);
    }

    void isForItsOwnerAlone()
    {
        World world;
        QVERIFY(world.server.listen(world.path()).has_value());
        struct stat file
        {};
        QCOMPARE(stat((world.path() + "/" + kSocketName).c_str(), &file), 0);
        QCOMPARE(file.st_mode & 0777, mode_t{0600});
    }

    void takesThePlaceOfADeadOne()
    {
        QTemporaryDir directory;
        {
            const auto left = listenIn(directory.path().toStdString());
            QVERIFY(left.has_value());
        }
        QCOMPARE(askDaemon(directory.path().toStdString(), {}).error().code, ErrorCode::NotFound);
        ControlServer server([](const QJsonObject&, uid_t, const ControlServer::Reply&) {});
        QVERIFY(server.listen(directory.path().toStdString()).has_value());
    }

    void leavesNothingBehind()
    {
        World world;
        {
            ControlServer server([](const QJsonObject&, uid_t, const ControlServer::Reply&) {});
            QVERIFY(server.listen(world.path()).has_value());
        }
        QVERIFY(QDir(world.directory.path()).isEmpty(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot));
        QCOMPARE(world.ask({}).error().code, ErrorCode::NotFound);
    }

    void worksInDeepDirectories()
    {
        World world;
        const QString deep = world.directory.path() + QLatin1Char('/') + QString(150, QLatin1Char('d'));
        QVERIFY(QDir().mkpath(deep));
        QVERIFY(world.server.listen(deep.toStdString()).has_value());
        QVERIFY(connectIn(deep.toStdString()).has_value());
    }

    void refusesWhatIsNoRequest_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isAnswered");
        QTest::newRow("no JSON") << QByteArray("status\n") << true;
        QTest::newRow("a list") << QByteArray("[1]\n") << true;
        QTest::newRow("endless") << QByteArray(static_cast<qsizetype>(kMaxLineBytes) + 1, 'x') << false;
    }
    void refusesWhatIsNoRequest()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, isAnswered);
        World world;
        QVERIFY(world.server.listen(world.path()).has_value());
        const QByteArray answer = world.sendRaw(bytes);
        QCOMPARE(answer.contains("invalid_json"), isAnswered);
        QCOMPARE(answer.isEmpty(), !isAnswered);
    }
};

QTEST_GUILESS_MAIN(ControlServerTest)
#include "controlserver_test.moc"
