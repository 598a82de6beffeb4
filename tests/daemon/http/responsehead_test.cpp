// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/responsehead.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::http;
using namespace std::chrono_literals;

class ResponseHeadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The example of RFC 9110, section 5.6.7.
    void writesTheDate()
    {
        DateLine line;
        const auto example = fromMicroseconds(784'111'777'000'000);
        QCOMPARE(line.at(example), std::string_view("date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
        QCOMPARE(line.at(example + 999ms), std::string_view("date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
        QCOMPARE(line.at(example + 1s), std::string_view("date: Sun, 06 Nov 1994 08:49:38 GMT\r\n"));
    }

    void writesFramingAndPersistence_data()
    {
        QTest::addColumn<int>("framing");
        QTest::addColumn<int>("persistence");
        QTest::addColumn<QByteArray>("lines");
        const auto row = [](const char* name, Framing framing, Persistence persistence, const char* lines) {
            QTest::newRow(name) << static_cast<int>(framing) << static_cast<int>(persistence) << QByteArray(lines);
        };
        row("length", Framing::ContentLength, Persistence::Default, "content-length: 12\r\n");
        row("length, close", Framing::ContentLength, Persistence::Close, "content-length: 12\r\nconnection: close\r\n");
        row("chunked", Framing::Chunked, Persistence::Default, "transfer-encoding: chunked\r\n");
        row("until close", Framing::UntilClose, Persistence::Close, "connection: close\r\n");
        row("no body", Framing::NoBody, Persistence::KeepAlive, "connection: keep-alive\r\n");
    }
    void writesFramingAndPersistence()
    {
        QFETCH(int, framing);
        QFETCH(int, persistence);
        QFETCH(QByteArray, lines);
        std::string head;
        appendHead(head, {404, static_cast<Framing>(framing), static_cast<Persistence>(persistence), 12, {}}, {});
        QCOMPARE(QByteArray::fromStdString(head), QByteArray("HTTP/1.1 404 Not Found\r\n" + lines + "\r\n"));
    }
};

QTEST_GUILESS_MAIN(ResponseHeadTest)
#include "responsehead_test.moc"
