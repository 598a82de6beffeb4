// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/orderterms.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

const Instant kNow = fromMicroseconds(1'700'000'000'000'000);

OrderTerms sample()
{
    return {.fee = {250, Money::fromNano(7)},
            .budgets = {{BudgetId::make(kNow), fromMicroseconds(0)}, {BudgetId::make(kNow), kNow}}};
}

} // namespace

class OrderTermsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void termsAreReadBack()
    {
        const OrderTerms terms = sample();
        const auto bytes = encodeTerms(terms);
        QCOMPARE(bytes.size(), std::size_t{16 + 2 * 24});
        const auto again = decodeTerms(bytes);
        QVERIFY(again && *again == terms);
    }

    void noTermsAreNoBytes()
    {
        QVERIFY(encodeTerms({}).empty());
        const auto none = decodeTerms({});
        QVERIFY(none && *none == OrderTerms());
    }

    void whatEncodesNothingIsCorrupt_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("cut fee") << QByteArray("00000000000000fa00000000000000");
        QTest::newRow("cut budget") << QByteArray("00000000000000fa0000000000000007ab");
        QTest::newRow("no terms, encoded") << QByteArray("00000000000000000000000000000000");
        QTest::newRow("a share beyond its limit") << QByteArray("00000000000f42410000000000000000");
        QTest::newRow("a negative share") << QByteArray("ffffffffffffffff0000000000000000");
        QTest::newRow("a negative fee") << QByteArray("0000000000000001ffffffffffffffff");
    }
    void whatEncodesNothingIsCorrupt()
    {
        QFETCH(QByteArray, hex);
        const QByteArray bytes = QByteArray::fromHex(hex);
        const auto terms = decodeTerms(
            {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
        QVERIFY(!terms && terms.error().code == ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(OrderTermsTest)
#include "orderterms_test.moc"
