// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/enterprise/stagegate.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::gateway;

class StageGateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesThePathsOfTheStage_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("isGated");
        const auto row = [](const char* path, bool isGated) { QTest::newRow(path) << QByteArray(path) << isGated; };
        row("/v1/enterprise", true);
        row("/v1/enterprise/", true);
        row("/v1/enterprise/byok", true);
        row("/v1/enterprise/organisations/1/members", true);
        row("/v1/enterprises", false);
        row("/v1/models", false);
        row("/enterprise/byok", false);
        row("", false);
    }
    void closesThePathsOfTheStage()
    {
        QFETCH(QByteArray, path);
        QFETCH(bool, isGated);
        const auto passed = passStageGate(StageGate::Closed, path.toStdString());
        QCOMPARE(!passed.has_value(), isGated);
        if (isGated)
            QCOMPARE(passed.error().code, ErrorCode::StageGateClosed);
        QVERIFY(passStageGate(StageGate::Open, path.toStdString()));
    }
};

QTEST_GUILESS_MAIN(StageGateTest)
#include "stagegate_test.moc"
