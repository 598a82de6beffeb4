// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/csvreader.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::reconciliation;

class CsvReaderTest : public QObject
{
    Q_OBJECT

private:
    // Cells with | between, rows with their lines.
    static QStringList read(std::string_view text)
    {
        CsvReader reader(text);
        QStringList rows;
        for (;;) {
            const auto more = reader.next();
            if (!more)
                return rows << QString::fromStdString("! " + more.error().detail);
            if (!*more)
                return rows;
            QStringList cells;
            for (const std::string& cell : reader.cells())
                cells << QString::fromStdString(cell);
            rows << QString::number(reader.line()) + QLatin1Char(' ') + cells.join(QLatin1Char('|'));
        }
    }

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("rows");
        const auto row = [](const char* name, const char* text, std::initializer_list<const char*> rows) {
            QStringList expected;
            for (const char* one : rows)
                expected << QString::fromUtf8(one);
            QTest::newRow(name) << QByteArray(text) << expected;
        };
        row("nothing", "", {});
        row("plain", "a,b\n1,2\n", {"1 a|b", "2 1|2"});
        row("CRLF, no last end", "a,b\r\n1,2", {"1 a|b", "2 1|2"});
        row("empty cells", "a,,\n,", {"1 a||", "2 |"});
        row("empty lines", "\n\na\n\nb\n\n", {"3 a", "5 b"});
        row("byte order mark",
            "\xef\xbb\xbf"
            "a\n",
            {"1 a"});
        row("quoted", "\"a,b\",\"c\"\"d\",\"\"\n", {"1 a,b|c\"d|"});
        row("quoted lines", "\"a\nb\",c\nd\n", {"1 a\nb|c", "3 d"});
        row("no end", "\"a", {"! line 1: a quoted cell has no end"});
        row("behind a quote", "a\n\"b\"c\n", {"1 a", "! line 2: a cell ends with a comma or the line"});
        row("quote inside", "a\"b\n", {"! line 1: a cell ends with a comma or the line"});
        row("lone CR", "a\rb\n", {"! line 1: a cell ends with a comma or the line"});
    }
    void reads()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, rows);
        QCOMPARE(read(text.toStdString()), rows);
    }

    void isBounded()
    {
        QVERIFY(read(std::string(CsvReader::kMaxCells - 1, ',')).first().startsWith(QLatin1String("1 ")));
        QVERIFY(read(std::string(CsvReader::kMaxCells, ',')).first().startsWith(QLatin1Char('!')));
        QVERIFY(read(std::string(CsvReader::kMaxRowBytes + 1, 'a')).first().startsWith(QLatin1Char('!')));
        QVERIFY(read('"' + std::string(CsvReader::kMaxRowBytes + 1, 'a') + '"').first().startsWith(QLatin1Char('!')));
    }
};

QTEST_GUILESS_MAIN(CsvReaderTest)
#include "csvreader_test.moc"
