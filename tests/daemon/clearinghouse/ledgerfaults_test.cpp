// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a disk does to a ledger: what was answered is there once, what was not is absent or whole, and nothing that
// anybody could see is taken back.
#include "daemon/clearinghouse/ledgerday.h"
#include "support/faultvfs.h"

#include <QtTest>

#include <filesystem>

using namespace gotoai;
using namespace gotoai::test;

namespace {

enum class Script { Begin, Day, Adjustments };

} // namespace

class LedgerFaultsTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_place;
    std::string m_base; // the directory of a ledger that nothing has happened to

    // An empty place, or a copy of the base.
    std::string directoryFor(Script script, const QTemporaryDir& place) const
    {
        const std::string directory = place.filePath(QStringLiteral("data")).toStdString();
        if (script == Script::Begin)
            std::filesystem::create_directory(directory);
        else
            std::filesystem::copy(m_base, directory, std::filesystem::copy_options::recursive);
        return directory;
    }
    static void play(Script script, LedgerDay& day)
    {
        if (script == Script::Begin)
            day.begin();
        else if (script == Script::Day)
            day.run();
        else
            day.adjust();
        day.end();
    }

    // False when the script was over before the fault struck.
    bool survives(Script script, FaultDisk::Fault fault, int nth, std::string& problem)
    {
        const QTemporaryDir place;
        const std::string directory = directoryFor(script, place);
        FaultDisk disk(directory);
        const FaultVfs vfs(disk);
        LedgerDay day(directory, disk);
        disk.arm(fault, nth);
        play(script, day);
        problem = day.surprise();
        const bool hasStruck = disk.hasStruck();
        const std::string copy = place.filePath(QStringLiteral("copy")).toStdString();
        if (fault == FaultDisk::Fault::FailSync)
            std::filesystem::copy(directory, copy, std::filesystem::copy_options::recursive);
        if (fault == FaultDisk::Fault::FailSync || fault == FaultDisk::Fault::FakeSync ||
            fault == FaultDisk::Fault::PowerCut)
            disk.losePower(static_cast<unsigned>(nth));
        disk.revive();
        if (problem.empty())
            problem = day.audit(directory);
        if (problem.empty() && fault == FaultDisk::Fault::FailSync) {
            problem = day.audit(copy);
            if (!problem.empty())
                problem += " (without a power cut)";
        }
        return hasStruck;
    }

private Q_SLOTS:
    void initTestCase()
    {
        // Which syncs hold is the fault disk's to say; that they wait for a real one only makes thousands of days long.
        if (const QFileInfo memory(QStringLiteral("/dev/shm")); memory.isDir() && memory.isWritable())
            qputenv("TMPDIR", "/dev/shm");
        m_base = m_place.filePath(QStringLiteral("base")).toStdString();
        std::filesystem::create_directory(m_base);
        TestLedger ledger(m_base);
        ledger.open({.journal = {.segmentBytes = 4'096}});
    }

    void healthyScriptIsAllPromised_data()
    {
        QTest::addColumn<int>("script");
        QTest::newRow("the beginning") << int(Script::Begin);
        QTest::newRow("a day") << int(Script::Day);
        QTest::newRow("adjustments") << int(Script::Adjustments);
    }
    void healthyScriptIsAllPromised()
    {
        QFETCH(int, script);
        const QTemporaryDir place;
        const std::string directory = directoryFor(Script(script), place);
        FaultDisk disk(directory);
        const FaultVfs vfs(disk);
        LedgerDay day(directory, disk);
        play(Script(script), day);
        QVERIFY2(day.surprise().empty(), day.surprise().c_str());
        QVERIFY(day.isAllPromised());
        qInfo("%d operations", disk.operations());
        disk.losePower(1);
        disk.revive();
        const std::string problem = day.audit(directory);
        QVERIFY2(problem.empty(), problem.c_str());
    }

    // A sync fails, the daemon is started again as it asks for, and meanwhile the power is cut.
    void powerCutAfterAFailedSync()
    {
        bool hasStruck = true;
        for (int nth = 1; hasStruck; ++nth) {
            for (int later = 1 + nth % 3; later < 60; later += 9) {
                const QTemporaryDir place;
                const std::string directory = directoryFor(Script::Day, place);
                FaultDisk disk(directory);
                const FaultVfs vfs(disk);
                LedgerDay day(directory, disk);
                disk.arm(FaultDisk::Fault::FailSync, nth);
                day.run();
                hasStruck = disk.hasStruck();
                disk.arm(FaultDisk::Fault::PowerCut, later);
                day.restart();
                day.end();
                disk.losePower(static_cast<unsigned>(later));
                disk.revive();
                const std::string problem = day.audit(directory);
                QVERIFY2(problem.empty(), qPrintable(QStringLiteral("at %1, %2: ").arg(nth).arg(later) +
                                                     QString::fromStdString(problem)));
            }
        }
    }

    // No ledger can stand on a disk that lies about syncs; that it does not shows that this test would see.
    void fakedSyncsAreNoticed()
    {
        std::string problem;
        int noticed = 0;
        for (int nth = 1; survives(Script::Day, FaultDisk::Fault::FakeSync, nth, problem); ++nth)
            noticed += problem.empty() ? 0 : 1;
        QVERIFY2(noticed > 5, qPrintable(QString::number(noticed)));
    }

    void everyFaultAtEveryPlace_data()
    {
        using Fault = FaultDisk::Fault;
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("script");
        for (const Script script : {Script::Begin, Script::Day, Script::Adjustments}) {
            const char* const when = script == Script::Begin ? "in the beginning"
                                     : script == Script::Day ? "on a day"
                                                             : "among adjustments";
            const auto add = [&](const char* what, Fault fault) {
                QTest::addRow("%s %s", what, when) << int(fault) << int(script);
            };
            add("a read fails", Fault::FailRead);
            add("a write fails", Fault::FailWrite);
            add("the disk is full once", Fault::FullOnce);
            add("the disk is full from there on", Fault::Full);
            add("a write is torn", Fault::TornWrite);
            add("a sync fails", Fault::FailSync);
            add("a file is not opened", Fault::FailOpen);
            add("the power is cut", Fault::PowerCut);
        }
    }
    void everyFaultAtEveryPlace()
    {
        QFETCH(int, fault);
        QFETCH(int, script);
        std::string problem;
        int nth = 1;
        for (; survives(Script(script), FaultDisk::Fault(fault), nth, problem); ++nth)
            QVERIFY2(problem.empty(), qPrintable(QStringLiteral("at %1: ").arg(nth) + QString::fromStdString(problem)));
        QCOMPARE(problem, std::string());
        QVERIFY(nth > 5);
        qInfo("%d places", nth - 1);
    }
};

QTEST_GUILESS_MAIN(LedgerFaultsTest)
#include "ledgerfaults_test.moc"
