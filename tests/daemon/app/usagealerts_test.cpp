// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/usagealerts.h"

#include "support/catalogfixture.h"
#include "support/manualclock.h"

#include <QTest>

using namespace gotoai;

class UsageAlertsTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    std::vector<alerts::Finding> m_raised;

    std::shared_ptr<const hypercore::FinishedOrder> order(std::shared_ptr<const supply::Endpoint> liar) const
    {
        auto order = std::make_shared<hypercore::FinishedOrder>();
        order->id = OrderId::make(m_clock.now());
        order->liar = std::move(liar);
        return order;
    }

private Q_SLOTS:
    void tellsOfEachLiarNowAndThen()
    {
        app::UsageAlerts alerts(m_clock, [this](const alerts::Finding& finding) { m_raised.push_back(finding); });
        const auto one = test::makeEndpoint({}, 1);
        const auto other = test::makeEndpoint({}, 2);
        alerts.orderFinished(order(nullptr));
        QVERIFY(m_raised.empty());
        alerts.orderFinished(order(one));
        alerts.orderFinished(order(one));
        alerts.orderFinished(order(other));
        QCOMPARE(m_raised.size(), std::size_t{2});
        QCOMPARE(m_raised[0].kind, "absurd_usage");
        QCOMPARE(m_raised[0].subject, one->id.toString());
        QCOMPARE(m_raised[1].subject, other->id.toString());
        m_clock.advance(app::UsageAlerts::kQuiet);
        alerts.orderFinished(order(one));
        QCOMPARE(m_raised.size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(UsageAlertsTest)
#include "usagealerts_test.moc"
