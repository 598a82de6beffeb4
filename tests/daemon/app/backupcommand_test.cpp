// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backupcommand.h"

#include "clearinghouse/verify.h"
#include "support/faultfiles.h"
#include "support/faultvfs.h"
#include "support/ledgerfixture.h"

#include <QTest>

#include <filesystem>
#include <fstream>

using namespace gotoai;
using namespace gotoai::test;

// A copy of the ledger is whole under its name, or that name is not there.
class BackupCommandTest final : public QObject
{
    Q_OBJECT

private:
    using Fault = FaultDisk::Fault;

    QTemporaryDir m_place;
    std::string m_original; // a ledger that nobody writes to

    static constexpr int kTopUps = 20;

    // Empty: the file is a whole ledger.
    static std::string problemOf(const std::string& copy)
    {
        auto database = storage::Database::open(copy, storage::Access::ReadOnly);
        if (!database)
            return database.error().detail;
        const auto report = clearinghouse::verifyBooks(*database);
        if (!report)
            return report.error().detail;
        return report->topUps == kTopUps ? std::string() : "it lacks a top-up";
    }

    // One backup on a disk that fails at the n-th operation; whether it struck.
    bool backUp(Fault fault, int nth, std::string& problem) const
    {
        const QTemporaryDir place;
        const std::string root = place.path().toStdString();
        const std::string ledger = root + "/ledger.db";
        const std::string target = root + "/copy.db";
        std::filesystem::copy_file(m_original, ledger);
        FaultDisk disk(root);
        FaultFiles files(disk);
        bool isPromised = false;
        {
            const FaultVfs vfs(disk);
            disk.arm(fault, nth);
            isPromised = app::copyLedger(ledger, target, files).has_value();
        }
        const bool hasStruck = disk.hasStruck();
        if (fault == Fault::PowerCut || fault == Fault::FakeSync || fault == Fault::FailSync) {
            disk.kill();
            disk.losePower(static_cast<unsigned>(nth));
        }
        const bool isThere = std::filesystem::exists(target);
        if (isPromised && !isThere)
            problem = "it was promised and is not there";
        else if (!isPromised && isThere && fault != Fault::PowerCut)
            problem = "it failed and is there";
        else if (isThere)
            problem = problemOf(target);
        return hasStruck;
    }

private Q_SLOTS:
    void initTestCase()
    {
        ManualClock clock;
        LedgerFixture ledger(clock);
        for (int i = 0; i < kTopUps; ++i)
            ledger.topUp(AccountId::make(clock.now()), "5");
        QVERIFY(ledger.store().catchUp(std::chrono::seconds(20)));
        m_original = m_place.filePath(QStringLiteral("original.db")).toStdString();
        const auto copied = app::copyLedger(ledger.path(), m_original);
        QVERIFY2(copied, copied ? "" : copied.error().detail.c_str());
        QCOMPARE(problemOf(m_original), std::string());
    }

    void takesNoNameThatIsTaken()
    {
        const std::string taken = m_place.filePath(QStringLiteral("taken")).toStdString();
        std::ofstream(taken) << "a letter";
        const auto refused = app::copyLedger(m_original, taken);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        std::string kept;
        std::getline(std::ifstream(taken), kept);
        QCOMPARE(kept, std::string("a letter"));
    }

    void clearsAwayWhatAKilledOneLeft()
    {
        const std::string target = m_place.filePath(QStringLiteral("again")).toStdString();
        std::ofstream(target + ".partial") << "half of it";
        QVERIFY(app::copyLedger(m_original, target));
        QCOMPARE(problemOf(target), std::string());
        QVERIFY(!std::filesystem::exists(target + ".partial"));
    }

    void isWholeOrAbsent_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("least"); // places that it can strike at
        QTest::newRow("a read fails") << int(Fault::FailRead) << 20;
        QTest::newRow("a write fails") << int(Fault::FailWrite) << 20;
        QTest::newRow("the disk is full once") << int(Fault::FullOnce) << 20;
        QTest::newRow("the disk is full from there on") << int(Fault::Full) << 20;
        QTest::newRow("a write is torn") << int(Fault::TornWrite) << 20;
        QTest::newRow("a sync fails") << int(Fault::FailSync) << 1;
        QTest::newRow("a file is not opened or named") << int(Fault::FailOpen) << 4;
        QTest::newRow("the power is cut") << int(Fault::PowerCut) << 20;
    }
    void isWholeOrAbsent()
    {
        QFETCH(int, fault);
        QFETCH(int, least);
        std::string problem;
        int nth = 1;
        for (; backUp(Fault(fault), nth, problem); ++nth)
            QVERIFY2(problem.empty(), qPrintable(QStringLiteral("at %1: ").arg(nth) + QString::fromStdString(problem)));
        QVERIFY2(problem.empty(), problem.c_str()); // on a sound disk, at last
        QVERIFY2(nth > least, qPrintable(QString::number(nth)));
    }

    // No backup can stand on a disk that lies about syncs; that it does not shows that this test would see.
    void aFakedSyncIsNoticed()
    {
        int noticed = 0;
        for (int nth = 1;; ++nth) {
            std::string problem;
            if (!backUp(Fault::FakeSync, nth, problem))
                break;
            noticed += problem.empty() ? 0 : 1;
        }
        QVERIFY(noticed > 0);
    }
};

QTEST_GUILESS_MAIN(BackupCommandTest)
#include "backupcommand_test.moc"
