// SPDX-License-Identifier: GPL-3.0-or-later
#include "requests/orderfilter.h"

#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::requests;

class OrderFilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForWhatItNames()
    {
        const QDateTime now = QDateTime::fromString(QStringLiteral("2026-03-02T12:00:00Z"), Qt::ISODate);
        const OrderFilter filter{.state = QStringLiteral("finalized"), .model = QStringLiteral("a b&c"), .hours = 24};
        const QUrlQuery query = filter.query(now);
        QCOMPARE(query.queryItemValue(QStringLiteral("state")), QStringLiteral("finalized"));
        QCOMPARE(query.queryItemValue(QStringLiteral("model"), QUrl::FullyDecoded), QStringLiteral("a b&c"));
        QCOMPARE(query.queryItemValue(QStringLiteral("from")), QStringLiteral("2026-03-01T12:00:00Z"));
        QCOMPARE(query.queryItems().size(), 3);
        QVERIFY(OrderFilter().query(now).isEmpty());
    }

    void letsPassWhatTheDaemonWouldList()
    {
        protocol::OrderEvent order;
        order.model = "atlas/mini";
        order.state = "finalized";
        QVERIFY(OrderFilter().passes(order));
        QVERIFY((OrderFilter{.state = QStringLiteral("finalized")}).passes(order));
        QVERIFY(!(OrderFilter{.state = QStringLiteral("rejected")}).passes(order));
        QVERIFY(!(OrderFilter{.model = QStringLiteral("atlas/large")}).passes(order));
        order.state.reset(); // the books took nothing of it
        QVERIFY(!OrderFilter().passes(order));
    }

    void isKeptAndComesBack()
    {
        const QTemporaryDir directory;
        QSettings settings(directory.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        const OrderFilter filter{.state = QStringLiteral("released"), .key = QStringLiteral("key_1"), .hours = 1};
        writeFilters(settings, {{QStringLiteral("night"), filter}, {QStringLiteral("all"), {}}});
        const auto filters = readFilters(settings);
        QCOMPARE(filters.size(), std::size_t{2});
        QCOMPARE(filters[0].name, QStringLiteral("night"));
        QVERIFY(filters[0].filter == filter);
        QVERIFY(filters[1].filter.isEmpty());
        writeFilters(settings, {});
        QVERIFY(readFilters(settings).empty());
    }
};

QTEST_APPLESS_MAIN(OrderFilterTest)
#include "orderfilter_test.moc"
