// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ssereader.h"

#include <QTest>

#include <vector>

using namespace gotoai::supply;
using Step = SseReader::Step;

class SseReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsAreTakenApart_data();
    void streamsAreTakenApart();
    void anUnclosedFrameComesAtTheEnd();
    void anEndlessLineIsRefused_data();
    void anEndlessLineIsRefused();
    void anEndlessFrameIsRefused();
};

namespace {

// Feeds `text` in the pieces that `cuts` make of it.
std::vector<std::string> framesOf(std::string_view text, const std::vector<std::size_t>& cuts)
{
    SseReader reader;
    std::vector<std::string> frames;
    std::size_t begin = 0;
    const auto feed = [&](std::size_t end) {
        const std::string piece(text.substr(begin, end - begin)); // gone after the feed
        reader.feed(piece);
        while (reader.next() == Step::Frame)
            frames.emplace_back(reader.frame());
        begin = end;
    };
    for (const std::size_t cut : cuts)
        feed(cut);
    feed(text.size());
    return frames;
}

} // namespace

void SseReaderTest::streamsAreTakenApart_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("frames");
    const auto row = [](const char* name, const char* text, const QStringList& frames) {
        QTest::newRow(name) << QByteArray(text) << frames;
    };
    const auto s = [](const char* text) { return QString::fromUtf8(text); };
    row("LF", "data: a\n\ndata: b\n\n", {s("a"), s("b")});
    row("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", {s("a"), s("b")});
    row("CR", "data: a\r\rdata: b\r\r", {s("a"), s("b")});
    row("mixed", "data: a\r\n\ndata: b\r\r\ndata: c\n\r\n", {s("a"), s("b"), s("c")});
    row("no blank", "data:a\n\n", {s("a")});
    row("one blank is dropped", "data:  a\n\n", {s(" a")});
    row("many lines", "data: a\ndata: b\ndata:\ndata: c\n\n", {s("a\nb\n\nc")});
    row("comments", ": hello\n\ndata: a\n: more\n\n:\n\n", {s("a")});
    row("other fields", "event: x\nid: 7\nretry: 1\ndata: a\ndatabase: b\n\n", {s("a")});
    row("no data", "event: x\n\n\n\n", {});
    row("data without a colon", "data\n\n", {s("")});
    row("byte order mark",
        "\xef\xbb\xbf"
        "data: a\n\n",
        {s("a")});
    row("unclosed", "data: a\n\ndata: b\n", {s("a")});
    row("UTF-8", "data: h\xc3\xa9\n\n", {s("h\xc3\xa9")});
}

void SseReaderTest::streamsAreTakenApart()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, frames);
    std::vector<std::string> expected;
    for (const QString& frame : frames)
        expected.push_back(frame.toStdString());
    const std::string bytes = text.toStdString();
    QVERIFY(framesOf(bytes, {}) == expected);
    std::vector<std::size_t> everywhere;
    for (std::size_t i = 1; i < bytes.size(); ++i) {
        QVERIFY2(framesOf(bytes, {i}) == expected, std::to_string(i).c_str());
        everywhere.push_back(i);
    }
    QVERIFY(framesOf(bytes, everywhere) == expected);
}

void SseReaderTest::anUnclosedFrameComesAtTheEnd()
{
    for (const char* text : {"data: a\n", "data: a"}) {
        SseReader reader;
        reader.feed(text);
        QVERIFY(reader.next() == Step::Starved);
        QVERIFY(reader.finish() == Step::Frame);
        QCOMPARE(std::string(reader.frame()), std::string("a"));
        QVERIFY(reader.finish() == Step::Starved);
    }
}

void SseReaderTest::anEndlessLineIsRefused_data()
{
    QTest::addColumn<int>("piece");
    QTest::newRow("at once") << static_cast<int>(2 * SseReader::kMaxLine);
    QTest::newRow("bit by bit") << 10'000;
}

void SseReaderTest::anEndlessLineIsRefused()
{
    QFETCH(int, piece);
    const std::string bytes(static_cast<std::size_t>(piece), 'x');
    SseReader reader;
    Step step = Step::Starved;
    std::size_t fed = 0;
    while (step == Step::Starved && fed < 3 * SseReader::kMaxLine) {
        reader.feed(bytes);
        step = reader.next();
        fed += bytes.size();
    }
    QVERIFY(step == Step::TooLong);
    QVERIFY(fed <= 2 * SseReader::kMaxLine);
}

void SseReaderTest::anEndlessFrameIsRefused()
{
    const std::string line = "data: " + std::string(SseReader::kMaxLine / 2, 'x') + "\n";
    SseReader reader;
    Step step = Step::Starved;
    int lines = 0;
    for (; step == Step::Starved && lines < 20; ++lines) {
        reader.feed(line);
        step = reader.next();
    }
    QVERIFY(step == Step::TooLong);
    QVERIFY(lines <= 9);
}

QTEST_APPLESS_MAIN(SseReaderTest)
#include "ssereader_test.moc"
