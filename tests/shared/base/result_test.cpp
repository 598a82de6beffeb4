// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <QTest>

#include <memory>
#include <string>

using namespace gotoai;

class ResultTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAValue()
    {
        const Result<std::string> result(std::string("yes"));
        QVERIFY(result.has_value());
        QCOMPARE(*result, "yes");
        QCOMPARE(result->size(), std::size_t{3});
    }

    void holdsAnError()
    {
        const Result<int> result = failure(ErrorCode::NotFound, "nothing there", "id");
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::NotFound);
        QCOMPARE(result.error().detail, "nothing there");
        QCOMPARE(result.error().param, "id");
        QCOMPARE(result.value_or(7), 7);
    }

    void givesItsValueAway()
    {
        Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
        const std::unique_ptr<int> value = *std::move(result);
        QCOMPARE(*value, 5);
    }

    void mayHoldNothing()
    {
        QVERIFY(Result<void>().has_value());
        const Result<void> failed = failure(ErrorCode::Draining, "");
        QCOMPARE(failed.error().code, ErrorCode::Draining);
    }
};

QTEST_GUILESS_MAIN(ResultTest)
#include "result_test.moc"
