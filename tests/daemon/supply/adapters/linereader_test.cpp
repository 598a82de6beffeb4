// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/linereader.h"

#include <QTest>

#include <vector>

using gotoai::supply::LineReader;
using gotoai::supply::SseReader;

class LineReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreReadHoweverTheyAreSplit();
    void theLastLineMayLackItsEnd();
    void endlessLinesAreRefused_data();
    void endlessLinesAreRefused();
};

void LineReaderTest::linesAreReadHoweverTheyAreSplit()
{
    const std::string text = "\n{\"a\":1}\n\r\n{\"b\":2}\r\n{\"c\":3}\n";
    const std::vector<std::string> expected = {R"({"a":1})", R"({"b":2})", R"({"c":3})"};
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        LineReader reader;
        std::vector<std::string> lines;
        for (const std::string& piece : {text.substr(0, cut), text.substr(cut)}) {
            reader.feed(piece);
            while (reader.next() == LineReader::Step::Frame)
                lines.emplace_back(reader.frame());
        }
        QCOMPARE(lines, expected);
        QVERIFY(reader.finish() == LineReader::Step::Starved);
    }
}

void LineReaderTest::theLastLineMayLackItsEnd()
{
    LineReader reader;
    reader.feed("{\"a\":");
    QVERIFY(reader.next() == LineReader::Step::Starved);
    reader.feed("1}\r");
    QVERIFY(reader.next() == LineReader::Step::Starved);
    QVERIFY(reader.finish() == LineReader::Step::Frame);
    QCOMPARE(std::string(reader.frame()), std::string(R"({"a":1})"));
    QVERIFY(reader.finish() == LineReader::Step::Starved);
}

void LineReaderTest::endlessLinesAreRefused_data()
{
    QTest::addColumn<int>("piece");
    QTest::addColumn<bool>("hasEnd");
    QTest::newRow("at once") << 2 * static_cast<int>(SseReader::kMaxLine) << false;
    QTest::newRow("at once, with an end") << 2 * static_cast<int>(SseReader::kMaxLine) << true;
    QTest::newRow("in pieces") << 4'096 << false;
}

void LineReaderTest::endlessLinesAreRefused()
{
    QFETCH(int, piece);
    QFETCH(bool, hasEnd);
    const std::string text = std::string(static_cast<std::size_t>(piece), 'x') + (hasEnd ? "\n" : "");
    LineReader reader;
    std::size_t fed = 0;
    LineReader::Step step = LineReader::Step::Starved;
    while (step == LineReader::Step::Starved) {
        reader.feed(text);
        step = reader.next();
        fed += text.size();
        QVERIFY(fed <= 2 * SseReader::kMaxLine + text.size());
    }
    QVERIFY(step == LineReader::Step::TooLong);
}

QTEST_APPLESS_MAIN(LineReaderTest)
#include "linereader_test.moc"
