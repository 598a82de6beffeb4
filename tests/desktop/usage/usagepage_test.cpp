// SPDX-License-Identifier: GPL-3.0-or-later
// The page against a daemon with a day behind it.
#include "usage/usagepage.h"

#include "widgets/chart.h"
#include "widgets/figurestrip.h"
#include "widgets/roles.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include "desktop/support/demoday.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>

using namespace gotoai;
using namespace gotoai::usage;
using test::kPatience;
using widgets::StateView;

class UsagePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void showsTheDayByModel();
    void groupsByKeyWithItsName();
    void goesIntoAGroupAndBack();
    void comparesWithThePeriodBefore();
    void theTableTellsWhatTheChartShows();
    void anotherMeasureIsChartedAtOnce();
    void isExported();
    void choicesComeBack();
    void withoutADaemonItKeepsWhatItHad(); // last: it stops the daemon

private:
    template<class T>
    T& part()
    {
        return *m_page->findChild<T*>();
    }
    QAbstractItemModel& rows() { return *part<widgets::Table>().model(); }
    QComboBox& choice(const char* name)
    {
        for (QComboBox* box : m_page->findChildren<QComboBox*>()) {
            if (box->accessibleName() == QLatin1String(name))
                return *box;
        }
        qFatal("there is no such choice");
    }
    bool isShown()
    {
        return QTest::qWaitFor(
            [this] { return part<StateView>().state() != StateView::State::Loading && part<widgets::Table>().model(); },
            kPatience);
    }
    QString cell(int row, int column) { return rows().index(row, column).data().toString(); }

    test::DemoDay m_demo;
    std::unique_ptr<UsagePage> m_page;
};

void UsagePageTest::initTestCase()
{
    QVERIFY(m_demo.start());
    QVERIFY(m_demo.open());
}

void UsagePageTest::init()
{
    m_page = std::make_unique<UsagePage>(*m_demo.session);
    m_page->resize(1200, 900);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_page->activate();
    QVERIFY(isShown());
}

void UsagePageTest::showsTheDayByModel()
{
    QVERIFY(part<widgets::FigureStrip>().figures().size() >= 5);
    QVERIFY(part<widgets::FigureStrip>().figures().front().value.startsWith(QLatin1Char('$')));
    QVERIFY(rows().rowCount() >= 5);
    bool hasMini = false;
    for (int row = 0; row < rows().rowCount(); ++row)
        hasMini |= cell(row, 0).startsWith(QStringLiteral("atlas/mini"));
    QVERIFY(hasMini);
}

void UsagePageTest::groupsByKeyWithItsName()
{
    choice("Grouped by").setCurrentIndex(static_cast<int>(Grouping::Key));
    const auto has = [this](const QString& name) {
        for (int row = 0; row < rows().rowCount(); ++row) {
            if (cell(row, 0) == name)
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(has(QStringLiteral("support-bot")), kPatience);
}

void UsagePageTest::goesIntoAGroupAndBack()
{
    const qint64 all = rows().index(0, 1).data(widgets::ExactRole).toLongLong();
    auto& table = part<widgets::Table>();
    table.setFocus();
    table.selectRow(0);
    Q_EMIT table.activated(rows().index(0, 0));
    QTRY_COMPARE_WITH_TIMEOUT(rows().headerData(0, Qt::Horizontal).toString(), QStringLiteral("Key"), kPatience);
    qint64 sum = 0;
    for (int row = 0; row < rows().rowCount(); ++row)
        sum += rows().index(row, 1).data(widgets::ExactRole).toLongLong();
    QVERIFY(sum >= all && sum < all + 100); // guests go on asking
    for (QAction* action : m_page->actions()) {
        if (action->shortcut() == QKeySequence(Qt::ALT | Qt::Key_Up))
            action->trigger();
    }
    QTRY_COMPARE_WITH_TIMEOUT(rows().headerData(0, Qt::Horizontal).toString(), QStringLiteral("Model"), kPatience);
}

void UsagePageTest::comparesWithThePeriodBefore()
{
    part<widgets::SegmentedControl>().setCurrent(0); // the last hour: there was another before
    part<QCheckBox>().setChecked(true);
    const auto isCompared = [this] {
        return rows().headerData(rows().columnCount() - 1, Qt::Horizontal).toString() == QStringLiteral("Change");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isCompared(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(
        part<widgets::FigureStrip>().figures().front().sentence.contains(QStringLiteral("period before")), kPatience);
}

void UsagePageTest::theTableTellsWhatTheChartShows()
{
    m_page->findChildren<widgets::SegmentedControl*>().last()->setCurrent(1);
    QTRY_COMPARE_WITH_TIMEOUT(rows().headerData(0, Qt::Horizontal).toString(), QStringLiteral("Time"), kPatience);
    QVERIFY(rows().rowCount() >= 24);
    QCOMPARE(part<widgets::Chart>().accessibleDescription().count(QLatin1Char('\n')) + 1, rows().rowCount());
}

void UsagePageTest::anotherMeasureIsChartedAtOnce()
{
    const QString charges = part<widgets::Chart>().accessibleDescription();
    m_page->hide();
    choice("What is charted").setCurrentIndex(static_cast<int>(Measure::Requests));
    QVERIFY(part<widgets::Chart>().accessibleDescription() != charges);
    QVERIFY(!m_page->isVisible()); // another page may be in its place
}

void UsagePageTest::isExported()
{
    const QString path = m_demo.path(QStringLiteral("usage.csv"));
    m_page->exportTo(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QVERIFY(lines.size() > 24 * 5);
    QVERIFY(lines.first().startsWith("from,step,group,name"));
}

void UsagePageTest::choicesComeBack()
{
    QSettings settings(m_demo.path(QStringLiteral("page.ini")), QSettings::IniFormat);
    choice("Grouped by").setCurrentIndex(static_cast<int>(Grouping::Account));
    choice("What is charted").setCurrentIndex(static_cast<int>(Measure::TokensOut));
    m_page->save(settings);
    UsagePage other(*m_demo.session);
    other.restore(settings);
    QCOMPARE(other.findChildren<QComboBox*>().at(0)->currentIndex(), static_cast<int>(Measure::TokensOut));
    QCOMPARE(other.findChildren<QComboBox*>().at(1)->currentIndex(), static_cast<int>(Grouping::Account));
}

void UsagePageTest::withoutADaemonItKeepsWhatItHad()
{
    QVERIFY(m_demo.stop());
    const int before = rows().rowCount();
    for (QAction* action : m_page->actions()) {
        if (action->shortcut() == QKeySequence(QKeySequence::Refresh))
            action->trigger();
    }
    QTRY_VERIFY_WITH_TIMEOUT(part<StateView>().state() == StateView::State::Offline, kPatience);
    QCOMPARE(rows().rowCount(), before);
    UsagePage other(*m_demo.session);
    other.show();
    other.activate();
    QTRY_VERIFY_WITH_TIMEOUT(other.findChild<StateView*>()->state() == StateView::State::Error, kPatience);
}

QTEST_MAIN(UsagePageTest)
#include "usagepage_test.moc"
