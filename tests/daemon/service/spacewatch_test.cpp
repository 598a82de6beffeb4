// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/spacewatch.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace gotoai::service;

class SpaceWatchTest : public QObject
{
    Q_OBJECT

private:
    // A disk that has what it is told, less what the ballast takes.
    struct World
    {
        QTemporaryDir directory;
        std::optional<std::uint64_t> freeNow = 10'000'000;
        std::unique_ptr<SpaceWatch> watch;

        explicit World(std::optional<std::uint64_t> free = 10'000'000)
            : freeNow(free)
        {
            start(100'000);
        }
        void start(std::int64_t ballast)
        {
            watch = std::make_unique<SpaceWatch>(SpaceWatch::Options{.directory = directory.path().toStdString(),
                                                                     .ballastBytes = ballast,
                                                                     .leastFree = 1'000'000},
                                                 [this] { return freeNow; });
        }
        QString ballast() const { return directory.filePath(QString::fromLatin1(SpaceWatch::kBallastName)); }
        const SpaceWatch::Figures& after(std::optional<std::uint64_t> free)
        {
            freeNow = free;
            watch->look();
            return watch->figures();
        }
    };

private Q_SLOTS:
    void holdsRealBlocks()
    {
        const World world;
        struct stat file
        {};
        QCOMPARE(stat(world.ballast().toUtf8().constData(), &file), 0);
        QVERIFY(file.st_blocks * 512 >= 100'000);
        QCOMPARE(file.st_mode & 0777, mode_t{0600});
        QCOMPARE(world.watch->figures().ballastBytes, 100'000u);
        QVERIFY(!world.watch->figures().isLow);
    }

    void isLowBelowItsThresholdUntilThereIsMore()
    {
        World world;
        QVERIFY(!world.after(1'000'000).isLow);
        QVERIFY(world.after(999'999).isLow);
        QVERIFY(world.after(1'249'999).isLow);
        QVERIFY(!world.after(1'250'000).isLow);
    }

    void givesTheBallastUpAtTheEndAndTakesItBack()
    {
        World world;
        QCOMPARE(world.after(250'000).ballastBytes, 100'000u);
        QCOMPARE(world.after(249'999).ballastBytes, 0u);
        QVERIFY(!QFileInfo::exists(world.ballast()));
        QCOMPARE(world.after(1'349'999).ballastBytes, 0u);
        QCOMPARE(world.after(1'350'000).ballastBytes, 100'000u);
        QCOMPARE(QFileInfo(world.ballast()).size(), 100'000);
    }

    void makesNoBallastWhereThereIsNoRoom()
    {
        const World world(1'000'001);
        QVERIFY(!QFileInfo::exists(world.ballast()));
        QVERIFY(!world.watch->figures().isLow);
    }

    void changesItsSizeAtAStart()
    {
        World world;
        world.start(50'000);
        QCOMPARE(QFileInfo(world.ballast()).size(), 50'000);
        world.start(0);
        QVERIFY(!QFileInfo::exists(world.ballast()));
    }

    void keepsToWhatItKnowsWhereItCannotMeasure()
    {
        World world;
        QVERIFY(world.after(5).isLow);
        QVERIFY(world.after(std::nullopt).isLow);
    }

    void measuresTheDisk()
    {
        const QTemporaryDir directory;
        QVERIFY(freeBytesOf(directory.path().toStdString()).value_or(0) > 0);
        QVERIFY(!freeBytesOf("/nonexistent/directory"));
    }
};

QTEST_GUILESS_MAIN(SpaceWatchTest)
#include "spacewatch_test.moc"
