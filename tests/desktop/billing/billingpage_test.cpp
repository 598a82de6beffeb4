// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/billingpage.h"

#include "billing/accountdialog.h"
#include "billing/adjustdialog.h"
#include "billing/ledgerview.h"
#include "billing/refunddialog.h"
#include "billing/statementview.h"
#include "billing/topupdialog.h"
#include "desktop/support/consolefixture.h"
#include "desktop/support/forms.h"
#include "widgets/display.h"
#include "widgets/figurestrip.h"
#include "widgets/moneyfield.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::billing;
using widgets::StateView;

class BillingPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ConsoleFixture> m_console;
    std::unique_ptr<BillingPage> m_page;

    LedgerView& ledger() { return *m_page->findChild<LedgerView*>(); }
    QAbstractItemModel& lines() { return *ledger().table().model(); }
    QString cell(int row, int column) { return lines().index(row, column).data().toString(); }
    static QWidget& focus() { return *QApplication::focusWidget(); }
    protocol::Account account() { return m_console->session().directory().accounts().back(); }
    Money available()
    {
        const QString path = QStringLiteral("wallets/") + QString::fromStdString(account().id.toString());
        return test::get<protocol::Wallet>(m_console->session(), path).available;
    }

    template<class DialogClass>
    DialogClass* dialog()
    {
        DialogClass* found = nullptr;
        const auto isThere = [&] {
            found = m_page->findChild<DialogClass*>();
            return found && found->isActiveWindow();
        };
        if (!QTest::qWaitFor(isThere, test::kPatience))
            qFatal("the dialog did not come");
        return found;
    }

    bool hasLines()
    {
        return QTest::qWaitFor([this] { return lines().rowCount() > 0; }, test::kPatience);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_console = std::make_unique<test::ConsoleFixture>();
        QVERIFY(m_console->start());
        m_console->complete();
    }
    void init()
    {
        m_page = std::make_unique<BillingPage>(m_console->session());
        m_console->show(*m_page);
        QVERIFY(hasLines());
    }
    void cleanup() { m_page.reset(); }

    void aTopUpIsBookedByKeyboard()
    {
        const Money before = available();
        QTest::keyClick(&focus(), Qt::Key_T, Qt::ControlModifier);
        dialog<TopUpDialog>();
        QTest::keyClicks(&focus(), QStringLiteral("25.000000001"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(available(), *before.plus(Money::fromNano(25'000'000'001)), test::kPatience);
        QTRY_COMPARE(cell(0, EventColumn), QStringLiteral("top-up"));
        QCOMPARE(cell(0, AvailableColumn), widgets::exactMoney(available()));
        const auto figure = [this] { return m_page->findChild<widgets::FigureStrip*>()->figures().front().exact; };
        QTRY_COMPARE(figure(), widgets::exactMoney(available()));
    }

    void aFeeThatBothChangedIsShownToChoose()
    {
        const protocol::Account before = account();
        QTest::keyClick(&focus(), Qt::Key_F2);
        auto* form = test::openDialog<AccountDialog>(*m_page);
        const QString path = QStringLiteral("accounts/") + QString::fromStdString(before.id.toString());
        protocol::AccountChange theirs;
        theirs.feeBasisPoints = 300;
        theirs.creditLimit = Money::fromNano(5'000'000'000);
        test::patch<protocol::Account>(m_console->session(), path, before.version, theirs);
        test::retype(test::fieldOf(*form, "Fee in percent of the cost"), QStringLiteral("4.5"));
        QTest::keyClick(form, Qt::Key_Return);
        const auto* versions = test::bothVersions(*form);
        QCOMPARE(versions->model()->rowCount(), 1);
        QCOMPARE(test::cell(*versions, 0, 1), QStringLiteral("3.00"));
        QCOMPARE(test::cell(*versions, 0, 2), QStringLiteral("4.50"));
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        const auto now = [&] { return test::get<protocol::Account>(m_console->session(), path); };
        QTRY_COMPARE_WITH_TIMEOUT(now().feeBasisPoints, 450, test::kPatience);
        QCOMPARE(now().creditLimit, *theirs.creditLimit); // which only they had changed
    }

    void theLinesAreASoundModel()
    {
        const QAbstractItemModelTester tester(&lines(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_console->complete();
        ledger().refresh();
        QTRY_VERIFY(!cell(0, OrderColumn).isEmpty());
    }

    void newLinesWaitBehindThePill()
    {
        const int before = lines().rowCount();
        m_console->complete();
        const auto pill = [this]() -> QPushButton* {
            for (QPushButton* button : ledger().bar()->findChildren<QPushButton*>()) {
                if (button->property("kind").toString() == QLatin1String("pill"))
                    return button;
            }
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(pill()->isVisible(), test::kPatience);
        QCOMPARE(lines().rowCount(), before); // nothing jumped
        pill()->click();
        QTRY_VERIFY(lines().rowCount() > before);
    }

    void aRefundGivesBackTheRestOfTheCharge()
    {
        const QString id = m_console->complete();
        const auto order = [&] {
            return test::get<protocol::Order>(m_console->session(), QStringLiteral("orders/") + id);
        };
        QTRY_VERIFY(order().state == "finalized");
        ledger().showOrder(*OrderId::parse(id.toStdString()));
        QPushButton* refund = nullptr;
        for (QPushButton* button : ledger().receipt().findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Re&fund…"))
                refund = button;
        }
        QVERIFY(refund);
        QTRY_VERIFY(refund->isEnabled());
        const Money before = available();
        QTest::keyClick(refund, Qt::Key_Space);
        dialog<RefundDialog>();
        QTest::keyClick(&focus(), Qt::Key_Return);
        QVERIFY(order().refunded.isZero()); // without a reason nothing happens
        QTest::keyClicks(&focus(), QStringLiteral("wrong answer"));
        QTest::keyClick(&focus(), Qt::Key_Return);
        QTRY_VERIFY(order().refunded == order().charge);
        QCOMPARE(available(), *before.plus(order().charge));
    }

    void whatTakesFromTheWalletWantsTheNameTyped()
    {
        const Money before = available();
        QTest::keyClick(&focus(), Qt::Key_J, Qt::ControlModifier);
        auto* form = dialog<AdjustDialog>();
        form->findChild<QComboBox*>()->setCurrentIndex(static_cast<int>(AdjustDialog::Act::Debit));
        form->findChild<widgets::MoneyField*>()->setText(QStringLiteral("0.5"));
        QLineEdit* reason = nullptr;
        QLineEdit* typed = nullptr;
        for (QLineEdit* field : form->findChildren<QLineEdit*>()) {
            if (field->accessibleName() == QLatin1String("Reason"))
                reason = field;
            else if (field->accessibleName().startsWith(QLatin1String("Type ")))
                typed = field;
        }
        QVERIFY(reason && typed);
        reason->setText(QStringLiteral("billed in addition"));
        QVERIFY(!form->actButton()->isEnabled());
        typed->setFocus();
        QTest::keyClicks(typed, QString::fromStdString(account().name));
        QVERIFY(form->actButton()->isEnabled());
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(available(), *before.minus(Money::fromNano(500'000'000)), test::kPatience);
    }

    void aStatementAddsUpAndIsWrittenToAFile()
    {
        m_page->findChild<widgets::SegmentedControl*>()->setCurrent(1);
        auto* statement = m_page->findChild<StatementView*>();
        auto* frame = statement->findChild<widgets::Table*>();
        QTRY_VERIFY_WITH_TIMEOUT(frame->model()->rowCount() >= 3, test::kPatience); // opening, some activity, closing
        QTemporaryDir folder;
        const QString name = folder.filePath(QStringLiteral("statement.csv"));
        statement->exportTo(name);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(name), test::kPatience);
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.startsWith("number,at,kind,order,amount_usd,balance_usd"));
        QVERIFY(text.contains("closing"));
    }

    void whatFitsNotIsEmpty()
    {
        auto* filter = ledger().bar()->findChild<QLineEdit*>();
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("chargeback"));
        const auto* view = ledger().findChild<StateView*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->state(), StateView::State::Empty, test::kPatience);
    }

    void itOpensOnTheFirstAccountAndSortsThemByName()
    {
        protocol::AccountDraft younger;
        younger.name = "Aardvark";
        test::post<protocol::Account>(m_console->session(), QStringLiteral("accounts"), younger);
        auto& directory = m_console->session().directory();
        directory.read(client::Directory::List::Accounts);
        QTRY_VERIFY_WITH_TIMEOUT(directory.accounts().size() > 1, test::kPatience);
        QCOMPARE(directory.accounts().front().name, younger.name);
        m_page = std::make_unique<BillingPage>(m_console->session());
        m_console->show(*m_page);
        const auto* box = test::fieldOf<QComboBox>(*m_page, "Account");
        QCOMPARE(box->currentText(), QString::fromStdString(account().name));
        QCOMPARE(box->itemText(0), QString::fromStdString(younger.name));
    }

    // The last one: the daemon does not come back.
    void whatIsKnownStaysWhenTheDaemonIsGone()
    {
        m_console->daemon().stop();
        QTRY_COMPARE_WITH_TIMEOUT(m_console->daemon().state(), client::LocalDaemon::State::Stopped, test::kPatience);
        ledger().refresh();
        const auto* view = ledger().findChild<StateView*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->state(), StateView::State::Offline, test::kPatience);
        QVERIFY(lines().rowCount() > 0);
    }
};

QTEST_MAIN(BillingPageTest)
#include "billingpage_test.moc"
