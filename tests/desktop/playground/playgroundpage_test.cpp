// SPDX-License-Identifier: GPL-3.0-or-later
// The page against a daemon with a day behind it, and against gateways that have a bad one.
#include "playground/composer.h"
#include "playground/emptyconversation.h"
#include "playground/estimate.h"
#include "playground/framemodel.h"
#include "playground/inspector.h"
#include "playground/keychoice.h"
#include "playground/lane.h"
#include "playground/playgroundpage.h"
#include "playground/transcript.h"

#include "widgets/inlinemessage.h"
#include "widgets/ordertimeline.h"
#include "widgets/segmentedcontrol.h"

#include "desktop/support/demoday.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTcpServer>
#include <QTcpSocket>

using namespace gotoai;
using namespace gotoai::playground;
using test::kPatience;

namespace {

const QByteArray kHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

QByteArray frame(const QByteArray& text)
{
    return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text +
           "\"},\"finish_reason\":null}]}\n\n";
}

} // namespace

class PlaygroundPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void anEmptyConversationSaysWhoPays();
    void aCallIsEstimatedStreamedAndCharged();
    void theInspectorHasEveryFrame();
    void escapeStopsAnAnswer();
    void aWrongKeyIsTold();
    void withoutAKeyItAsksForOne();
    void theNetworkLostMidStreamKeepsTheWords();
    void anAnswerOfTenMegabytesIsTaken();
    void twoModelsAnswerSideBySide();
    void aConversationIsSavedAndLoaded();
    void nothingTypedIsLost();
    void anOrderIsReplayed();
    void aForeignOrderBringsBackHowItWasAsked();
    void theCallIsCopiedAsCurl();
    void whatIsNoJsonIsNotSent();

private:
    template<class T>
    T& part()
    {
        return *m_page->findChild<T*>();
    }
    Lane& lane() { return part<Lane>(); }
    void type(const QString& text) { part<Composer>().setText(text); }
    void sendByKeyboard()
    {
        QTest::keyClick(part<Composer>().findChild<QPlainTextEdit*>(), Qt::Key_Return, Qt::ControlModifier);
    }
    bool hasEnded()
    {
        return QTest::qWaitFor([this] { return lane().record() && !lane().isRunning(); }, kPatience);
    }
    QString said() { return lane().transcript().toPlainText(); }
    QString message() { return lane().findChild<widgets::InlineMessage*>()->text(); }
    // From now on calls go to a gateway that answers so.
    void answerBy(const std::function<void(QTcpSocket&)>& answer);

    test::DemoDay m_demo;
    std::unique_ptr<QTcpServer> m_gateway;
    std::unique_ptr<PlaygroundPage> m_page;
};

void PlaygroundPageTest::initTestCase() { QVERIFY(m_demo.start()); }

void PlaygroundPageTest::init()
{
    m_page.reset();
    QVERIFY(m_demo.open());
    m_page = std::make_unique<PlaygroundPage>(*m_demo.session);
    m_page->resize(1200, 800);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_page->activate();
    QTRY_VERIFY_WITH_TIMEOUT(!part<KeyChoice>().key().isEmpty(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!lane().model().isEmpty(), kPatience);
    lane().setModel(QStringLiteral("atlas/mini"));
}

void PlaygroundPageTest::answerBy(const std::function<void(QTcpSocket&)>& answer)
{
    m_gateway = std::make_unique<QTcpServer>();
    QVERIFY(m_gateway->listen(QHostAddress::LocalHost));
    connect(m_gateway.get(), &QTcpServer::newConnection, this, [this, answer] {
        QTcpSocket* socket = m_gateway->nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [socket, answer] {
            if (socket->property("answered").toBool())
                return;
            socket->setProperty("answered", true);
            answer(*socket);
        });
    });
    client::Profile profile = m_demo.profile;
    profile.gatewayUrl = QUrl(QStringLiteral("http://127.0.0.1:%1/v1").arg(m_gateway->serverPort()));
    m_demo.session->daemon().use(profile, m_demo.adminToken.copy());
}

void PlaygroundPageTest::anEmptyConversationSaysWhoPays()
{
    auto& empty = part<EmptyConversation>();
    const auto says = [&empty](const char* words) {
        const auto labels = empty.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [words](const QLabel* label) { return label->text().contains(QLatin1String(words)); });
    };
    QVERIFY(empty.isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(says("Demo pays for them, by its key playground"), kPatience);
    auto* example = empty.findChild<QPushButton*>();
    example->setFocus();
    QTest::keyClick(example, Qt::Key_Space);
    QVERIFY(!part<Composer>().isEmpty());
    sendByKeyboard();
    QVERIFY(!empty.isVisible());
    QVERIFY(hasEnded());
    QTest::keyClick(m_page.get(), Qt::Key_N, Qt::ControlModifier);
    QVERIFY(empty.isVisible());
}

void PlaygroundPageTest::aCallIsEstimatedStreamedAndCharged()
{
    type(QStringLiteral("Why reserve the maximum before a model call?"));
    const auto hasEstimate = [this] {
        const auto* estimate = lane().findChild<Estimate*>();
        return estimate->answer() && estimate->answer()->hold;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasEstimate(), kPatience);
    const Money most = *lane().findChild<Estimate*>()->answer()->hold;
    sendByKeyboard();
    QVERIFY(part<Composer>().isEmpty());
    QVERIFY(hasEnded());
    QVERIFY(said().contains(QStringLiteral("simulator")));
    QTRY_VERIFY_WITH_TIMEOUT(lane().order().order() && lane().order().order()->endedAt, kPatience);
    const protocol::Order& order = *lane().order().order();
    QCOMPARE(order.state, std::string("finalized"));
    QVERIFY2(order.charge <= most, order.charge.toUsd().c_str());
    QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("charged $")), kPatience);
    const auto& timeline = part<Inspector>().findChild<widgets::OrderTimeline*>()->story();
    QTRY_VERIFY_WITH_TIMEOUT(part<Inspector>().findChild<widgets::OrderTimeline*>()->story().money.size() == 4,
                             kPatience);
    Q_UNUSED(timeline)
}

void PlaygroundPageTest::theInspectorHasEveryFrame()
{
    FrameModel frames;
    const QAbstractItemModelTester tester(&frames, QAbstractItemModelTester::FailureReportingMode::QtTest);
    connect(&lane(), &Lane::changed, &frames, [this, &frames] { frames.follow(*lane().record()); });
    type(QStringLiteral("Hello"));
    m_page->send();
    QVERIFY(hasEnded());
    frames.follow(*lane().record());
    QCOMPARE(frames.rowCount(), static_cast<int>(lane().record()->frameCount));
    QVERIFY(frames.rowCount() > 5);
    const auto last = frames.index(frames.rowCount() - 1, FrameModel::Data);
    QCOMPARE(last.data().toString(), QStringLiteral("[DONE]"));
    auto& parts = *part<Inspector>().findChild<widgets::SegmentedControl*>();
    for (const int each : {2, 3, 4}) {
        parts.setCurrent(each);
        bool hasText = false;
        for (const auto* field : part<Inspector>().findChildren<QPlainTextEdit*>())
            hasText |= field->isVisible() && !field->toPlainText().isEmpty();
        QVERIFY2(hasText, qPrintable(QString::number(each)));
        for (const auto* field : part<Inspector>().findChildren<QPlainTextEdit*>())
            QVERIFY(!field->toPlainText().contains(QStringLiteral("gai_"))); // never the key
    }
}

void PlaygroundPageTest::escapeStopsAnAnswer()
{
    lane().setModel(QStringLiteral("mica/open-70b"));
    type(QStringLiteral("Tell me much"));
    sendByKeyboard();
    QTRY_VERIFY_WITH_TIMEOUT(lane().record() && lane().record()->firstTokenAt, kPatience);
    QTest::keyClick(part<Composer>().findChild<QPlainTextEdit*>(), Qt::Key_Escape);
    QVERIFY(hasEnded());
    QVERIFY(lane().record()->isStopped);
    QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("stopped")), kPatience);
    QVERIFY(message().isEmpty()); // it is no fault
    QTRY_VERIFY_WITH_TIMEOUT(lane().order().order() && lane().order().order()->endedAt, kPatience);
}

void PlaygroundPageTest::aWrongKeyIsTold()
{
    lane().send({.text = QStringLiteral("Hello")}, {}, Secret("gai_00000000000000000000000000000000_wrong"));
    QVERIFY(hasEnded());
    QCOMPARE(lane().record()->status, 401);
    QVERIFY(!message().isEmpty());
    QVERIFY(said().contains(QStringLiteral("Hello")));
}

void PlaygroundPageTest::withoutAKeyItAsksForOne()
{
    m_demo.keyring.remove(client::keyName(m_demo.profile));
    part<KeyChoice>().read();
    QTRY_VERIFY_WITH_TIMEOUT(part<KeyChoice>().key().isEmpty(), kPatience);
    type(QStringLiteral("Hello"));
    sendByKeyboard();
    QVERIFY(part<KeyChoice>().isVisible());
    QCOMPARE(part<Composer>().text(), QStringLiteral("Hello")); // kept
    auto* field = part<KeyChoice>().findChild<QLineEdit*>();
    const std::string_view key = m_demo.apiKey.reveal();
    field->setText(QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size())));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!part<KeyChoice>().isVisible());
    QVERIFY(field->text().isEmpty());
    sendByKeyboard();
    QVERIFY(hasEnded());
    QCOMPARE(lane().record()->status, 200);
}

void PlaygroundPageTest::theNetworkLostMidStreamKeepsTheWords()
{
    answerBy([](QTcpSocket& socket) {
        socket.write(kHead + frame("Half of it"));
        socket.flush();
        socket.disconnectFromHost();
    });
    type(QStringLiteral("Hello"));
    m_page->send();
    QVERIFY(hasEnded());
    QVERIFY(lane().record()->failure || lane().record()->finishReason.isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("Half of it")), kPatience);
    QVERIFY(!message().isEmpty());
    QVERIFY(said().contains(QStringLiteral("broken off")));
}

void PlaygroundPageTest::anAnswerOfTenMegabytesIsTaken()
{
    constexpr int pieces = 160;
    constexpr int pieceBytes = 65'536;
    answerBy([](QTcpSocket& socket) {
        socket.write(kHead);
        for (int piece = 0; piece < pieces; ++piece)
            socket.write(frame(QByteArray(pieceBytes, 'x')));
        socket.write("data: [DONE]\n\n");
        socket.flush();
        socket.disconnectFromHost();
    });
    type(QStringLiteral("Hello"));
    m_page->send();
    QVERIFY(hasEnded());
    QCOMPARE(lane().record()->text.size(), qsizetype{pieces} * pieceBytes); // whole
    QVERIFY(lane().transcript().unshown() > 0);
    QVERIFY(said().size() < 2 * Transcript::kShownCharacters);
}

void PlaygroundPageTest::twoModelsAnswerSideBySide()
{
    for (QAction* action : m_page->actions()) {
        if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D))
            action->trigger();
    }
    QCOMPARE(m_page->findChildren<Lane*>().size(), 2);
    Lane* other = m_page->findChildren<Lane*>().last();
    QVERIFY(!other->model().isEmpty());
    QVERIFY(other->model() != lane().model());
    type(QStringLiteral("Hello"));
    m_page->send();
    QVERIFY(hasEnded());
    QTRY_VERIFY_WITH_TIMEOUT(other->record() && !other->isRunning(), kPatience);
    for (const Lane* each : m_page->findChildren<Lane*>())
        QCOMPARE(each->conversation().turns.size(), std::size_t{2});
}

void PlaygroundPageTest::aConversationIsSavedAndLoaded()
{
    type(QStringLiteral("Hello"));
    m_page->send();
    QVERIFY(hasEnded());
    type(QStringLiteral("and a draft"));
    const QString path = m_demo.path(QStringLiteral("talk.json"));
    m_page->saveTo(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("gai_"));
    PlaygroundPage other(*m_demo.session);
    other.loadFrom(path);
    QCOMPARE(other.findChild<Lane*>()->conversation().turns.size(), std::size_t{2});
    QCOMPARE(other.findChild<Lane*>()->model(), lane().model());
    QCOMPARE(other.findChild<Composer*>()->text(), QStringLiteral("and a draft"));
    QFile wrong(m_demo.path(QStringLiteral("wrong.json")));
    QVERIFY(wrong.open(QIODevice::WriteOnly));
    wrong.write("{\"format\":\"other\"}");
    wrong.close();
    other.loadFrom(wrong.fileName());
    QCOMPARE(other.findChild<Composer*>()->text(), QStringLiteral("and a draft"));
}

void PlaygroundPageTest::nothingTypedIsLost()
{
    type(QStringLiteral("half a thought"));
    QSettings settings(m_demo.path(QStringLiteral("page.ini")), QSettings::IniFormat);
    m_page->save(settings);
    PlaygroundPage other(*m_demo.session);
    other.restore(settings);
    QCOMPARE(other.findChild<Composer*>()->text(), QStringLiteral("half a thought"));
    QCOMPARE(other.findChild<Lane*>()->model(), QStringLiteral("atlas/mini"));
}

void PlaygroundPageTest::anOrderIsReplayed()
{
    type(QStringLiteral("Ask me again"));
    m_page->send();
    QVERIFY(hasEnded());
    const QString order = lane().order().id();
    QVERIFY(order.startsWith(QStringLiteral("ord_")));
    type(QString());
    QVERIFY(m_page->open(QStringLiteral("replay:") + order));
    QCOMPARE(part<Composer>().text(), QStringLiteral("Ask me again"));
    QVERIFY(lane().conversation().turns.empty());
    m_page->send();
    QVERIFY(hasEnded());
    QTRY_VERIFY_WITH_TIMEOUT(!lane().order().id().isEmpty() && lane().order().id() != order, kPatience);
    QVERIFY(!m_page->open(order)); // the order itself is another page's
}

void PlaygroundPageTest::aForeignOrderBringsBackHowItWasAsked()
{
    std::optional<protocol::Order> foreign;
    m_demo.session->daemon().get<protocol::Page<protocol::Order>>(
        QStringLiteral("orders"), QUrlQuery(QStringLiteral("model=quill/code&limit=1")), this,
        [&foreign](const auto& page) { foreign = page->data.front(); });
    QTRY_VERIFY_WITH_TIMEOUT(foreign, kPatience);
    m_page->open(QStringLiteral("replay:") + QString::fromStdString(foreign->id.toString()));
    QTRY_COMPARE_WITH_TIMEOUT(lane().model(), QStringLiteral("quill/code"), kPatience);
}

void PlaygroundPageTest::theCallIsCopiedAsCurl()
{
    type(QStringLiteral("It's me"));
    for (QAction* action : m_page->actions()) {
        if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C))
            action->trigger();
    }
    const QString command = QGuiApplication::clipboard()->text();
    QVERIFY(command.startsWith(QStringLiteral("curl")));
    QVERIFY(command.contains(QStringLiteral("$GOTOAI_API_KEY")));
    QVERIFY(command.contains(QStringLiteral("atlas/mini")));
    QVERIFY(!command.contains(QStringLiteral("gai_")));
}

void PlaygroundPageTest::whatIsNoJsonIsNotSent()
{
    for (QPlainTextEdit* field : m_page->findChildren<QPlainTextEdit*>()) {
        if (field->accessibleName() == QStringLiteral("Tools as JSON"))
            field->setPlainText(QStringLiteral("{broken"));
    }
    type(QStringLiteral("Hello"));
    sendByKeyboard();
    QVERIFY(!lane().record());
    QCOMPARE(part<Composer>().text(), QStringLiteral("Hello"));
}

QTEST_MAIN(PlaygroundPageTest)
#include "playgroundpage_test.moc"
