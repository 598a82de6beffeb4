// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/retention.h"

#include "support/finishedorders.h"
#include "support/requestdatabase.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

namespace {

const Instant kNoon = *fromRfc3339("2026-03-01T12:00:00Z");

} // namespace

class RetentionTest : public QObject
{
    Q_OBJECT

private:
    // An order every `apart`, the last one at noon.
    static void fill(test::RequestDatabase& store, int count, std::chrono::seconds apart)
    {
        const auto endpoint = test::makeEndpoint({});
        const auto account = AccountId::make(kNoon);
        const auto key = KeyId::make(kNoon);
        std::vector<hypercore::FinishedOrder> orders;
        for (int i = 0; i < count; ++i)
            orders.push_back(test::makeFinishedOrder(endpoint, account, key, kNoon - i * apart));
        store.record(std::move(orders));
    }

private Q_SLOTS:
    void deletesWhatIsTooOldInSteps()
    {
        test::RequestDatabase store;
        fill(store, 100, 1h);
        const Retention retention{.rows = 50h, .minutes = 20h, .hours = 80h, .days = 200h};
        auto swept = sweep(store.database(), retention, kNoon, 30);
        QVERIFY(swept && swept->hasMoreToDo);
        QCOMPARE(store.rows("requests"), 70);
        QCOMPARE(store.rows("usage_minute"), 70);
        while (swept && swept->hasMoreToDo)
            swept = sweep(store.database(), retention, kNoon, 30);
        QVERIFY(swept.has_value());
        QCOMPARE(store.rows("requests"), 50);
        QCOMPARE(store.rows("usage_minute"), 21);
        QCOMPARE(store.rows("usage_hour"), 81);
        QCOMPARE(store.rows("usage_day"), 5);
        QCOMPARE(sweep(store.database(), retention, kNoon, 30)->rows, 0);
        QCOMPARE(store.number("SELECT min(ended_us) FROM requests"), toMicroseconds(kNoon - 49h));
    }

    // The oldest rows go first; days are never given up for room.
    void keepsToASize()
    {
        test::RequestDatabase store;
        fill(store, 5'000, 1h);
        const auto bytes = [&store] {
            return (store.number("SELECT page_count FROM pragma_page_count()") -
                    store.number("SELECT freelist_count FROM pragma_freelist_count()")) *
                   4096;
        };
        Retention retention{.rows = 900'000h, .minutes = 900'000h, .hours = 900'000h, .days = 900'000h};
        QCOMPARE(sweep(store.database(), retention, kNoon, 500)->rows, 0);
        const auto limit = bytes() * 3 / 4;
        retention.maxBytes = limit;
        for (auto swept = sweep(store.database(), retention, kNoon, 500); swept && swept->hasMoreToDo;)
            swept = sweep(store.database(), retention, kNoon, 500);
        QVERIFY(bytes() <= limit);
        QVERIFY(store.rows("requests") > 0 && store.rows("requests") < 5'000);
        QCOMPARE(store.number("SELECT max(ended_us) FROM requests"), toMicroseconds(kNoon));
        QCOMPARE(store.rows("usage_minute"), 5'000);

        retention.maxBytes = 4096;
        for (auto swept = sweep(store.database(), retention, kNoon, 500); swept && swept->hasMoreToDo;)
            swept = sweep(store.database(), retention, kNoon, 500);
        QCOMPARE(store.rows("requests"), 0);
        QCOMPARE(store.rows("usage_minute"), 1); // the running one
        QCOMPARE(store.rows("usage_hour"), 1);
        QCOMPARE(store.rows("usage_day"), 209);
    }
};

QTEST_GUILESS_MAIN(RetentionTest)
#include "retention_test.moc"
