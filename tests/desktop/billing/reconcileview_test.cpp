// SPDX-License-Identifier: GPL-3.0-or-later
// A bill that the books do not know, from the question what to compare to the note on its difference.
#include "billing/reconcileview.h"

#include "billing/billingpage.h"
#include "billing/importstatementdialog.h"
#include "billing/reconciledialog.h"
#include "desktop/support/consolefixture.h"
#include "desktop/support/forms.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPushButton>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::billing;
using widgets::StateView;

class ReconcileViewTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ConsoleFixture> m_console;
    std::unique_ptr<BillingPage> m_page;
    QTemporaryDir m_folder;
    const QByteArray names{"external_id,at,model,prompt_tokens,completion_tokens,cost_usd\n"};

    ReconcileView& view() { return *m_page->findChild<ReconcileView*>(); }
    QList<StateView*> states() { return view().findChildren<StateView*>(); } // of the runs, of the differences
    static QWidget& focus() { return *QApplication::focusWidget(); }
    static QString cell(const widgets::Table& table, int column)
    {
        return table.model()->index(0, column).data().toString();
    }

    template<class DialogClass>
    DialogClass* dialog()
    {
        DialogClass* found = nullptr;
        const auto isThere = [&] {
            found = view().findChild<DialogClass*>();
            return found && found->isActiveWindow();
        };
        if (!QTest::qWaitFor(isThere, test::kPatience))
            qFatal("the dialog did not come");
        return found;
    }

    static QByteArray bill(const QByteArray& id, const QByteArray& cost)
    {
        const QByteArray at = QDateTime::currentDateTimeUtc().addSecs(-3 * 3600).toString(Qt::ISODate).toUtf8();
        return id + ',' + at + ",m,1,1," + cost + '\n';
    }

    // A bill of 25 cents that nobody ordered.
    void importBill(const protocol::Provider& provider)
    {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("provider"), QString::fromStdString(provider.id.toString()));
        query.addQueryItem(QStringLiteral("statement"), QStringLiteral("november"));
        query.addQueryItem(QStringLiteral("format"), QStringLiteral("generic_csv"));
        QNetworkAccessManager network;
        QNetworkReply* reply =
            network.post(m_console->session().daemon().request(QStringLiteral("reconciliations/import"), query),
                         names + bill("bill-1", "0.25"));
        QSignalSpy finished(reply, &QNetworkReply::finished);
        QVERIFY(finished.wait(test::kPatience));
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 201);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_console = std::make_unique<test::ConsoleFixture>();
        QVERIFY(m_console->start());
    }
    void init()
    {
        m_page = std::make_unique<BillingPage>(m_console->session());
        m_console->show(*m_page);
        m_page->findChild<widgets::SegmentedControl*>()->setCurrent(3);
    }
    void cleanup() { m_page.reset(); }

    void aDifferenceIsFoundAndExplainedByKeyboard()
    {
        QTRY_COMPARE_WITH_TIMEOUT(states()[0]->state(), StateView::State::Empty, test::kPatience);
        const protocol::Provider provider = m_console->session().directory().providers().front();
        importBill(provider);
        for (QPushButton* button : states()[0]->findChildren<QPushButton*>()) {
            if (button->isVisible())
                QTest::keyClick(button, Qt::Key_Space);
        }
        const QPointer<ReconcileDialog> form = dialog<ReconcileDialog>();
        QTest::keyClick(&focus(), Qt::Key_Tab);
        QTest::keyClick(&focus(), Qt::Key_Down); // the statement
        QCOMPARE(static_cast<QComboBox&>(focus()).currentText(), QStringLiteral("november"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(cell(view().runs(), 2), QStringLiteral("differs"), test::kPatience);
        QTRY_VERIFY(!form || !form->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(cell(view().differences(), 1), QStringLiteral("not ordered"), test::kPatience);
        QCOMPARE(cell(view().differences(), 6), QStringLiteral("+0.250000000"));

        view().explainAct()->trigger();
        auto* question = dialog<widgets::FormDialog>();
        QVERIFY(!question->actButton()->isEnabled());
        QTest::keyClicks(&focus(), QStringLiteral("a test of theirs"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(states()[1]->state(), StateView::State::Empty, test::kPatience);
        view().findChild<QCheckBox*>()->setChecked(false);
        QTRY_COMPARE_WITH_TIMEOUT(cell(view().differences(), 7), QStringLiteral("explained"), test::kPatience);
        QVERIFY(!view().explainAct()->isEnabled());
    }

    QString file(const QString& name, const QByteArray& text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(name));
        return file.fileName();
    }

    // From a provider's file to the differences that it makes, in parts since it is longer than the daemon takes at
    // once.
    void aStatementIsImportedByKeyboardAndCompared()
    {
        QByteArray text = names;
        int rows = 0;
        while (text.size() < 1'100'000)
            text += bill("row-" + QByteArray::number(rows++), "0.000001");
        view().findChild<QPushButton*>(QStringLiteral("import"))->click();
        QPointer<ImportStatementDialog> form = test::openDialog<ImportStatementDialog>(view());
        QVERIFY(!form->actButton()->isEnabled());
        QTest::keyClicks(&focus(), m_folder.filePath(QStringLiteral("nowhere.csv")));
        QVERIFY(!form->actButton()->isEnabled());
        test::retype(test::fieldOf(*form, "File"), file(QStringLiteral("december.csv"), text));
        QCOMPARE(test::fieldOf(*form, "Name")->text(), QStringLiteral("december"));
        QCOMPARE(form->pieces().size(), std::size_t(2));
        QTest::keyClick(&focus(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!form, test::kPatience);
        auto* message = view().findChild<widgets::InlineMessage*>();
        QVERIFY2(message->text().contains(QLocale().toString(rows)), qPrintable(message->text()));
        test::pressAct(*message);
        auto* question = test::openDialog<ReconcileDialog>(view());
        QCOMPARE(test::fieldOf<QComboBox>(*question, "Statement")->currentText(), QStringLiteral("december"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(cell(view().runs(), 2), QStringLiteral("differs"), test::kPatience);
    }

    void aLineThatIsNotUnderstoodIsNamedAndNothingTypedIsLost()
    {
        view().findChild<QPushButton*>(QStringLiteral("import"))->click();
        auto* form = test::openDialog<ImportStatementDialog>(view());
        test::retype(test::fieldOf(*form, "File"),
                     file(QStringLiteral("broken.csv"), names + bill("a", "1") + bill("b", "cheap")));
        QTest::keyClick(&focus(), Qt::Key_Return);
        auto* message = form->findChild<widgets::InlineMessage*>();
        QTRY_VERIFY_WITH_TIMEOUT(message->text().contains(QLatin1String("line 3")), test::kPatience);
        QCOMPARE(test::fieldOf(*form, "Name")->text(), QStringLiteral("broken"));
        QVERIFY(form->actButton()->isEnabled());
        QTest::keyClick(form, Qt::Key_Escape);
    }

    // The last one: the daemon does not come back.
    void whatIsKnownStaysWhenTheDaemonIsGone()
    {
        QTRY_COMPARE_WITH_TIMEOUT(states()[0]->state(), StateView::State::Content, test::kPatience);
        m_console->daemon().stop();
        QTRY_COMPARE_WITH_TIMEOUT(m_console->daemon().state(), client::LocalDaemon::State::Stopped, test::kPatience);
        view().refresh();
        QTRY_COMPARE_WITH_TIMEOUT(states()[0]->state(), StateView::State::Offline, test::kPatience);
        QVERIFY(view().runs().model()->rowCount() > 0);
    }
};

QTEST_MAIN(ReconcileViewTest)
#include "reconcileview_test.moc"
