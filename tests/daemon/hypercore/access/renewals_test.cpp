// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/renewals.h"

#include "hypercore/access/access.h"
#include "support/manualclock.h"

#include <QTest>

#include <thread>

using namespace gotoai;
using namespace gotoai::hypercore;

class RenewalsTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    storage::CompletionQueue m_queue;
    int m_told = 0;
    Renewals m_renewals{m_queue, [this] { ++m_told; }};

    KeyId newKey() const { return KeyId::make(m_clock.now()); }

private Q_SLOTS:
    void init()
    {
        m_queue.drain();
        m_renewals.take();
        m_told = 0;
    }

    void tellsItsOwnerOnceForMany()
    {
        std::thread lane([this] {
            for (int i = 0; i < 100; ++i)
                m_renewals.offer(newKey(), {});
        });
        lane.join();
        QCOMPARE(m_told, 0); // not on the lane's thread
        m_queue.drain();
        QCOMPARE(m_told, 1);
        QCOMPARE(m_renewals.take().size(), std::size_t{100});
        QVERIFY(m_renewals.take().empty());
    }

    void tellsAgainOfWhatCameAfterwards()
    {
        m_renewals.offer(newKey(), {});
        m_queue.drain();
        m_renewals.take();
        m_renewals.offer(AdminTokenId::make(m_clock.now()), {});
        m_queue.drain();
        QCOMPARE(m_told, 2);
        QCOMPARE(m_renewals.take().size(), std::size_t{1});
    }

    void keepsTheLastOfOneKey()
    {
        const KeyId key = newKey();
        m_renewals.offer(key, {{1}, 2});
        m_renewals.offer(key, {{2}, 3});
        const auto waiting = m_renewals.take();
        QCOMPARE(waiting.size(), std::size_t{1});
        QCOMPARE(waiting.begin()->second.pepper, PepperVersion{3});
    }

    void isBounded()
    {
        for (std::size_t i = 0; i < Renewals::kMostWaiting + 10; ++i)
            m_renewals.offer(newKey(), {});
        QCOMPARE(m_renewals.take().size(), Renewals::kMostWaiting);
    }

    void keepsTheMacThatIsTheCredentialsByNow()
    {
        ApiKey key;
        key.label = "new";
        key.mac = {{1}, 1};
        const auto next = std::make_shared<const ApiKey>(key);
        QVERIFY(withMac(next, next->mac) == next);
        const auto renewed = withMac(next, PepperedMac{{2}, 2});
        QCOMPARE(renewed->label, "new");
        QCOMPARE(renewed->mac.pepper, PepperVersion{2});
        QCOMPARE(renewed->mac.mac, CredentialMac{2});
    }
};

QTEST_GUILESS_MAIN(RenewalsTest)
#include "renewals_test.moc"
