// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/keyspage.h"

#include "desktop/support/consolefixture.h"
#include "keys/keydialog.h"
#include "keys/keyrows.h"
#include "keys/rotatedialog.h"
#include "keys/secretdialog.h"
#include "keys/snippets.h"
#include "protocol/killswitch.h"
#include "widgets/clipboard.h"
#include "widgets/roles.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/typedconfirmation.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::keys;
using widgets::StateView;

class KeysPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ConsoleFixture> m_console;
    std::unique_ptr<KeysPage> m_page;

    widgets::Table& table() { return *m_page->findChild<widgets::Table*>(); }
    StateView::State state() { return m_page->findChild<StateView*>()->state(); }
    static QWidget& focus() { return *QApplication::focusWidget(); }

    template<class DialogClass>
    DialogClass* dialog()
    {
        DialogClass* found = nullptr;
        if (!QTest::qWaitFor([&] { return (found = m_page->findChild<DialogClass*>()) && found->isVisible(); },
                             test::kPatience))
            qFatal("the dialog did not come");
        return found;
    }

    QString rowOf(const QString& label)
    {
        for (int row = 0; row < table().model()->rowCount(); ++row) {
            if (table().model()->index(row, 0).data().toString() == label)
                return table().model()->index(row, 0).data(widgets::IdRole).toString();
        }
        return {};
    }

    protocol::CreatedKey makeKey(const std::string& label)
    {
        protocol::KeyDraft draft;
        draft.account = m_console->session().directory().accounts().front().id;
        draft.label = label;
        return test::post<protocol::CreatedKey>(m_console->session(), QStringLiteral("keys"), draft);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_console = std::make_unique<test::ConsoleFixture>();
        QVERIFY(m_console->start());
    }
    void init()
    {
        m_page = std::make_unique<KeysPage>(m_console->session());
        m_console->show(*m_page);
        QTRY_COMPARE_WITH_TIMEOUT(state(), StateView::State::Content, test::kPatience);
    }
    void cleanup() { m_page.reset(); }

    // From the table to a call with the new key, without a mouse.
    void aKeyIsMadeByKeyboardAndShownOnce()
    {
        QTest::keyClick(&focus(), Qt::Key_N, Qt::ControlModifier);
        auto* form = dialog<KeyDialog>();
        QTRY_VERIFY(form->isActiveWindow());
        QTest::keyClicks(&focus(), QStringLiteral("helpdesk-bot"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        const QPointer<SecretDialog> shown = dialog<SecretDialog>();
        const QString secret = QApplication::clipboard()->text();
        QVERIFY(secret.startsWith(QLatin1String("gai_")));
        QVERIFY(!test::complete(m_console->session(), Secret(secret.toStdString()), "simulator/brisk").isEmpty());
        QTest::keyClick(shown, Qt::Key_Return);
        QTRY_VERIFY(!shown);
        QTRY_VERIFY(!rowOf(QStringLiteral("helpdesk-bot")).isEmpty());
        QTRY_COMPARE(table().currentId(), rowOf(QStringLiteral("helpdesk-bot")));
        for (const QWidget* widget : m_page->findChildren<QWidget*>()) // nowhere else than in that dialog
            QVERIFY(!widget->accessibleName().contains(secret));
    }

    void theClipboardForgetsTheSecret()
    {
        widgets::copySecret(QStringLiteral("gai_secret"), std::chrono::milliseconds(10));
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("gai_secret"));
        QTRY_VERIFY(QApplication::clipboard()->text().isEmpty());
        widgets::copySecret(QStringLiteral("gai_secret"), std::chrono::milliseconds(10));
        QApplication::clipboard()->setText(QStringLiteral("what somebody copied since"));
        QVERIFY(!QTest::qWaitFor([] { return QApplication::clipboard()->text().isEmpty(); }, 100));
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("what somebody copied since"));
    }

    void revokingWantsTheNameTyped()
    {
        const auto made = makeKey("batch-eval");
        const QString id = QString::fromStdString(made.key.id.toString());
        QTRY_VERIFY(m_page->open(id));
        table().setFocus();
        QTest::keyClick(&focus(), Qt::Key_Delete);
        auto* confirmation = dialog<widgets::TypedConfirmation>();
        QTRY_VERIFY(confirmation->isActiveWindow());
        QTest::keyClicks(&focus(), QStringLiteral("batch-eva"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        const auto isRevoked = [&] {
            return test::get<protocol::Key>(m_console->session(), QStringLiteral("keys/") + id).revokedAt.has_value();
        };
        QVERIFY(!isRevoked());
        QTest::keyClicks(&focus(), QStringLiteral("l"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        QTRY_VERIFY(isRevoked());
        QTRY_VERIFY(rowOf(QStringLiteral("batch-eval")).isEmpty()); // it is among the ended ones
    }

    void renewingMakesANewKeyAndEndsTheOldOneLater()
    {
        const auto made = makeKey("notebook");
        const QString id = QString::fromStdString(made.key.id.toString());
        QTRY_VERIFY(m_page->open(id));
        table().setFocus();
        QTest::keyClick(&focus(), Qt::Key_R, Qt::ControlModifier);
        QTRY_VERIFY(dialog<RotateDialog>()->isActiveWindow());
        QTest::keyClick(&focus(), Qt::Key_Return);
        dialog<SecretDialog>()->accept();
        const auto isEnding = [&] {
            const auto key = test::get<protocol::Key>(m_console->session(), QStringLiteral("keys/") + id);
            return key.expiresAt && !key.revokedAt;
        };
        QTRY_VERIFY(isEnding());
        const auto& keys = m_console->session().directory().keys();
        QTRY_COMPARE(std::ranges::count(keys, "notebook", &protocol::Key::label), 2);
        QVERIFY(!test::complete(m_console->session(), made.secret, "simulator/brisk").isEmpty()); // both go on
    }

    void aStopIsAskedForAndReleased()
    {
        const auto made = makeKey("runaway");
        const QString id = QString::fromStdString(made.key.id.toString());
        QTRY_VERIFY(m_page->open(id));
        QCOMPARE(m_page->stopTarget()->target, id);
        protocol::KillSwitchDraft stop;
        stop.scope = "key";
        stop.target = made.key.id.toString();
        stop.reason = "runaway loop";
        test::post<protocol::ThrownKillSwitch>(m_console->session(), QStringLiteral("kill-switches"), stop);
        const auto stateWord = [this] { return table().currentIndex().siblingAtColumn(3).data().toString(); };
        QTRY_COMPARE(stateWord(), QStringLiteral("stopped"));
        const auto actions = m_page->actions();
        const auto release = std::ranges::find_if(
            actions, [](const QAction* action) { return action->text() == QLatin1String("Let it run a&gain"); });
        QVERIFY(release != actions.end());
        (*release)->trigger();
        QTRY_COMPARE(stateWord(), QStringLiteral("active"));
    }

    void theRowsAreASoundModel()
    {
        const QAbstractItemModelTester tester(table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int before = table().model()->rowCount();
        makeKey("model <b>tester</b>\u202e");
        QTRY_COMPARE(table().model()->rowCount(), before + 1);
        QVERIFY(!rowOf(QStringLiteral("model <b>tester</b>\uFFFD")).isEmpty()); // remote text is text, and harmless
    }

    void rowsHaveTheColoursOfTheScheme()
    {
        makeKey("first");
        makeKey("second");
        QTRY_VERIFY(table().model()->rowCount() >= 2);
        table().selectRow(0);
        const QImage shown = table().viewport()->grab().toImage();
        const QRect row = table().visualRect(table().model()->index(1, 0));
        QCOMPARE(shown.pixelColor(row.left() + 1, row.bottom()), widgets::Tokens::light().hairline);
    }

    void whatFitsNotIsEmpty()
    {
        auto* filter = m_page->findChild<QLineEdit*>();
        filter->setFocus();
        QTest::keyClicks(&focus(), QStringLiteral("nobody is called so"));
        QTRY_COMPARE(state(), StateView::State::Empty);
        QTest::keyClick(&focus(), Qt::Key_Escape);
        QTRY_COMPARE(state(), StateView::State::Content);
    }

    void whoCannotBeReachedIsAnErrorWithRetry()
    {
        client::ProfileStore profiles(QStringLiteral("/nonexistent/console.ini"));
        client::Keyring keyring(nullptr, client::Keyring::Backend::MemoryOnly);
        client::Session session(profiles, keyring);
        client::Profile nobody = m_console->profile();
        nobody.adminUrl.setPort(1);
        session.daemon().use(nobody, m_console->token().copy());
        KeysPage page(session);
        auto* view = page.findChild<StateView*>();
        QCOMPARE(view->state(), StateView::State::Loading);
        page.activate();
        QTRY_COMPARE_WITH_TIMEOUT(view->state(), StateView::State::Error, test::kPatience);
        QVERIFY(!view->sentence().isEmpty());
    }

    void snippetsTakeTheKeyFromTheEnvironment()
    {
        const QUrl gateway(QStringLiteral("http://127.0.0.1:8787/v1"));
        for (const Language language : {Language::Curl, Language::Python, Language::JavaScript}) {
            const QString code = snippet(language, gateway, QStringLiteral("m\"';x"));
            QVERIFY(code.contains(QLatin1String("GOTOAI_API_KEY")));
            QVERIFY(code.contains(QLatin1String("http://127.0.0.1:8787/v1")));
            QVERIFY(!code.contains(QLatin1String("gai_")));
        }
        QVERIFY(snippet(Language::Curl, gateway, QStringLiteral("m'x")).contains(QLatin1String("m'\\''x")));
    }

    // The last one: the daemon does not come back.
    void whatIsKnownStaysWhenTheDaemonIsGone()
    {
        m_console->daemon().stop();
        QTRY_COMPARE_WITH_TIMEOUT(state(), StateView::State::Offline, test::kPatience);
        QVERIFY(table().model()->rowCount() > 0);
    }
};

QTEST_MAIN(KeysPageTest)
#include "keyspage_test.moc"
