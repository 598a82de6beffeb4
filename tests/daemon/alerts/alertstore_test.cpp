// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertstore.h"

#include "alerts/alerttable.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::alerts;
using namespace std::chrono_literals;

class AlertStoreTest final : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    std::unique_ptr<AlertStore> m_alerts;

    void open(std::size_t most = AlertStore::kMostAcknowledged)
    {
        auto database = m_store->openDatabase();
        auto alerts = loadAlerts(database, most);
        QVERIFY2(alerts, alerts ? "" : alerts.error().detail.c_str());
        m_alerts = std::make_unique<AlertStore>(*std::move(alerts), m_store->writer(), m_store->queue(), m_clock);
    }
    void reopen()
    {
        m_alerts.reset();
        m_store->stopWriter();
        open();
    }
    static Finding finding(std::string subject = "acct_1", Severity severity = Severity::Warning)
    {
        return {.kind = "low_balance",
                .severity = severity,
                .subject = std::move(subject),
                .account = std::nullopt,
                .facts = "the wallet has $1"};
    }
    AlertStore::AlertPtr newest() const { return m_alerts->alerts().rbegin()->second; }
    Result<AlertStore::AlertPtr> acknowledge(const AlertId& id, std::int64_t version = 1)
    {
        return m_store->await<AlertStore::AlertPtr>(
            [&](auto reply) { m_alerts->acknowledge(id, version, "usr_1", reply); });
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(alertMigrations());
        open();
    }
    void cleanup()
    {
        m_alerts.reset();
        m_store.reset();
    }

    void theSameAgainCountsUpAndStands()
    {
        m_alerts->raise(finding());
        const Instant first = m_clock.now();
        m_clock.advance(5s);
        Finding worse = finding("acct_1", Severity::Critical);
        worse.facts = "the wallet has nothing";
        m_alerts->raise(worse);
        m_alerts->raise(finding("acct_2"));
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(m_alerts->alerts().size(), std::size_t{2});
            const Alert& alert = *m_alerts->alerts().begin()->second;
            QCOMPARE(alert.count, 2);
            QVERIFY(alert.firstSeenAt == first && alert.lastSeenAt == m_clock.now());
            QVERIFY(alert.finding.severity == Severity::Critical);
            QCOMPARE(alert.finding.facts, "the wallet has nothing");
            QCOMPARE(alert.version, 1);
            reopen();
        }
    }

    void acknowledgedItIsOverAndTheNextIsAnother()
    {
        m_alerts->raise(finding());
        const AlertId id = newest()->id;
        QCOMPARE(acknowledge(id, 2).error().code, ErrorCode::VersionConflict);
        const auto done = acknowledge(id);
        QVERIFY(done && !(*done)->isOpen());
        QCOMPARE((*done)->acknowledgedBy, "usr_1");
        QVERIFY2(acknowledge(id, 2), "once more changes nothing");
        m_clock.advance(1s);
        m_alerts->raise(finding());
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(m_alerts->alerts().size(), std::size_t{2});
            QVERIFY(newest()->id != id && newest()->isOpen() && newest()->count == 1);
            QVERIFY(!m_alerts->alert(id)->isOpen());
            reopen();
        }
    }

    void whatNobodyRaisedIsNotThere()
    {
        QCOMPARE(acknowledge(AlertId::make(m_clock.now())).error().code, ErrorCode::NotFound);
    }

    void whoFoundItSeesThatItIsOver()
    {
        m_alerts->clear("low_balance", "acct_1");
        m_alerts->raise(finding());
        m_alerts->raise(finding("acct_2"));
        const AlertId id = m_alerts->newest("low_balance", "acct_1")->id;
        m_clock.advance(1s);
        m_alerts->clear("low_balance", "acct_1");
        for (int round = 0; round < 2; ++round) {
            const auto over = m_alerts->newest("low_balance", "acct_1");
            QVERIFY(over->id == id && !over->isOpen());
            QVERIFY(over->acknowledgedAt == m_clock.now());
            QCOMPARE(over->acknowledgedBy, "gotoaid");
            QCOMPARE(over->version, 2);
            QVERIFY(m_alerts->newest("low_balance", "acct_2")->isOpen());
            QVERIFY(!m_alerts->newest("low_balance", "acct_3"));
            reopen();
        }
        m_alerts->raise(finding());
        QVERIFY(m_alerts->newest("low_balance", "acct_1")->id != id);
    }

    void tellsOfEachChange()
    {
        std::vector<std::int64_t> counts;
        bool isOver = false;
        m_alerts->setSubscriber([&](const Alert& alert) {
            counts.push_back(alert.count);
            isOver = !alert.isOpen();
        });
        m_alerts->raise(finding());
        m_alerts->raise(finding());
        QVERIFY((counts == std::vector<std::int64_t>{1, 2}) && !isOver);
        QVERIFY(acknowledge(newest()->id) && isOver);
    }

    void wordsAreCutToTheirLimits()
    {
        Finding wordy = finding(std::string(199, 'a') + "\u0142b");
        wordy.kind = "a\nb";
        wordy.facts.clear();
        m_alerts->raise(wordy);
        m_alerts->raise({});
        reopen();
        QCOMPARE(m_alerts->alerts().size(), std::size_t{2});
        const Alert& alert = *m_alerts->alerts().begin()->second;
        QCOMPARE(alert.finding.subject, std::string(199, 'a'));
        QCOMPARE(alert.finding.kind, "a b");
    }

    void loadsAllThatAreOpenAndTheNewestOfTheOthers()
    {
        for (const char* subject : {"1", "2", "3"}) {
            m_clock.advance(1s);
            m_alerts->raise(finding(subject));
            QVERIFY(acknowledge(newest()->id));
        }
        m_alerts->raise(finding("1"));
        m_alerts->raise(finding("2"));
        m_alerts.reset();
        m_store->stopWriter();
        open(1);
        QCOMPARE(m_alerts->alerts().size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(AlertStoreTest)
#include "alertstore_test.moc"
