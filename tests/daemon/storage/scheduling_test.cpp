// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/scheduling.h"

#include <QTest>

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <thread>

using namespace gotoai::storage;

namespace {

// What the kernel says of the calling thread.
struct Standing
{
    int policy = sched_getscheduler(0);
    int nice = getpriority(PRIO_PROCESS, 0);
    std::uint64_t turnNs = readTurn();

    static std::uint64_t readTurn()
    {
        std::array<std::uint64_t, 6> terms{}; // sched_attr, sched_setattr(2): sched_runtime is the fourth
        syscall(SYS_sched_getattr, 0, terms.data(), sizeof terms, 0);
        return terms[3];
    }
};

template<class Work>
Standing standingAfter(Work work)
{
    Standing standing;
    std::thread([&] {
        work();
        standing = Standing();
    }).join();
    return standing;
}

} // namespace

class SchedulingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesWay();
    void asksForShortTurns();
};

void SchedulingTest::makesWay()
{
    const Standing before;
    const Standing after = standingAfter([] { makeWay(5); });
    QCOMPARE(after.policy, SCHED_BATCH);
    QCOMPARE(after.nice, std::min(before.nice + 5, 19));
    const Standing here; // it was that thread's alone
    QCOMPARE(here.policy, before.policy);
    QCOMPARE(here.nice, before.nice);
}

void SchedulingTest::asksForShortTurns()
{
    const Standing before;
    const Standing after = standingAfter([] { askForShortTurns(std::chrono::microseconds(200)); });
    QCOMPARE(after.policy, before.policy);
    QCOMPARE(after.nice, before.nice);
    if (before.turnNs == 0)
        QSKIP("this kernel knows no turns of a thread's own");
    QCOMPARE(after.turnNs, std::uint64_t{200'000});
}

QTEST_GUILESS_MAIN(SchedulingTest)
#include "scheduling_test.moc"
