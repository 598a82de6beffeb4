// SPDX-License-Identifier: GPL-3.0-or-later
// bench_console [ROWS]: what the console's own part of the work takes, offscreen, against an admin API that answers at
// once from a thread of its own: the first page of a long list, frames while it is scrolled through ROWS (1,000,000)
// orders, a live tail of 500 orders a second, a playground at 200 tokens a second, memory.
#include "playground/transcript.h"
#include "requests/requestspage.h"
#include "widgets/table.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QtTest>

#include <algorithm>
#include <cstdio>

using namespace gotoai;

namespace {

constexpr qint64 frameMs = 16;
constexpr int patience = 60'000; // ms

// Orders numbered down from a million or more; the newest ones grow by what is asked of grow().
class Api : public QObject
{
public:
    explicit Api(qint64 rows)
        : m_rows(rows)
    {}

    quint16 listen()
    {
        m_server = new QTcpServer(this);
        m_server->listen(QHostAddress::LocalHost);
        connect(m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = m_server->nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { answer(*socket); });
        });
        return m_server->serverPort();
    }
    void grow(qint64 count) { m_rows += count; }

private:
    void answer(QTcpSocket& socket)
    {
        QByteArray pending = socket.property("pending").toByteArray() + socket.readAll();
        for (qsizetype end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
            const QUrl url(QString::fromLatin1(pending.left(pending.indexOf('\r')).split(' ').value(1)));
            const QByteArray body = url.path().endsWith(QStringLiteral("/orders"))
                                        ? page(QUrlQuery(url))
                                        : QByteArray(R"({"data":[],"next_cursor":null})");
            socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " +
                         QByteArray::number(body.size()) + "\r\n\r\n" + body);
            pending.remove(0, end + 4);
        }
        socket.setProperty("pending", pending);
    }

    QByteArray page(const QUrlQuery& query) const
    {
        const qint64 limit = query.queryItemValue(QStringLiteral("limit")).toLongLong();
        const QString cursor = query.queryItemValue(QStringLiteral("cursor"));
        const qint64 from = cursor.isEmpty() ? m_rows : cursor.toLongLong();
        const qint64 to = std::max<qint64>(0, from - limit);
        QByteArray rows;
        for (qint64 number = from; number > to; --number)
            rows += (rows.isEmpty() ? "" : ",") + order(number);
        const QByteArray next = to > 0 ? '"' + QByteArray::number(to) + '"' : QByteArray("null");
        return "{\"data\":[" + rows + "],\"next_cursor\":" + next + "}";
    }

    static QByteArray order(qint64 number)
    {
        const QByteArray id = QByteArray::number(number, 16).rightJustified(32, '0');
        return R"({"id":"ord_)" + id + R"(","number":)" + QByteArray::number(number) +
               R"(,"state":"finalized","account":"acct_00000000000000000000000000000001","key":"key_00000000000000000000000000000001",)"
               R"("model":"atlas/mini","mode":"cheap","streamed":true,"attempts":[],"hold_usd":"0.0009","charge_usd":"0.0000071",)"
               R"("promo_usd":"0","refunded_usd":"0","provider_cost_usd":"0.0000068","platform_fee_usd":"0.0000003","usage":null,)"
               R"("reason":"completed","was_in_doubt":false,"created_at":"2026-03-02T12:00:00Z","ended_at":"2026-03-02T12:00:01Z"})";
    }

    QTcpServer* m_server = nullptr;
    qint64 m_rows;
};

qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * 4096;
}

void report(const char* what, double value, const char* unit, const char* bar)
{
    std::printf("%-52s %10.1f %-6s (bar %s)\n", what, value, unit, bar);
    std::fflush(stdout);
}

double milliseconds(const QElapsedTimer& timer) { return static_cast<double>(timer.nsecsElapsed()) / 1e6; }

// Lets the loop run for one frame, paints, and tells how long all of that but the waiting took.
double frame(QWidget& shown)
{
    QElapsedTimer timer;
    timer.start();
    QCoreApplication::processEvents();
    shown.repaint();
    const double taken = milliseconds(timer);
    if (taken < frameMs)
        QTest::qSleep(static_cast<int>(frameMs - static_cast<qint64>(taken)));
    return taken;
}

void measureScrolling(widgets::Table& table, int rows)
{
    double longest = 0;
    auto& bar = *table.verticalScrollBar();
    for (int step = 0; step < 600; ++step) { // as a wheel does it
        bar.setValue(bar.value() + 40);
        longest = std::max(longest, frame(*table.viewport()));
    }
    report("longest frame by the wheel", longest, "ms", "50");
    longest = 0;
    QElapsedTimer timer;
    timer.start();
    while (table.model()->rowCount() < rows &&
           timer.elapsed() < 90'000) { // as one who drags to the end, again and again
        bar.setValue(bar.maximum());
        longest = std::max(longest, frame(*table.viewport()));
    }
    report("rows that were scrolled through", table.model()->rowCount(), "", "1,000,000");
    report("longest frame while dragging to the end", longest, "ms", "50");
    longest = 0;
    for (int step = 0; step < 300; ++step) { // back and forth over what was let go
        bar.setValue(static_cast<int>(static_cast<qint64>(bar.maximum()) * ((step * 37) % 100) / 100));
        longest = std::max(longest, frame(*table.viewport()));
    }
    report("longest frame while jumping about", longest, "ms", "50");
}

void measureTail(requests::RequestsPage& page, client::Session& session, Api& api, widgets::Table& table)
{
    constexpr int seconds = 5;
    constexpr int ordersPerSecond = 500;
    table.verticalScrollBar()->setValue(0);
    page.findChild<QCheckBox*>()->setChecked(true);
    protocol::OrderEvent order;
    order.model = "atlas/mini";
    order.state = "finalized";
    QElapsedTimer timer;
    timer.start();
    int told = 0;
    int frames = 0;
    double longest = 0;
    while (timer.elapsed() < seconds * 1'000) {
        const int due = static_cast<int>(timer.elapsed() * ordersPerSecond / 1'000) - told;
        QMetaObject::invokeMethod(
            &api, [&api, due] { api.grow(due); }, Qt::BlockingQueuedConnection);
        for (int each = 0; each < due; ++each)
            Q_EMIT session.events().orderEnded(order);
        told += due;
        longest = std::max(longest, frame(*table.viewport()));
        ++frames;
    }
    report("frames a second under a live tail of 500 orders/s", static_cast<double>(frames) / seconds, "", "30");
    report("longest of them", longest, "ms", "50");
}

void measurePlayground()
{
    constexpr int seconds = 5;
    constexpr int tokensPerSecond = 200;
    playground::Transcript transcript(QStringLiteral("bench"));
    transcript.resize(700, 600);
    transcript.show();
    transcript.beginTurn(playground::Transcript::Voice::Assistant, QStringLiteral("Assistant"));
    QElapsedTimer timer;
    timer.start();
    int told = 0;
    double longest = 0;
    while (timer.elapsed() < seconds * 1'000) {
        for (const int due = static_cast<int>(timer.elapsed() * tokensPerSecond / 1'000); told < due; ++told)
            transcript.append(QStringLiteral("gently "));
        longest = std::max(longest, frame(*transcript.viewport()));
    }
    report("longest frame at 200 tokens/s", longest, "ms", "50");
    report("characters that wait at the end", static_cast<double>(transcript.pending()), "", "60");
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QApplication qt(argc, argv);
    widgets::Theme theme(qt);
    const int rows = argc > 1 ? std::atoi(argv[1]) : 1'000'000;

    QThread thread;
    Api api(rows);
    api.moveToThread(&thread);
    thread.start();
    quint16 port = 0;
    QMetaObject::invokeMethod(
        &api, [&api, &port] { port = api.listen(); }, Qt::BlockingQueuedConnection);
    client::ProfileStore profiles;
    client::Keyring keyring(nullptr, client::Keyring::Backend::MemoryOnly);
    client::Session session(profiles, keyring);
    session.daemon().use(
        {.id = QStringLiteral("bench"), .adminUrl = QUrl(QStringLiteral("http://127.0.0.1:%1/admin/v1").arg(port))},
        Secret("gat_bench"));
    {
        requests::RequestsPage page(session);
        page.resize(1440, 900);
        page.show();
        auto& table = *page.findChild<widgets::Table*>();
        QElapsedTimer timer;
        timer.start();
        page.activate();
        if (!QTest::qWaitFor([&table] { return table.model()->rowCount() > 0; }, patience))
            qFatal("the first page did not come");
        table.viewport()->repaint();
        report("first page of the list", milliseconds(timer), "ms", "200");
        measureScrolling(table, rows);
        measureTail(page, session, api, table);
        report("resident memory", static_cast<double>(residentBytes()) / 1e6, "MB", "250");
    }
    measurePlayground();
    QMetaObject::invokeMethod(
        &api, [&api, &qt] { api.moveToThread(qt.thread()); }, Qt::BlockingQueuedConnection);
    thread.quit();
    thread.wait();
    return 0;
}
