// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/transcripts.h"

#include "requestlog/transcripttable.h"
#include "support/manualclock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <poll.h>

using namespace gotoai;
using namespace gotoai::requestlog;
using hypercore::FoundTranscript;
using hypercore::Transcript;
using Standing = FoundTranscript::Standing;

class TranscriptsTest final : public QObject
{
    Q_OBJECT

private:
    static constexpr const char* kCanary = "unmistakable words of an answer";

    struct World
    {
        QTemporaryDir directory;
        test::ManualClock clock;
        storage::CompletionQueue queue;
        std::unique_ptr<Transcripts> transcripts; // destroyed after the log
        std::unique_ptr<RequestLog> log;

        explicit World(const TranscriptLimits& limits = {}) { open(limits); }

        std::string path() const { return directory.filePath(QStringLiteral("requests.db")).toStdString(); }
        void open(const TranscriptLimits& limits = {}, char key = 'k')
        {
            log.reset();
            log = *RequestLog::open(path(), {}, clock);
            transcripts = std::make_unique<Transcripts>(*log, Secret(std::string(32, key)), limits, clock);
        }
        OrderId keep(const std::string& body)
        {
            const OrderId order = OrderId::make(clock.now());
            transcripts->expect(order);
            transcripts->keep(order, {.isStreamed = true, .headers = {{"x-a", "1"}, {"x-b", ""}}, .body = body});
            return order;
        }
        FoundTranscript find(const OrderId& order)
        {
            std::optional<FoundTranscript> found;
            if (!transcripts->find(order, queue, [&](FoundTranscript reply) { found = std::move(reply); }))
                return {};
            while (!found) {
                pollfd descriptor{.fd = queue.descriptor(), .events = POLLIN, .revents = 0};
                if (poll(&descriptor, 1, 10'000) != 1)
                    qFatal("no reply came");
                queue.drain();
            }
            return *std::move(found);
        }
        Standing standing(const OrderId& order) { return find(order).standing; }
    };

private Q_SLOTS:
    void keepsAnswersThroughRestarts()
    {
        World world;
        const std::string body("data: {\"a\":1}\n\n\0\xff", 17);
        const OrderId order = world.keep(body);
        for (int start = 0; start < 2; ++start) {
            const FoundTranscript found = world.find(order);
            QVERIFY(found.standing == Standing::Kept);
            QVERIFY(found.transcript.isStreamed);
            QVERIFY(found.transcript.body == body);
            QCOMPARE(found.transcript.headers.size(), 2u);
            QCOMPARE(found.transcript.headers[1].first, "x-b");
            world.open();
        }
        QVERIFY(world.standing(OrderId::make(world.clock.now())) == Standing::Absent);
    }

    void isComingWhileItsOrderRuns()
    {
        World world;
        const OrderId order = OrderId::make(world.clock.now());
        world.transcripts->expect(order);
        QVERIFY(world.standing(order) == Standing::Coming);
        world.transcripts->drop(order);
        QVERIFY(world.standing(order) == Standing::Absent);
    }

    void isSealed()
    {
        World world;
        const OrderId order = world.keep(kCanary);
        QVERIFY(world.standing(order) == Standing::Kept);
        for (const QString& name : QDir(world.directory.path()).entryList(QDir::Files)) {
            QFile file(world.directory.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(kCanary), qPrintable(name));
        }
        world.open({}, 'x');
        QVERIFY2(world.standing(order) == Standing::Absent, "another key opens nothing");
    }

    // A row that was moved to another order opens nothing.
    void belongsToItsOrder()
    {
        World world;
        const OrderId order = world.keep(kCanary);
        const OrderId other = OrderId::make(world.clock.now());
        QVERIFY(world.standing(order) == Standing::Kept);
        world.log.reset();
        {
            auto database = storage::Database::open(world.path(), storage::Access::ReadWrite);
            auto moved = database->prepare("UPDATE transcripts SET id = ?1");
            moved->bind(1, other.bytes());
            QVERIFY(moved->run());
        }
        world.open();
        QVERIFY(world.standing(other) == Standing::Absent);
    }

    void isForgottenAfterADay()
    {
        World world;
        const OrderId order = world.keep("a");
        world.clock.advance(std::chrono::hours(24));
        QVERIFY(world.standing(order) == Standing::Kept);
        world.clock.advance(std::chrono::microseconds(1));
        QVERIFY(world.standing(order) == Standing::Absent);
        world.transcripts->tick();
        world.log.reset();
        auto database = storage::Database::open(world.path(), storage::Access::ReadOnly);
        auto count = database->prepare("SELECT count(*) FROM transcripts");
        QVERIFY(count->step());
        QCOMPARE(count->integer(0), 0);
    }

    void theOldestGoWhereThereAreTooMany()
    {
        World world({.totalBytes = 3'000});
        const OrderId first = world.keep(std::string(1'000, 'a'));
        const OrderId second = world.keep(std::string(1'000, 'b'));
        QVERIFY(world.standing(first) == Standing::Kept);
        const OrderId third = world.keep(std::string(1'000, 'c'));
        QVERIFY(world.standing(first) == Standing::Absent);
        QVERIFY(world.standing(second) == Standing::Kept);
        QVERIFY(world.standing(third) == Standing::Kept);
    }

    void recordsWithinLimits()
    {
        World world({.answerBytes = 100, .totalBytes = 800});
        Transcripts& transcripts = *world.transcripts;
        QVERIFY(transcripts.takeRoom(0, 100));
        QVERIFY2(!transcripts.takeRoom(100, 1), "an answer has its limit");
        QVERIFY(transcripts.takeRoom(0, 100));
        QVERIFY2(!transcripts.takeRoom(0, 1), "all together have theirs: a quarter");
        transcripts.giveRoom(100);
        QVERIFY(transcripts.takeRoom(0, 100));
        transcripts.adopt({.answerBytes = 0});
        QVERIFY2(!transcripts.takeRoom(0, 1), "none is kept");
    }

    void nonsenseIsNoTranscript_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", "6", "6 strea", "99999999999999999999 x", "5 whole", "5 whole3 ab", "5 whole0 1 a",
                                 "-1 x", "5 whole0 1 a2 b"})
            QTest::newRow(text) << QByteArray(text);
    }
    void nonsenseIsNoTranscript()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!parseTranscript(text.toStdString()));
    }
};

QTEST_GUILESS_MAIN(TranscriptsTest)
#include "transcripts_test.moc"
