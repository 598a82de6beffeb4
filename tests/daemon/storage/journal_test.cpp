// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/journal.h"

#include "support/faultfiles.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

using namespace gotoai;
using namespace gotoai::storage;

namespace {

std::span<const std::uint8_t> bytes(const QByteArray& text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), static_cast<std::size_t>(text.size())};
}

// Writes a few bytes a call, as a system may.
class ShortWrites final : public FileSystem
{
public:
    ssize_t pwrite(int descriptor, std::span<const std::uint8_t> bytes, std::uint64_t offset) override
    {
        return FileSystem::pwrite(descriptor, bytes.first(std::min<std::size_t>(bytes.size(), 100)), offset);
    }
};

class NoReads final : public FileSystem
{
public:
    ssize_t pread(int, std::span<std::uint8_t>, std::uint64_t) override
    {
        errno = EIO;
        return -1;
    }
};

// A failed write-back is told to one of two syncs that meet: they may not.
class LoneSyncs final : public FileSystem
{
public:
    int fdatasync(int) override
    {
        hasMet = m_isSyncing.exchange(true) || hasMet;
        std::this_thread::yield();
        m_isSyncing = false;
        return 0;
    }
    std::atomic<bool> hasMet{false};

private:
    std::atomic<bool> m_isSyncing{false};
};

} // namespace

class JournalTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_place;

    std::string directory() const { return m_place->filePath(QStringLiteral("journal")).toStdString(); }
    std::unique_ptr<Journal> open(Journal::Options options = {.segmentBytes = 4'096})
    {
        auto journal = Journal::open(directory(), std::move(options));
        if (!journal)
            qFatal("%s", journal.error().detail.c_str());
        return std::move(*journal);
    }
    // "1:a 2:b", or the error's word.
    QByteArray read(std::uint64_t after = 0)
    {
        const auto journal = open();
        QByteArrayList frames;
        const auto replayed = journal->replay(after, [&](std::uint64_t number, std::span<const std::uint8_t> payload) {
            frames << QByteArray::number(quint64{number}) + ':' +
                          QByteArray(reinterpret_cast<const char*>(payload.data()), qsizetype(payload.size()));
            return Result<void>();
        });
        return replayed ? frames.join(' ') : QByteArray("corrupt");
    }
    void append(Journal& journal, const QByteArray& payload)
    {
        const auto appended = journal.append(bytes(payload));
        QVERIFY2(appended, appended ? "" : appended.error().detail.c_str());
    }
    void overwrite(const QByteArray& text, const QByteArray& with)
    {
        int changed = 0;
        for (const auto& entry : std::filesystem::directory_iterator(directory())) {
            QFile file(QString::fromStdString(entry.path().string()));
            QVERIFY(file.open(QIODevice::ReadWrite));
            const qsizetype place = file.readAll().indexOf(text);
            if (place >= 0 && file.seek(place) && file.write(with) == with.size())
                ++changed;
        }
        QCOMPARE(changed, 1);
    }

private Q_SLOTS:
    void init() { m_place = std::make_unique<QTemporaryDir>(); }

    void framesComeBackInOrder()
    {
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            for (const char* payload : {"a", "", "ccc"})
                append(*journal, payload);
            QCOMPARE(journal->appended(), 3U);
            QCOMPARE(journal->durable(), 0U);
            QVERIFY(journal->sync());
            QCOMPARE(journal->durable(), 3U);
        }
        QCOMPARE(read(), QByteArray("1:a 2: 3:ccc"));
        QCOMPARE(read(2), QByteArray("3:ccc"));
        QCOMPARE(read(3), QByteArray());
    }

    void filesAreUsedAgainOnceReleased()
    {
        const auto journal = open();
        QVERIFY(journal->start(1));
        const QByteArray payload(1'000, 'x');
        for (std::uint64_t number = 1; number <= 60; ++number) {
            append(*journal, payload + QByteArray::number(quint64{number}));
            if (number % 10 == 0)
                journal->release(number - 5);
        }
        QVERIFY2(journal->segmentCount() <= 7, qPrintable(QString::number(journal->segmentCount())));
        QVERIFY(journal->sync());
        const QByteArray last = read(55);
        QVERIFY(last.startsWith("56:") && last.endsWith("60"));
        QCOMPARE(last.count(':'), 5);
    }

    void unreleasedFramesStay()
    {
        const auto journal = open();
        QVERIFY(journal->start(1));
        for (int i = 0; i < 40; ++i)
            append(*journal, QByteArray(1'000, 'x'));
        QVERIFY(journal->sync());
        QCOMPARE(read().count(':'), 40);
    }

    void frameLargerThanAFileGetsOneOfItsOwn()
    {
        const auto journal = open();
        QVERIFY(journal->start(1));
        append(*journal, "small");
        append(*journal, QByteArray(100'000, 'y'));
        append(*journal, "after");
        QVERIFY(journal->sync());
        const QByteArray all = read();
        QVERIFY(all.startsWith("1:small 2:yyy") && all.endsWith(" 3:after"));
    }

    void tornLastFrameIsAbsent()
    {
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            append(*journal, "first");
            QVERIFY(journal->sync());
            append(*journal, "second");
        }
        overwrite("second", "seXond");
        QCOMPARE(read(), QByteArray("1:first"));
    }

    void damagedDurableFrameIsCorrupt()
    {
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            append(*journal, "first");
            QVERIFY(journal->sync());
            append(*journal, "second"); // says that the first was durable
        }
        overwrite("first", "fiRst");
        QCOMPARE(read(), QByteArray("corrupt"));
        QCOMPARE(read(1), QByteArray("2:second")); // nobody needs it any more
    }

    void damagedFileBeforeAnotherIsCorrupt()
    {
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            append(*journal, "first");
            append(*journal, QByteArray(5'000, 'z')); // in the next file
        }
        overwrite("first", "fiRst");
        QCOMPARE(read(), QByteArray("corrupt"));
    }

    void newStartGoesOverWhatIsLeft()
    {
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            for (const char* payload : {"a", "b", "c"})
                append(*journal, payload);
            QVERIFY(journal->sync());
        }
        {
            const auto journal = open();
            QVERIFY(journal->start(3)); // "c" was kept elsewhere as something else
            append(*journal, "C");
            QVERIFY(journal->sync());
        }
        QCOMPARE(read(2), QByteArray("3:C"));
    }

    // The first of two frames that were never durable is torn: neither happened, and what is written in the first's
    // place has no successor.
    void staleFrameIsNotTakenForANewOne()
    {
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            append(*journal, "torn");
            append(*journal, "stale");
        }
        overwrite("torn", "tOrn");
        {
            const auto journal = open();
            QVERIFY(journal->replay(0, [](auto, auto) { return Result<void>(); }));
            QVERIFY(journal->start(1));
            append(*journal, "anew");
            QVERIFY(journal->sync());
        }
        QCOMPARE(read(), QByteArray("1:anew"));
    }

    // A file was begun again and not yet synced: the disk has its old beginning, and of its new frames the last.
    void halfWrittenFileDoesNotSpeakOfOthers()
    {
        const QString file = m_place->filePath(QStringLiteral("journal/1"));
        QByteArray beginning;
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            for (int i = 0; i < 6; ++i)
                append(*journal, QByteArray(1'000, 'x'));
            QFile old(file);
            QVERIFY(old.open(QIODevice::ReadOnly));
            beginning = old.read(2'048);
            journal->release(3);
            for (int i = 0; i < 3; ++i)
                append(*journal, QByteArray(1'000, 'y'));
        }
        QFile half(file);
        QVERIFY(half.open(QIODevice::ReadWrite));
        QVERIFY(half.readAll().contains('y') && half.seek(0));
        QCOMPARE(half.write(beginning), beginning.size());
        half.close();
        const QByteArray left = read(3);
        QVERIFY2(left.startsWith("4:") && left.count(':') == 3, left.constData());
        QCOMPARE(read(2), QByteArray("corrupt")); // the third is needed, and gone
    }

    void unreadableFileIsRefused()
    {
        {
            const auto journal = open();
            QVERIFY(journal->start(1));
            append(*journal, "a");
        }
        NoReads files;
        const auto journal = Journal::open(directory(), {.files = files});
        QVERIFY(!journal && journal.error().code == ErrorCode::StoreUnavailable);
    }

    void shortWritesAreGoneOnWith()
    {
        ShortWrites files;
        const auto journal = open({.segmentBytes = 4'096, .files = files});
        QVERIFY(journal->start(1));
        append(*journal, QByteArray(1'000, 's'));
        QVERIFY(journal->sync());
        QCOMPARE(read(), "1:" + QByteArray(1'000, 's'));
    }

    void failedAppendLeavesItsPlace()
    {
        const auto journal = open();
        QVERIFY(journal->start(1));
        append(*journal, "a");
        signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit full{.rlim_cur = 1, .rlim_max = before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
        const bool isAppended = bool(journal->append(bytes("lost")));
        const bool isProbed = bool(journal->probe());
        const bool isTurned = bool(journal->append(bytes(QByteArray(5'000, 'l'))));
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!isAppended && !isProbed && !isTurned);
        QVERIFY(journal->probe());
        append(*journal, "b");
        QVERIFY(journal->sync());
        QCOMPARE(read(), QByteArray("1:a 2:b"));
    }

    void failedSyncIsFinal()
    {
        bool mustFail = true;
        const auto journal =
            open({.segmentBytes = 4'096, .sync = [&](int) -> Result<void> {
                      return mustFail ? failure(ErrorCode::StoreUnavailable, "injected") : Result<void>();
                  }});
        QVERIFY(journal->start(1));
        append(*journal, "a");
        QVERIFY(!journal->sync());
        mustFail = false;
        QVERIFY(!journal->sync());
        QVERIFY(!journal->append(bytes("b")));
        QCOMPARE(journal->durable(), 0U);
    }

    // A file was given its name, but the process or the directory's sync failed before that was on disk.
    void filesAreUsedOnceTheirNamesAreOnDisk()
    {
        for (unsigned seed = 0; seed < 8; ++seed) {
            init();
            test::FaultDisk disk(m_place->path().toStdString());
            test::FaultFiles files(disk);
            auto journal = open({.segmentBytes = 4'096, .files = files});
            disk.arm(test::FaultDisk::Fault::FailSync, 2); // the first is of what the file holds
            QVERIFY(!journal->prepareSpare());
            journal.reset();
            journal = open({.segmentBytes = 4'096, .files = files});
            QVERIFY(journal->start(1));
            append(*journal, "a");
            QVERIFY(journal->sync());
            disk.kill();
            journal.reset();
            disk.losePower(seed);
            QCOMPARE(read(), QByteArray("1:a"));
        }
    }

    void syncsBesideAppends()
    {
        LoneSyncs files;
        const auto journal = open({.segmentBytes = 4'096, .files = files});
        QVERIFY(journal->start(1));
        std::atomic<bool> isDone{false};
        std::thread syncing([&] {
            while (!isDone) {
                if (!journal->sync())
                    qFatal("the journal cannot be synced");
                journal->release(journal->durable());
            }
        });
        for (int i = 0; i < 2'000; ++i)
            append(*journal, QByteArray(300, 'x'));
        isDone = true;
        syncing.join();
        QVERIFY(journal->sync());
        QVERIFY(!files.hasMet);
        QCOMPARE(journal->durable(), 2'000U);
        QVERIFY(read(1'999).startsWith("2000:"));
    }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
