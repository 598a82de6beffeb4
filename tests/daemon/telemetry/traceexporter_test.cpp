// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/traceexporter.h"

#include "support/finishedorders.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace gotoai;
using namespace std::chrono_literals;
using telemetry::TraceExporter;

namespace {

// Answers every POST with the status that is next, the last one for ever.
class TinyCollector final : public QObject
{
public:
    explicit TinyCollector(QList<int> statuses)
        : m_statuses(std::move(statuses))
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] { accept(); });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_server.serverPort()) + "/v1/traces"; }
    QList<QByteArray> heads;
    QList<QByteArray> bodies;

private:
    void accept()
    {
        QTcpSocket* const socket = m_server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
    }
    void read(QTcpSocket* socket)
    {
        QByteArray& received = m_received[socket];
        received += socket->readAll();
        const auto headEnd = received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        const auto length = received.indexOf("Content-Length: ");
        const auto size = received.mid(length + 16, received.indexOf("\r\n", length) - length - 16).toLongLong();
        if (received.size() < headEnd + 4 + size)
            return;
        heads.append(received.left(headEnd));
        bodies.append(received.mid(headEnd + 4));
        received.clear();
        const int status = m_statuses.size() > 1 ? m_statuses.takeFirst() : m_statuses.first();
        socket->write("HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Length: 2\r\n\r\n{}");
    }

    QTcpServer m_server;
    QList<int> m_statuses;
    QHash<QTcpSocket*, QByteArray> m_received;
};

std::shared_ptr<const hypercore::FinishedOrder> order(bool isRecorded = true)
{
    auto order = test::makeFinishedOrder(test::makeEndpoint({}), AccountId::make(Instant{}), KeyId::make(Instant{}),
                                         fromMicroseconds(1'700'000'000'000'000));
    order.trace.trace.fill(1);
    order.trace.span.fill(2);
    order.trace.isRecorded = isRecorded;
    return std::make_shared<const hypercore::FinishedOrder>(std::move(order));
}

TraceExporter::Options quick(const std::string& url)
{
    return {.url = url, .serviceVersion = "1", .interval = 1ms, .deadline = 2s, .firstPause = 1ms};
}

} // namespace

class TraceExporterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatIsRecorded()
    {
        TinyCollector collector({200});
        TraceExporter exporter(quick(collector.url()));
        exporter.orderFinished(order());
        exporter.orderFinished(order(false));
        QTRY_COMPARE(exporter.figures().exported, 1u);
        QVERIFY(collector.heads.first().startsWith("POST /v1/traces HTTP/1.1\r\n"));
        QVERIFY(collector.heads.first().contains("Content-Type: application/json"));
        QVERIFY(QJsonDocument::fromJson(collector.bodies.first()).object().contains(QLatin1String("resourceSpans")));
        QCOMPARE(exporter.figures().dropped, 0u);
    }

    void sendsBatches()
    {
        TinyCollector collector({200});
        auto options = quick(collector.url());
        options.interval = 1h;
        options.batch = 10;
        TraceExporter exporter(options);
        for (int i = 0; i < 9; ++i)
            exporter.orderFinished(order());
        QCOMPARE(exporter.figures().waiting, 9u);
        exporter.orderFinished(order());
        QTRY_COMPARE(exporter.figures().exported, 10u);
        QCOMPARE(collector.bodies.size(), 1);
        QCOMPARE(collector.bodies.first().count("\"spanId\""), 20);
    }

    void triesAgainWhenItIsTold()
    {
        TinyCollector collector({503, 429, 200});
        TraceExporter exporter(quick(collector.url()));
        exporter.orderFinished(order());
        QTRY_COMPARE(exporter.figures().exported, 1u);
        QCOMPARE(collector.bodies.size(), 3);
        QCOMPARE(collector.bodies[0], collector.bodies[2]);
    }

    void dropsWhatIsRefused()
    {
        TinyCollector collector({400, 200});
        TraceExporter exporter(quick(collector.url()));
        exporter.orderFinished(order());
        QTRY_COMPARE(exporter.figures().dropped, 1u);
        exporter.orderFinished(order());
        QTRY_COMPARE(exporter.figures().exported, 1u);
    }

    void dropsWhatNobodyTakes()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const auto port = closed.serverPort();
        closed.close();
        auto options = quick("http://127.0.0.1:" + std::to_string(port) + "/v1/traces");
        options.maxWaiting = 5;
        options.batch = 5;
        TraceExporter exporter(options);
        for (int i = 0; i < 50; ++i)
            exporter.orderFinished(order());
        QVERIFY(exporter.figures().waiting <= 5);
        QTRY_COMPARE(exporter.figures().dropped, 50u);
    }

    void endsWithoutACollector()
    {
        QTcpServer silent; // takes connections and never answers
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        auto options = quick("http://127.0.0.1:" + std::to_string(silent.serverPort()) + "/v1/traces");
        options.deadline = 50ms;
        options.firstPause = 1h;
        options.batch = 1;
        QElapsedTimer timer;
        timer.start();
        {
            TraceExporter exporter(options);
            for (int i = 0; i < 100; ++i)
                exporter.orderFinished(order());
        }
        QVERIFY(timer.elapsed() < 5'000);
    }

    void goesToAnotherCollectorAndToNone()
    {
        TinyCollector first({200});
        TinyCollector second({200});
        TraceExporter exporter(quick({}));
        exporter.orderFinished(order());
        QCOMPARE(exporter.figures().dropped, 1u); // nobody takes it
        exporter.setUrl(first.url());
        exporter.orderFinished(order());
        QTRY_COMPARE(first.bodies.size(), 1);
        exporter.setUrl(second.url());
        exporter.orderFinished(order());
        QTRY_COMPARE(second.bodies.size(), 1);
        exporter.setUrl({});
        exporter.orderFinished(order());
        QCOMPARE(exporter.figures().waiting, 0u);
        QCOMPARE(exporter.figures().dropped, 2u);
        QCOMPARE(first.bodies.size() + second.bodies.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TraceExporterTest)
#include "traceexporter_test.moc"
