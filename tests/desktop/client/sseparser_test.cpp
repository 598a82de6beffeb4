// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/sseparser.h"

#include <QtTest>

#include <vector>

using gotoai::client::SseEvent;
using gotoai::client::SseParser;

class SseParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsGiveTheSameEventsHoweverTheyAreCut_data();
    void streamsGiveTheSameEventsHoweverTheyAreCut();
    void anIdStaysUntilAnotherIsGiven();
    void anEventBeyondTheBoundEndsTheStream();
};

namespace {

std::vector<SseEvent> parsed(const QByteArray& stream, qsizetype step)
{
    std::vector<SseEvent> events;
    SseParser parser;
    for (qsizetype at = 0; at < stream.size(); at += step) {
        if (!parser.feed(QByteArrayView(stream).sliced(at, std::min(step, stream.size() - at)),
                         [&](const SseEvent& event) { events.push_back(event); }))
            return {};
    }
    return events;
}

} // namespace

void SseParserTest::streamsGiveTheSameEventsHoweverTheyAreCut_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QByteArrayList>("data");
    QTest::newRow("line feeds") << QByteArray("data: a\n\ndata: b\n\n") << QByteArrayList{"a", "b"};
    QTest::newRow("carriage returns") << QByteArray("data: a\r\rdata: b\r\r") << QByteArrayList{"a", "b"};
    QTest::newRow("both") << QByteArray("data: a\r\n\r\ndata: b\r\n\r\n") << QByteArrayList{"a", "b"};
    QTest::newRow("several lines") << QByteArray("data: a\ndata:b\ndata\n\n") << QByteArrayList{"a\nb\n"};
    QTest::newRow("comments and unknown fields")
        << QByteArray(": still here\n\nfoo: x\ndata:  a\n\n") << QByteArrayList{" a"};
    QTest::newRow("an event without data is none") << QByteArray("event: x\n\ndata: a\n\n") << QByteArrayList{"a"};
    QTest::newRow("an unfinished event is none") << QByteArray("data: a\n\ndata: b\n") << QByteArrayList{"a"};
}

void SseParserTest::streamsGiveTheSameEventsHoweverTheyAreCut()
{
    QFETCH(QByteArray, stream);
    QFETCH(QByteArrayList, data);
    for (const qsizetype step : {qsizetype{1}, qsizetype{3}, stream.size()}) {
        QByteArrayList got;
        for (const SseEvent& event : parsed(stream, step))
            got.append(event.data);
        QCOMPARE(got, data);
    }
}

void SseParserTest::anIdStaysUntilAnotherIsGiven()
{
    const auto events = parsed("id: 7\nevent: orders\ndata: a\n\ndata: b\n\nid: 9\ndata: c\n\n", 2);
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(events[0].name, QByteArray("orders"));
    QCOMPARE(events[1].name, QByteArray());
    QCOMPARE(events[1].id, QByteArray("7"));
    QCOMPARE(events[2].id, QByteArray("9"));
}

void SseParserTest::anEventBeyondTheBoundEndsTheStream()
{
    SseParser parser;
    const QByteArray piece(1024 * 1024, 'x');
    bool isTaken = true;
    for (int i = 0; isTaken && i < 17; ++i)
        isTaken = parser.feed(piece, [](const SseEvent&) { QFAIL("no event ends here"); });
    QVERIFY(!isTaken);
}

QTEST_GUILESS_MAIN(SseParserTest)
#include "sseparser_test.moc"
