// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/socketpoller.h"

#include <QTest>

#include <sys/socket.h>
#include <unistd.h>

#include <array>

using namespace gotoai::supply;

class SocketPollerTest final : public QObject
{
    Q_OBJECT

private:
    // Two ends that can be written to, and read once something was written to the other.
    struct Pair
    {
        std::array<int, 2> ends{};

        Pair()
        {
            if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0)
                qFatal("no sockets");
        }
        ~Pair()
        {
            for (const int end : ends)
                ::close(end);
        }
        Pair(const Pair&) = delete;
        Pair& operator=(const Pair&) = delete;
        int ours() const { return ends[0]; }
        void arrive() const { QCOMPARE(::write(ends[1], "x", 1), 1); }
    };

private Q_SLOTS:
    void tellsWhatWasAskedFor()
    {
        SocketPoller poller;
        const Pair pair;
        poller.adopt(pair.ours());
        poller.watch(pair.ours(), EPOLLIN);
        QCOMPARE(poller.poll().size(), std::size_t{0});
        poller.watch(pair.ours(), EPOLLOUT);
        QCOMPARE(poller.poll().size(), std::size_t{1});
        poller.watch(pair.ours(), EPOLLIN);
        pair.arrive();
        const auto events = poller.poll();
        QCOMPARE(events.size(), std::size_t{1});
        QCOMPARE(events[0].data.fd, pair.ours());
        QVERIFY(events[0].events == EPOLLIN);
    }

    void whatNobodyWaitsForIsSilentAndHeardAgain()
    {
        SocketPoller poller;
        const Pair pair;
        poller.adopt(pair.ours());
        poller.watch(pair.ours(), EPOLLIN);
        poller.watch(pair.ours(), 0);
        pair.arrive();
        QCOMPARE(poller.poll().size(), std::size_t{0});
        poller.watch(pair.ours(), EPOLLIN);
        QCOMPARE(poller.poll().size(), std::size_t{1});
    }

    void aNumberThatComesBackIsHeard_data()
    {
        QTest::addColumn<bool>("isAdopted");
        QTest::addColumn<unsigned>("before");
        QTest::newRow("adopted, was read") << true << unsigned{EPOLLIN};
        QTest::newRow("adopted, was written") << true << unsigned{EPOLLOUT};
        QTest::newRow("another one, was written") << false << unsigned{EPOLLOUT};
    }

    // Its earlier bearer was closed without a word.
    void aNumberThatComesBackIsHeard()
    {
        QFETCH(bool, isAdopted);
        QFETCH(unsigned, before);
        SocketPoller poller;
        int number = 0;
        {
            const Pair vanished;
            number = vanished.ours();
            poller.adopt(number);
            poller.watch(number, before);
            poller.watch(number, 0);
        }
        const Pair next;
        QCOMPARE(next.ours(), number);
        if (isAdopted)
            poller.adopt(number);
        poller.watch(number, EPOLLIN);
        next.arrive();
        QCOMPARE(poller.poll().size(), std::size_t{1});
    }

    void aForgottenNumberIsLikeNew()
    {
        SocketPoller poller;
        int number = 0;
        {
            const Pair gone;
            number = gone.ours();
            poller.adopt(number);
            poller.watch(number, EPOLLIN);
            poller.forget(number);
        }
        const Pair next;
        QCOMPARE(next.ours(), number);
        poller.watch(number, EPOLLIN);
        next.arrive();
        QCOMPARE(poller.poll().size(), std::size_t{1});
        poller.watch(number, 0);
        QCOMPARE(poller.poll().size(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(SocketPollerTest)
#include "socketpoller_test.moc"
