// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/csv.h"

#include <QTest>

using gotoai::widgets::csvRecord;

class CsvTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesFields_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("plain") << QStringLiteral("atlas/mini") << QByteArray("atlas/mini");
        QTest::newRow("comma") << QStringLiteral("a,b") << QByteArray("\"a,b\"");
        QTest::newRow("quote") << QStringLiteral("a\"b") << QByteArray("\"a\"\"b\"");
        QTest::newRow("line") << QStringLiteral("a\nb") << QByteArray("\"a\nb\"");
        QTest::newRow("formula") << QStringLiteral("=1+1") << QByteArray("'=1+1");
        QTest::newRow("at") << QStringLiteral("@SUM(A1)") << QByteArray("'@SUM(A1)");
        QTest::newRow("minus as a formula") << QStringLiteral("-1+cmd") << QByteArray("'-1+cmd");
        QTest::newRow("negative amount") << QStringLiteral("-0.5") << QByteArray("-0.5");
        QTest::newRow("beyond ASCII") << QStringLiteral("für") << QByteArray("für");
        QTest::newRow("empty") << QString() << QByteArray();
    }

    void writesFields()
    {
        QFETCH(QString, field);
        QFETCH(QByteArray, written);
        QCOMPARE(csvRecord({field}), written + "\r\n");
        QCOMPARE(csvRecord({QStringLiteral("x"), field}), "x," + written + "\r\n");
    }
};

QTEST_APPLESS_MAIN(CsvTest)
#include "csv_test.moc"
