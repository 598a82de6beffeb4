// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/reportedcost.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class ReportedCostTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void amountsAreReadExactly_data();
    void amountsAreReadExactly();
    void whatIsNoAmountIsNone_data();
    void whatIsNoAmountIsNone();
};

void ReportedCostTest::amountsAreReadExactly_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("usd");
    const auto row = [](const char* text, const char* usd) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(usd);
    };
    row("0", "0");
    row("0.0", "0");
    row("0.00014", "0.00014");
    row("1.4e-4", "0.00014");
    row("1.4E-04", "0.00014");
    row("14e-5", "0.00014");
    row("0.95", "0.95");
    row("12", "12");
    row("1.2e+1", "12");
    row("0.0000000014", "0.000000001");
    row("0.0000000015", "0.000000002");
    row("0.00000000149", "0.000000001");
    row("3e-10", "0");
    row("1e-300", "0");
    row("0.00014000000000000001", "0.00014");
    row("0.12345678901234567890123456789", "0.123456789");
    row("123456789.123456789", "123456789.123456789");
    row("1000000000000000000000e-15", "1000000");
}

void ReportedCostTest::amountsAreReadExactly()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, usd);
    const auto cost = readReportedCost(json::Value(std::string_view(text.constData())));
    QVERIFY(cost);
    QCOMPARE(QByteArray::fromStdString(cost->toUsd()), usd);
}

void ReportedCostTest::whatIsNoAmountIsNone_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* const text :
         {"-1", "-0.5", "null", "true", "\"0.1\"", "{}", "1e30", "99999999999", "1e99999999999", "1e2000", ""})
        QTest::newRow(text) << QByteArray(text);
}

void ReportedCostTest::whatIsNoAmountIsNone()
{
    QFETCH(QByteArray, text);
    QVERIFY(!readReportedCost(json::Value(std::string_view(text.constData()))));
}

QTEST_APPLESS_MAIN(ReportedCostTest)
#include "reportedcost_test.moc"
