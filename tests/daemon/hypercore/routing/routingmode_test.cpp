// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/routingmode.h"

#include <QTest>

using namespace gotoai::hypercore;

class RoutingModeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyModeHasItsWord()
    {
        for (const RoutingMode mode : kRoutingModes)
            QVERIFY(routingModeFromWord(routingModeWord(mode)) == mode);
        QVERIFY(!routingModeFromWord("Cheap"));
        QVERIFY(!routingModeFromWord(""));
        QVERIFY(!routingModeFromWord("floor"));
    }

    void splitsSuffixes_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("mode");
        const auto row = [](const char* id, const char* model, const char* mode) {
            QTest::newRow(id) << QByteArray(id) << QByteArray(model) << QByteArray(mode);
        };
        row("a/b:cheap", "a/b", "cheap");
        row("a/b:quality", "a/b", "quality");
        row("a/b:latency", "a/b", "latency");
        row("a/b:privacy", "a/b", "privacy");
        row("a/b:code", "a/b", "code");
        row("a/b:floor", "a/b", "cheap");
        row("a/b:nitro", "a/b", "latency");
        row("llama3:8b:code", "llama3:8b", "code");
        row("a/b", "", "");
        row("a/b:", "", "");
        row("a/b:8b", "", "");
        row("a/b:CHEAP", "", "");
        row(":cheap", "", "");
    }
    void splitsSuffixes()
    {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, mode);
        const std::string text = id.toStdString();
        const auto split = splitModeSuffix(text);
        QCOMPARE(split.has_value(), !mode.isEmpty());
        if (!split)
            return;
        QCOMPARE(std::string(split->model), model.toStdString());
        QCOMPARE(std::string(routingModeWord(split->mode)), mode.toStdString());
    }
};

QTEST_GUILESS_MAIN(RoutingModeTest)
#include "routingmode_test.moc"
