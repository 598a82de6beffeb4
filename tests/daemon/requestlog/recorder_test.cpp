// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/recorder.h"

#include "requestlog/mending.h"
#include "support/finishedorders.h"
#include "support/requestdatabase.h"

#include <QTest>

#include <random>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

namespace {

const Instant kNoon = *fromRfc3339("2026-03-01T12:00:00Z");

} // namespace

class RecorderTest : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const supply::Endpoint> m_endpoint = test::makeEndpoint({});
    AccountId m_account = AccountId::make(kNoon);
    KeyId m_key = KeyId::make(kNoon);

    hypercore::FinishedOrder order(Instant endedAt) const
    {
        return test::makeFinishedOrder(m_endpoint, m_account, m_key, endedAt);
    }

private Q_SLOTS:
    void keepsTheFacts()
    {
        test::RequestDatabase store;
        auto finished = order(kNoon + 90s);
        finished.trace.trace.fill(0xab);
        finished.trace.span.fill(0xcd);
        store.record({finished});

        auto row = *store.database().prepare("SELECT * FROM requests JOIN series ON series.number = requests.series");
        QVERIFY(row.step().value());
        QVERIFY(std::ranges::equal(row.blob(0), finished.id.bytes()));
        QCOMPARE(row.integer(1), toMicroseconds(kNoon + 90s));
        QCOMPARE(row.text(3), "demo/model");
        QVERIFY(std::ranges::equal(row.blob(4), m_endpoint->id.bytes()));
        QCOMPARE(row.integer(6), static_cast<std::int64_t>(clearinghouse::OrderState::Finalized));
        QCOMPARE(row.text(8), "completed");
        QCOMPARE(row.integer(9), 200);
        QCOMPARE(row.integer(10), 200);
        QCOMPARE(row.integer(13), 20); // prompt
        QCOMPARE(row.integer(14), 10); // cache read
        QCOMPARE(row.integer(16), 9);  // completion
        QCOMPARE(row.integer(21), 900'000);
        QCOMPARE(row.integer(22), 7'100);
        QVERIFY(row.isNull(25)); // not streamed
        QCOMPARE(row.integer(26), 40'000);
        QCOMPARE(row.integer(27), 900);
        QCOMPARE(row.text(28), "192.0.2.7");
        QCOMPARE(row.blob(29).size(), 16u);
        QVERIFY(row.isNull(30)); // the trace began here
        QCOMPARE(row.blob(31).size(), 8u);
        QVERIFY(row.isNull(32)); // nobody knows why it went there
        QVERIFY(row.isNull(33)); // nothing to tell of its attempt
        QVERIFY(std::ranges::equal(row.blob(35), m_account.bytes()));
        QVERIFY(std::ranges::equal(row.blob(36), m_key.bytes()));
        QVERIFY(std::ranges::equal(row.blob(37), m_endpoint->provider->id.bytes()));
        QCOMPARE(row.text(38), "demo/model");
    }

    void keepsAnOrderThatReachedNoEndpoint()
    {
        test::RequestDatabase store;
        auto rejected = order(kNoon);
        rejected.endpoint.reset();
        rejected.attempts.clear();
        rejected.state.reset();
        rejected.outcome = hypercore::OrderOutcome::Platform;
        store.record({rejected});
        QCOMPARE(store.number("SELECT state IS NULL AND endpoint IS NULL FROM requests"), 1);
        QCOMPARE(store.number("SELECT length(provider) FROM series"), 0);
        QCOMPARE(store.number("SELECT failures FROM usage_day"), 1);
    }

    void addsToTheBucketOfItsEnd()
    {
        test::RequestDatabase store;
        store.record({order(kNoon + 59'999ms), order(kNoon + 60s)});
        store.record({order(kNoon + 61s), order(kNoon + 2h), order(kNoon + 12h)});
        QCOMPARE(store.rows("usage_minute"), 4);
        QCOMPARE(store.rows("usage_hour"), 3);
        QCOMPARE(store.rows("usage_day"), 2);
        QCOMPARE(store.rows("series"), 1);
        const std::string noon = std::to_string(toMicroseconds(kNoon) / 1'000'000);
        QCOMPARE(store.number("SELECT requests FROM usage_minute WHERE at_s = 60 + " + noon), 2);
        QCOMPARE(store.number("SELECT charge_nano FROM usage_hour WHERE at_s = " + noon), 3 * 7'100);
    }

    void countsNoOrderTwice()
    {
        test::RequestDatabase store;
        const auto finished = order(kNoon);
        store.record({finished});
        store.record({finished, finished});
        QCOMPARE(store.rows("requests"), 1);
        QCOMPARE(store.number("SELECT requests FROM usage_day"), 1);
    }

    // Its last settlement failed; the books learnt of its end another way, later.
    void givesARowTheEndThatCameLate_data()
    {
        QTest::addColumn<int>("state");
        QTest::newRow("the books took nothing") << -1;
        QTest::newRow("reserved") << static_cast<int>(clearinghouse::OrderState::Reserved);
        QTest::newRow("in doubt") << static_cast<int>(clearinghouse::OrderState::InDoubt);
    }
    void givesARowTheEndThatCameLate()
    {
        QFETCH(int, state);
        test::RequestDatabase store;
        auto open = order(kNoon + 90s);
        open.state.reset();
        if (state >= 0)
            open.state = static_cast<clearinghouse::OrderState>(state);
        open.outcome = hypercore::OrderOutcome::Platform;
        open.cost = {};
        store.record({open});
        QCOMPARE(store.number("SELECT prompt FROM usage_day"), 0);

        auto ended = order(kNoon + 90s);
        ended.id = open.id;
        ended.duration = 0s; // as of the ledger, which knows no more
        ended.attempts.clear();
        store.record({ended, ended});
        store.record({ended});
        QCOMPARE(store.rows("requests"), 1);
        QCOMPARE(store.number("SELECT state = 3 AND outcome = 6 AND charge_nano = 7100 AND total_us = 40000 "
                              "FROM requests"),
                 1);
        for (const char* table : {"usage_minute", "usage_hour", "usage_day"}) {
            QCOMPARE(store.rows(table), 1);
            QCOMPARE(store.number(std::string("SELECT requests = 1 AND failures = 1 AND attempts = 1 AND "
                                              "prompt = 20 AND charge_nano = 7100 AND cost_nano = 7000 FROM ") +
                                  table),
                     1);
        }
        store.record({order(kNoon - 48h)}); // so that the day is known to be whole
        const auto verdict = judgeDay(store.database(), {}, {}, kNoon + 1h);
        QVERIFY(verdict->day && verdict->isSound);
    }

    void anEndIsFinal()
    {
        test::RequestDatabase store;
        auto released = order(kNoon);
        released.state = clearinghouse::OrderState::Released;
        released.cost = {};
        store.record({released});
        auto finalized = order(kNoon);
        finalized.id = released.id;
        store.record({finalized});
        QCOMPARE(store.number("SELECT state = 4 AND charge_nano = 0 FROM requests"), 1);
        QCOMPARE(store.number("SELECT requests = 1 AND charge_nano = 0 FROM usage_day"), 1);
    }

    void forgetsSeriesOfATransactionThatWasRolledBack()
    {
        test::RequestDatabase store;
        const auto finished = std::make_shared<const hypercore::FinishedOrder>(order(kNoon));
        QVERIFY(store.database().execute("BEGIN").has_value());
        QVERIFY(store.recorder().record(store.database(), std::span(&finished, 1)).has_value());
        QVERIFY(store.database().execute("ROLLBACK").has_value());
        store.recorder().rolledBack(store.database());
        QCOMPARE(store.rows("series"), 0);
        store.record({order(kNoon)});
        QCOMPARE(store.number("SELECT count(*) FROM requests JOIN series ON series.number = requests.series"), 1);
    }

    // Whatever is recorded in whatever batches, the rows and each step's rollups tell the same story.
    void agreesWithItsRows()
    {
        test::RequestDatabase store;
        std::mt19937 random(7);
        std::vector<std::shared_ptr<const supply::Endpoint>> endpoints;
        std::vector<KeyId> keys;
        for (int i = 0; i < 4; ++i) {
            endpoints.push_back(test::makeEndpoint({.model = "model-" + std::to_string(i % 3)}, i));
            keys.push_back(KeyId::make(kNoon));
        }
        for (int batch = 0; batch < 20; ++batch) {
            std::vector<hypercore::FinishedOrder> orders;
            for (auto count = random() % 40; count > 0; --count) {
                auto finished = test::makeFinishedOrder(endpoints[random() % 4], m_account, keys[random() % 4],
                                                        kNoon + std::chrono::seconds(random() % 200'000));
                finished.usage[Meter::Completion] = static_cast<std::int64_t>(random() % 1000);
                finished.cost.charge = Money::fromNano(static_cast<std::int64_t>(random() % 100'000));
                if (random() % 5 == 0)
                    finished.outcome = hypercore::OrderOutcome::Upstream;
                orders.push_back(std::move(finished));
            }
            store.record(std::move(orders));
        }
        QVERIFY(store.rows("requests") > 200);
        const std::pair<const char*, int> steps[] = {{"usage_minute", 60}, {"usage_hour", 3600}, {"usage_day", 86400}};
        for (const auto& [table, width] : steps) {
            const std::string seconds = std::to_string(width);
            const std::string fromRows = "SELECT ended_us / 1000000 / " + seconds + " * " + seconds +
                                         ", series, count(*), sum(outcome = 5), sum(completion), sum(charge_nano)"
                                         " FROM requests GROUP BY 1, 2";
            const std::string fromRollups =
                std::string("SELECT at_s, series, requests, failures, completion, charge_nano FROM ") + table;
            QCOMPARE(store.number("SELECT count(*) FROM (" + fromRows + " EXCEPT " + fromRollups + ")"), 0);
            QCOMPARE(store.number("SELECT count(*) FROM (" + fromRollups + " EXCEPT " + fromRows + ")"), 0);
        }
    }
};

QTEST_GUILESS_MAIN(RecorderTest)
#include "recorder_test.moc"
