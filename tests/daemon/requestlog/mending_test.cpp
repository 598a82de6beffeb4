// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/mending.h"

#include "support/finishedorders.h"
#include "support/requestdatabase.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

namespace {

const Instant kNoon = *fromRfc3339("2026-03-01T12:00:00Z");
const Instant kDay = *fromRfc3339("2026-03-01T00:00:00Z");

} // namespace

class MendingTest : public QObject
{
    Q_OBJECT

private:
    // An order an hour for three days that end tonight; the first of them may have lost rows.
    static void fill(test::RequestDatabase& store)
    {
        const auto endpoint = test::makeEndpoint({});
        const AccountId account = AccountId::make(kNoon);
        const KeyId key = KeyId::make(kNoon);
        for (int hour = -48; hour < 12; ++hour)
            store.record({test::makeFinishedOrder(endpoint, account, key, kNoon + std::chrono::hours(hour))});
    }

private Q_SLOTS:
    void findsAndMendsADayThatIsWrong()
    {
        test::RequestDatabase store;
        fill(store);
        QVERIFY(store.database().execute("UPDATE usage_hour SET requests = 7"));
        const auto verdict = judgeDay(store.database(), {}, {}, kNoon);
        QVERIFY(verdict->day == kDay);
        QVERIFY(!verdict->isSound);
        QVERIFY(mendDay(store.database(), kDay, {}, kNoon));
        QVERIFY(judgeDay(store.database(), kDay, {}, kNoon)->isSound);
    }

    // Between the judgement and the mending, the size of the file had rows go: what is left of them is their rollups.
    void leavesADayAloneWhoseRowsHaveBegunToGo()
    {
        test::RequestDatabase store;
        fill(store);
        QVERIFY(judgeDay(store.database(), {}, {}, kNoon)->isSound);
        QVERIFY(store.database().execute(
            "DELETE FROM requests WHERE id IN (SELECT id FROM requests ORDER BY id LIMIT 50)"));
        const auto refused = mendDay(store.database(), kDay, {}, kNoon);
        QVERIFY(!refused && refused.error().code == ErrorCode::Conflict);
        QVERIFY(store.database().execute("DELETE FROM requests"));
        QVERIFY(!mendDay(store.database(), kDay, {}, kNoon));
        QCOMPARE(store.number("SELECT sum(requests) FROM usage_day"), 60);
        QCOMPARE(store.number("SELECT sum(requests) FROM usage_minute"), 60);
    }
};

QTEST_GUILESS_MAIN(MendingTest)
#include "mending_test.moc"
