// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/requestmemory.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class RequestMemoryTest final : public QObject
{
    Q_OBJECT

private:
    static constexpr crypto::Digest kScope{1};

private Q_SLOTS:
    void keepsWhatIsOpenAndWhatTheTablesLack()
    {
        RequestMemory memory;
        memory.begun(kScope, {.order = 1}, 1);
        memory.forgetThrough(5);
        QVERIFY2(memory.find(kScope), "it is open");
        memory.ended(1, OrderState::Released, 6);
        memory.forgetThrough(5);
        QVERIFY(memory.find(kScope) && memory.find(kScope)->end == OrderState::Released);
        memory.forgetThrough(6);
        QVERIFY(!memory.find(kScope));
    }

    void whatHasNotHappenedIsForgotten()
    {
        RequestMemory memory;
        memory.begun(kScope, {.order = 1}, 1);
        memory.ended(1, OrderState::Finalized, 2);
        memory.begun({2}, {.order = 2}, 2);
        memory.forgetFrom(2);
        QVERIFY(!memory.find({2}));
        QVERIFY2(memory.find(kScope) && !memory.find(kScope)->end, "its end has not happened");
        memory.forgetFrom(1);
        QVERIFY(!memory.find(kScope));
    }

    void theLastOrderOfARequestCounts()
    {
        RequestMemory memory;
        memory.begun(kScope, {.order = 1}, 1);
        memory.ended(1, OrderState::Released, 1);
        memory.begun(kScope, {.order = 2}, 2);
        memory.forgetThrough(1);
        QVERIFY(memory.find(kScope));
        QCOMPARE(memory.find(kScope)->order, 2);
        memory.ended(1, OrderState::Finalized, 3);
        QVERIFY2(!memory.find(kScope)->end, "the end was another order's");
    }
};

QTEST_GUILESS_MAIN(RequestMemoryTest)
#include "requestmemory_test.moc"
