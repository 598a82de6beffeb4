// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/repeats.h"

#include <QTest>

using namespace gotoai;

class RepeatsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesWhatStandsTwice_data();
    void namesWhatStandsTwice();
    void passesWhatStandsOnce_data();
    void passesWhatStandsOnce();
};

void RepeatsTest::namesWhatStandsTwice_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("path");
    const auto row = [](const char* text, const char* path) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(path);
    };
    row(R"({"a":1,"b":2,"a":3})", "a");
    row(R"({"a":{"b":1 , "b" : 2}})", "a.b");
    row(R"({"a":[{"b":1},{"c":{"d":1,"d":2}}]})", "a[1].c.d");
    row(R"([[1,{"a":[2,3],"a":4}]])", "[0][1].a");
    row(R"({"a":1,"\u0061":2})", "a"); // the same name, spelled otherwise
    row(R"({"":1,"":2})", "");
    row(R"({"z":{"a":1},"a":{"z":1},"z":{}})", "z");
}

void RepeatsTest::namesWhatStandsTwice()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, path);
    const auto found = json::repeatedMember(text.toStdString());
    QVERIFY(found);
    QCOMPARE(QByteArray::fromStdString(*found), path);
}

void RepeatsTest::passesWhatStandsOnce_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* const text :
         {"", "null", "7", R"("a")", "{}", "[]", R"({"a":1,"A":2})", R"({"a":{"a":{"a":1}}})", R"([{"a":1},{"a":2}])",
          R"({"a":"b","c":"b"})", R"({"a":["x","x"],"x":"a\":1,\"a\":"})"})
        QTest::newRow(text) << QByteArray(text);
}

void RepeatsTest::passesWhatStandsOnce()
{
    QFETCH(QByteArray, text);
    QVERIFY(!json::repeatedMember(text.toStdString()));
}

QTEST_APPLESS_MAIN(RepeatsTest)
#include "repeats_test.moc"
