// SPDX-License-Identifier: GPL-3.0-or-later
// A failing disk may cost requests.db orders; it costs neither the daemon its time nor the figures their truth.
#include "requestlog/requestlog.h"

#include "support/faultfiles.h"
#include "support/faultvfs.h"
#include "support/finishedorders.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace gotoai::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kOrders = 6;

std::int64_t number(storage::Database& database, const char* sql)
{
    auto statement = database.prepare(sql);
    return statement && statement->step().value_or(false) ? statement->integer(0) : -1;
}

// Some minutes of a request log: three rounds of two orders each.
struct Minutes
{
    explicit Minutes(const std::string& directory, FaultDisk& disk)
        : path(directory + "/requests.db")
        , files(disk)
    {}

    // False when the log cannot be opened.
    bool run()
    {
        auto opened = RequestLog::open(path, {.files = files}, clock);
        if (!opened)
            return false;
        log = std::move(*opened);
        for (std::uint64_t told = 2; told <= kOrders; told += 2) {
            for (int i = 0; i < 2; ++i)
                log->orderFinished(std::make_shared<const hypercore::FinishedOrder>(
                    makeFinishedOrder(endpoint, account, key, clock.now())));
            clock.advance(31s); // a log that failed is opened again by now
            if (!isAllAccountedFor(told))
                return true;
        }
        return true;
    }

    bool isAllAccountedFor(std::uint64_t orders)
    {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (std::chrono::steady_clock::now() < deadline) {
            log->tick();
            figures = log->figures();
            if (figures.waiting == 0 && figures.recorded + figures.dropped == orders)
                return true;
            std::this_thread::yield();
        }
        problem = "orders wait for ever";
        return false;
    }

    // What is wrong with the file that is left.
    std::string audit(bool isPowerCut) const
    {
        auto database = storage::Database::open(path, storage::Access::ReadWrite);
        if (!database)
            return "it does not open: " + database.error().detail;
        auto check = database->prepare("PRAGMA integrity_check");
        if (!check || !check->step().value_or(false) || check->text(0) != "ok")
            return "the file is damaged";
        const std::int64_t rows = number(*database, "SELECT count(*) FROM requests");
        if (rows < 0)
            return figures.recorded > 0 && !isPowerCut ? "its tables are lost" : "";
        if (!isPowerCut && rows < static_cast<std::int64_t>(figures.recorded))
            return std::to_string(figures.recorded) + " recorded, " + std::to_string(rows) + " there";
        if (rows > static_cast<std::int64_t>(kOrders))
            return "orders are there twice";
        for (const char* rollup : {"minute", "hour", "day"}) {
            const std::string sql = "SELECT coalesce(sum(requests), 0) FROM usage_" + std::string(rollup);
            if (number(*database, sql.c_str()) != rows)
                return "the rollups are not of the rows";
        }
        return {};
    }

    const std::string path;
    FaultFiles files;
    ManualClock clock;
    std::shared_ptr<const supply::Endpoint> endpoint = makeEndpoint({});
    AccountId account = AccountId::make(clock.now());
    KeyId key = KeyId::make(clock.now());
    std::unique_ptr<RequestLog> log;
    RequestLogFigures figures;
    std::string problem;
};

} // namespace

class RequestLogFaultsTest final : public QObject
{
    Q_OBJECT

private:
    // False when all was over before the fault struck.
    static bool survives(FaultDisk::Fault fault, int nth, std::string& problem)
    {
        const bool isPowerCut = fault == FaultDisk::Fault::PowerCut;
        const QTemporaryDir place;
        FaultDisk disk(place.path().toStdString());
        const FaultVfs vfs(disk);
        Minutes minutes(place.path().toStdString(), disk);
        disk.arm(fault, nth);
        const bool isOpen = minutes.run();
        disk.kill();
        minutes.log.reset();
        const bool hasStruck = disk.hasStruck();
        if (isPowerCut)
            disk.losePower(static_cast<unsigned>(nth));
        disk.revive();
        problem = minutes.problem;
        if (problem.empty() && (isOpen || isPowerCut))
            problem = minutes.audit(isPowerCut);
        return hasStruck;
    }

private Q_SLOTS:
    void healthyDiskKeepsAll()
    {
        const QTemporaryDir place;
        FaultDisk disk(place.path().toStdString());
        const FaultVfs vfs(disk);
        Minutes minutes(place.path().toStdString(), disk);
        QVERIFY(minutes.run());
        QCOMPARE(minutes.problem, std::string());
        QCOMPARE(minutes.figures.recorded, kOrders);
        minutes.log.reset();
        QCOMPARE(minutes.audit(false), std::string());
    }

    void everyFaultAtEveryPlace_data()
    {
        using Fault = FaultDisk::Fault;
        QTest::addColumn<int>("fault");
        QTest::newRow("a write fails") << int(Fault::FailWrite);
        QTest::newRow("the disk is full once") << int(Fault::FullOnce);
        QTest::newRow("the disk is full from there on") << int(Fault::Full);
        QTest::newRow("a write is torn") << int(Fault::TornWrite);
        QTest::newRow("a sync fails") << int(Fault::FailSync);
        QTest::newRow("a file is not opened") << int(Fault::FailOpen);
        QTest::newRow("the power is cut") << int(Fault::PowerCut);
    }
    void everyFaultAtEveryPlace()
    {
        QFETCH(int, fault);
        std::string problem;
        int nth = 1;
        for (; survives(FaultDisk::Fault(fault), nth, problem); ++nth)
            QVERIFY2(problem.empty(), qPrintable(QStringLiteral("at %1: ").arg(nth) + QString::fromStdString(problem)));
        QCOMPARE(problem, std::string());
        QVERIFY(nth > 5);
    }
};

QTEST_GUILESS_MAIN(RequestLogFaultsTest)
#include "requestlogfaults_test.moc"
