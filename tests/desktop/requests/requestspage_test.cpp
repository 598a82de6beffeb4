// SPDX-License-Identifier: GPL-3.0-or-later
// The page against a daemon with a day behind it.
#include "requests/filterbar.h"
#include "requests/orderdetail.h"
#include "requests/requestspage.h"

#include "widgets/ordertimeline.h"
#include "widgets/pairlist.h"
#include "widgets/roles.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include "desktop/support/demoday.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QScrollBar>

using namespace gotoai;
using namespace gotoai::requests;
using test::kPatience;
using widgets::StateView;

class RequestsPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void showsOrdersWithTheirMoney();
    void theModelKeepsItsPromises();
    void aFilterNarrowsTheList();
    void aFilterWithoutOrdersSaysSo();
    void theSelectedOrdersLifeStandsBeside();
    void anIdIsShownFromAnywhere();
    void newOrdersWaitBehindAPill();
    void aLiveListTakesThemInByItself();
    void columnsAndFilterComeBack();
    void theFilterIsExported();
    void aRevokedTokenLeavesWhatIsShown();
    void withoutADaemonItSaysSoAndComesBack(); // last: it stops the daemon

private:
    template<class T>
    T& part()
    {
        return *m_page->findChild<T*>();
    }
    widgets::Table& table() { return part<widgets::Table>(); }
    bool isFilled()
    {
        return QTest::qWaitFor([this] { return table().model()->rowCount() > 0; }, kPatience);
    }
    QPushButton* button(const QString& text)
    {
        for (QPushButton* each : m_page->findChildren<QPushButton*>()) {
            if (each->text().remove(QLatin1Char('&')) == text)
                return each;
        }
        return nullptr;
    }
    OrderFilter onlyState(const char* state) { return {.state = QLatin1String(state)}; }

    test::DemoDay m_demo;
    std::unique_ptr<RequestsPage> m_page;
};

void RequestsPageTest::initTestCase()
{
    QVERIFY(m_demo.start());
    QVERIFY(m_demo.open());
}

void RequestsPageTest::init()
{
    m_page = std::make_unique<RequestsPage>(*m_demo.session);
    m_page->resize(1200, 800);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_page->activate();
    QVERIFY(isFilled());
}

void RequestsPageTest::showsOrdersWithTheirMoney()
{
    QTRY_VERIFY_WITH_TIMEOUT(part<StateView>().state() == StateView::State::Partial, kPatience);
    part<FilterBar>().setFilter(onlyState("finalized"));
    QTRY_COMPARE_WITH_TIMEOUT(table().model()->index(0, column::State).data().toString(), QStringLiteral("charged"),
                              kPatience);
    const auto money = [this](int at) {
        return Money::parseUsd(table().model()->index(0, at).data(widgets::ExactRole).toString().toStdString()).value();
    };
    QVERIFY(!money(column::Charge).isZero());
    QCOMPARE(money(column::Charge).nano(), money(column::Cost).nano() + money(column::Fee).nano());
    QTRY_VERIFY_WITH_TIMEOUT(
        !table().model()->index(0, column::Provider).data().toString().startsWith(QStringLiteral("prov_")), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(
        !table().model()->index(0, column::Key).data().toString().startsWith(QStringLiteral("key_")), kPatience);
}

void RequestsPageTest::theModelKeepsItsPromises()
{
    client::Names names(m_demo.session->directory());
    OrderList orders(m_demo.session->daemon(), QStringLiteral("orders"), orderColumns(names));
    const QAbstractItemModelTester tester(&orders, QAbstractItemModelTester::FailureReportingMode::QtTest);
    orders.reload();
    QTRY_VERIFY_WITH_TIMEOUT(orders.rowCount() == OrderList::kPageRows, kPatience);
    orders.fetchMore({});
    QTRY_VERIFY_WITH_TIMEOUT(orders.rowCount() == 2 * OrderList::kPageRows, kPatience);
    QCOMPARE(orders.columnCount(), int(column::Reason) + 1);
}

void RequestsPageTest::aFilterNarrowsTheList()
{
    QComboBox* state = part<FilterBar>().findChildren<QComboBox*>().first(); // where the keyboard comes first
    QCOMPARE(state->accessibleName(), QStringLiteral("State"));
    const int index = state->findData(QStringLiteral("rejected"));
    QVERIFY(index > 0);
    state->setFocus();
    state->setCurrentIndex(index);
    Q_EMIT state->activated(index); // as a person does it
    QTRY_COMPARE_WITH_TIMEOUT(table().model()->index(0, column::State).data().toString(), QStringLiteral("refused"),
                              kPatience);
    for (int row = 0; row < table().model()->rowCount(); ++row)
        QCOMPARE(table().model()->index(row, column::State).data().toString(), QStringLiteral("refused"));
}

void RequestsPageTest::aFilterWithoutOrdersSaysSo()
{
    part<FilterBar>().setFilter({.model = QStringLiteral("nobody/asks-for-this")});
    QTRY_VERIFY_WITH_TIMEOUT(part<StateView>().state() == StateView::State::Empty, kPatience);
    QVERIFY(part<StateView>().sentence().contains(QStringLiteral("No order fits")));
    button(QStringLiteral("Clear the filter"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(part<StateView>().state() == StateView::State::Partial, kPatience);
    QVERIFY(part<FilterBar>().filter().isEmpty());
}

void RequestsPageTest::theSelectedOrdersLifeStandsBeside()
{
    part<FilterBar>().setFilter(onlyState("finalized"));
    QTRY_COMPARE_WITH_TIMEOUT(table().model()->index(0, column::State).data().toString(), QStringLiteral("charged"),
                              kPatience);
    QVERIFY(!part<OrderDetail>().isVisible()); // no room for what is not there
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_Down);
    QTRY_VERIFY_WITH_TIMEOUT(part<OrderDetail>().order().has_value(), kPatience);
    const auto& timeline = part<widgets::OrderTimeline>();
    QVERIFY(!timeline.story().attempts.empty());
    QTRY_VERIFY_WITH_TIMEOUT(!timeline.story().candidates.empty(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(part<widgets::PairList>().pairs().size() >= 3, kPatience);
    QVERIFY(part<widgets::PairList>().pairs().front().name.startsWith(QStringLiteral("reserve")));
    QVERIFY(part<OrderDetail>().isVisible());
    QTest::keyClick(&table(), Qt::Key_Escape);
    QVERIFY(!part<OrderDetail>().isVisible());
    QVERIFY(!table().currentIndex().isValid());
    QTest::keyClick(&table(), Qt::Key_Down); // the same one again
    QVERIFY(part<OrderDetail>().isVisible());
}

void RequestsPageTest::anIdIsShownFromAnywhere()
{
    const QString id = table().model()->index(3, column::Id).data().toString();
    QVERIFY(!m_page->open(QStringLiteral("key_123")));
    QVERIFY(m_page->open(id));
    QTRY_VERIFY_WITH_TIMEOUT(part<OrderDetail>().order().has_value(), kPatience);
    QCOMPARE(QString::fromStdString(part<OrderDetail>().order()->id.toString()), id);
}

void RequestsPageTest::newOrdersWaitBehindAPill()
{
    const QString first = table().model()->index(0, column::Id).data().toString();
    QSignalSpy told(m_page.get(), &widgets::Page::countChanged);
    QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), kPatience); // a guest of the demo asks
    QCOMPARE(table().model()->index(0, column::Id).data().toString(), first);
    QVERIFY(told.last().first().toString().contains(QStringLiteral("new")));
    QTest::keyClick(m_page.get(), Qt::Key_Up, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(table().model()->index(0, column::Id).data().toString() != first, kPatience);
}

void RequestsPageTest::aLiveListTakesThemInByItself()
{
    const QString first = table().model()->index(0, column::Id).data().toString();
    part<QCheckBox>().setChecked(true);
    QTRY_VERIFY_WITH_TIMEOUT(table().model()->index(0, column::Id).data().toString() != first, kPatience);
    QCOMPARE(table().verticalScrollBar()->value(), 0);
}

void RequestsPageTest::columnsAndFilterComeBack()
{
    QSettings settings(m_demo.path(QStringLiteral("page.ini")), QSettings::IniFormat);
    QVERIFY(table().isColumnHidden(column::Hold));
    part<FilterBar>().setFilter(onlyState("released"));
    part<FilterBar>().setKept({{QStringLiteral("mine"), onlyState("rejected")}});
    table().setColumnHidden(column::Key, true);
    m_page->save(settings);
    RequestsPage other(*m_demo.session);
    other.restore(settings);
    QVERIFY(other.findChild<FilterBar*>()->filter() == onlyState("released"));
    QCOMPARE(other.findChild<FilterBar*>()->kept().front().name, QStringLiteral("mine"));
    QVERIFY(other.findChild<widgets::Table*>()->isColumnHidden(column::Hold));
}

void RequestsPageTest::theFilterIsExported()
{
    part<FilterBar>().setFilter(onlyState("rejected"));
    QTRY_COMPARE_WITH_TIMEOUT(table().model()->index(0, column::State).data().toString(), QStringLiteral("refused"),
                              kPatience);
    const QString path = m_demo.path(QStringLiteral("refused.csv"));
    m_page->exportTo(path);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), kPatience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QVERIFY(lines.size() > table().model()->rowCount());
    QVERIFY(lines.first().startsWith("created_at,ended_at,order"));
    for (const QByteArray& line : lines.mid(1)) {
        QVERIFY(line.contains(",rejected,"));
        QVERIFY(line.left(24).endsWith('Z'));
    }
}

void RequestsPageTest::aRevokedTokenLeavesWhatIsShown()
{
    const int rows = table().model()->rowCount();
    m_demo.session->daemon().setToken(Secret("gat_wrong"));
    for (QAction* action : m_page->actions()) {
        if (action->shortcut() == QKeySequence(QKeySequence::Refresh))
            action->trigger();
    }
    QTRY_VERIFY_WITH_TIMEOUT(part<StateView>().state() == StateView::State::Offline, kPatience);
    QCOMPARE(table().model()->rowCount(), rows);
    QVERIFY(m_demo.open());
}

void RequestsPageTest::withoutADaemonItSaysSoAndComesBack()
{
    QVERIFY(m_demo.stop());
    RequestsPage page(*m_demo.session);
    page.show();
    page.activate();
    auto* state = page.findChild<StateView*>();
    QTRY_VERIFY_WITH_TIMEOUT(state->state() == StateView::State::Error, kPatience);
    QVERIFY(!state->sentence().isEmpty());
    const QList<QPushButton*> acts = state->findChildren<QPushButton*>();
    const auto retry = std::ranges::find_if(
        acts, [](QPushButton* act) { return act->isVisible() && act->text() == QLatin1String("&Retry"); });
    QVERIFY(retry != acts.end());
    QTest::keyClick(*retry, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(state->state() == StateView::State::Error, kPatience);
}

QTEST_MAIN(RequestsPageTest)
#include "requestspage_test.moc"
