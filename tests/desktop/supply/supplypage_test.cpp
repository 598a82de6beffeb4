// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/supplypage.h"

#include "desktop/support/calls.h"
#include "desktop/support/consolefixture.h"
#include "desktop/support/forms.h"
#include "supply/endpointsview.h"
#include "supply/explaindialog.h"
#include "supply/importdialog.h"
#include "supply/marketview.h"
#include "supply/prices.h"
#include "supply/providerdialog.h"
#include "supply/providersview.h"
#include "supply/repricedialog.h"
#include "widgets/inlinemessage.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::supply;
using widgets::StateView;

class SupplyPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ConsoleFixture> m_console;
    std::unique_ptr<SupplyPage> m_page;

    EndpointsView& endpoints() { return *m_page->findChild<EndpointsView*>(); }
    widgets::Table& table() { return endpoints().table(); }
    static QWidget& focus() { return *QApplication::focusWidget(); }
    client::Directory& directory() { return m_console->session().directory(); }

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

    void press(widgets::InlineMessage& message)
    {
        auto* act = message.findChild<QPushButton*>();
        QTRY_VERIFY(act->isVisible());
        QTest::keyClick(act, Qt::Key_Space);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_console = std::make_unique<test::ConsoleFixture>();
        QVERIFY(m_console->start());
    }
    void init()
    {
        m_page = std::make_unique<SupplyPage>(m_console->session());
        m_console->show(*m_page);
        QTRY_VERIFY_WITH_TIMEOUT(table().model()->rowCount() >= 4, test::kPatience);
    }
    void cleanup() { m_page.reset(); }

    void anEndpointIsDrainedAtOnceAndTakenBack()
    {
        const QString id = table().currentId();
        const auto state = [&] { return directory().endpoint(*EndpointId::parse(id.toStdString()))->state; };
        const auto acts = endpoints().acts();
        acts[1]->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(), std::string("draining"), test::kPatience);
        press(endpoints().message());
        QTRY_COMPARE_WITH_TIMEOUT(state(), std::string("enabled"), test::kPatience);
    }

    void anEndpointIsTestedByKeyboard()
    {
        table().setFocus();
        QTest::keyClick(&focus(), Qt::Key_T, Qt::ControlModifier);
        QVERIFY(!endpoints().testAct()->isEnabled()); // one at a time
        QTRY_VERIFY_WITH_TIMEOUT(endpoints().message().text().contains(QStringLiteral("answered in")), test::kPatience);
        QVERIFY(endpoints().testAct()->isEnabled());
    }

    void whoeverComesSecondSeesBothVersions()
    {
        m_page->findChild<widgets::SegmentedControl*>()->setCurrent(1);
        auto* view = m_page->findChild<ProvidersView*>();
        QTRY_VERIFY(view->current());
        const protocol::Provider before = *view->current();
        Q_EMIT view->changeAsked(before);
        auto* form = dialog<ProviderDialog>();
        const QString path = QStringLiteral("providers/") + QString::fromStdString(before.id.toString());
        protocol::ProviderChange theirs;
        theirs.region = "eu-north";
        test::patch<protocol::Provider>(m_console->session(), path, before.version, theirs);
        QLineEdit* region = nullptr;
        for (QLineEdit* field : form->findChildren<QLineEdit*>())
            region = field->accessibleName() == QLatin1String("Region") ? field : region;
        region->setFocus();
        region->selectAll();
        QTest::keyClicks(region, QStringLiteral("ap-south"));
        QTest::keyClick(region, Qt::Key_Return);
        const auto* versions = [&]() -> widgets::Table* {
            (void)QTest::qWaitFor([&] { return form->findChild<widgets::Table*>() != nullptr; }, test::kPatience);
            return form->findChild<widgets::Table*>();
        }();
        QVERIFY(versions);
        QCOMPARE(versions->model()->index(0, 1).data().toString(), QStringLiteral("eu-north"));
        QCOMPARE(versions->model()->index(0, 2).data().toString(), QStringLiteral("ap-south"));
        QCOMPARE(form->cancelButton()->text(), QStringLiteral("Keep &theirs"));
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        const auto regionNow = [&] { return directory().provider(before.id)->region; };
        QTRY_COMPARE_WITH_TIMEOUT(regionNow(), std::string("ap-south"), test::kPatience);
    }

    void manyAreRepricedAfterAPreviewAndUndone()
    {
        const auto prompts = [this] {
            std::vector<std::int64_t> all;
            for (const protocol::Endpoint& endpoint : directory().endpoints())
                all.push_back(endpoint.price.meters.prompt.pico);
            return all;
        };
        const auto before = prompts();
        table().setFocus();
        QTest::keyClick(&focus(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&focus(), Qt::Key_R, Qt::ControlModifier);
        auto* form = dialog<RepriceDialog>();
        QVERIFY(!form->actButton()->isEnabled());
        QTest::keyClicks(&focus(), QStringLiteral("100"));
        const int count = table().model()->rowCount();
        QTRY_VERIFY_WITH_TIMEOUT(form->actButton()->isEnabled(), test::kPatience);
        QVERIFY(form->actButton()->text().contains(QString::number(count))); // the button says how many
        QVERIFY(prompts() == before);
        QTest::keyClick(&focus(), Qt::Key_Return);
        auto doubled = before;
        for (std::int64_t& pico : doubled)
            pico *= 2;
        QTRY_VERIFY_WITH_TIMEOUT(prompts() == doubled, test::kPatience);
        press(endpoints().message());
        QTRY_VERIFY_WITH_TIMEOUT(prompts() == before, test::kPatience);
    }

    void pricesThatGoWithTheFiguresAreNamed()
    {
        const protocol::Endpoint& first = directory().endpoints().front();
        protocol::PriceDraft draft;
        draft.endpoint = first.id;
        draft.meters = first.price.meters;
        draft.meters.image = protocol::UsdPerUnit{.pico = 4'000'000'000};
        draft.meters.cacheRead = protocol::UsdPerMillion{.pico = first.price.meters.prompt.pico / 10};
        const std::string id = first.id.toString();
        test::post<protocol::Price>(m_console->session(), QStringLiteral("prices"), draft);
        directory().read(client::Directory::List::Endpoints);
        QTRY_VERIFY_WITH_TIMEOUT(directory().endpoint(*EndpointId::parse(id))->price.meters.image.has_value(),
                                 test::kPatience);
        table().setFocus();
        QTest::keyClick(&focus(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&focus(), Qt::Key_R, Qt::ControlModifier);
        auto* form = dialog<RepriceDialog>();
        form->findChild<widgets::SegmentedControl*>()->setCurrent(1);
        test::retype(test::fieldOf(*form, "prompt, $ a million"), QStringLiteral("1"));
        test::retype(test::fieldOf(*form, "completion, $ a million"), QStringLiteral("2"));
        const auto isSaid = [&](const char* words) {
            return std::ranges::any_of(form->findChildren<widgets::InlineMessage*>(), [&](const auto* message) {
                return message->isVisible() && message->text().contains(QLatin1String(words));
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSaid("images (1)"), test::kPatience);
        QVERIFY(isSaid("cache reads ("));
        QVERIFY(!isSaid("audio"));
        form->findChild<widgets::SegmentedControl*>()->setCurrent(0); // by a share, nothing is dropped
        QVERIFY(!isSaid("images"));
        form->reject();
    }

    void aProviderIsAddedAndItsSecretNeverShown()
    {
        m_page->findChild<widgets::SegmentedControl*>()->setCurrent(1);
        QTest::keyClick(m_page.get(), Qt::Key_N, Qt::ControlModifier);
        auto* form = dialog<ProviderDialog>();
        QTest::keyClicks(&focus(), QStringLiteral("openai"));
        for (QLineEdit* field : form->findChildren<QLineEdit*>()) {
            if (field->accessibleName() == QLatin1String("Secret"))
                field->setText(QStringLiteral("sk-verysecret"));
        }
        QTest::keyClick(&focus(), Qt::Key_Return);
        const auto isThere = [this] {
            return std::ranges::any_of(directory().providers(), [](const protocol::Provider& each) {
                return each.name == "openai" && each.hasSecret;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), test::kPatience);
        QTRY_VERIFY(m_page->findChildren<ProviderDialog*>().isEmpty());
        for (const QWidget* widget : m_page->findChildren<QWidget*>())
            QVERIFY(!widget->property("text").toString().contains(QLatin1String("sk-verysecret")));
    }

    void theMarketIsPreviewedAndImported()
    {
        m_page->findChild<widgets::SegmentedControl*>()->setCurrent(2);
        auto* market = m_page->findChild<MarketView*>();
        auto* list = market->findChild<widgets::Table*>();
        QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() > 5, test::kPatience);
        QVERIFY(list->selectId(QStringLiteral("anthropic")));
        const std::size_t before = directory().endpoints().size();
        for (QPushButton* button : market->findChildren<QPushButton*>()) {
            if (button->text().contains(QLatin1String("import"), Qt::CaseInsensitive))
                QTest::keyClick(button, Qt::Key_Space);
        }
        auto* form = dialog<ImportDialog>();
        QTRY_VERIFY_WITH_TIMEOUT(form->actButton()->isEnabled(), test::kPatience);
        QCOMPARE(directory().endpoints().size(), before);
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(directory().endpoints().size() > before, test::kPatience);
    }

    void aRouteIsExplained()
    {
        QTest::keyClick(&focus(), Qt::Key_E, Qt::ControlModifier);
        auto* form = dialog<ExplainDialog>();
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(form->findChild<widgets::Table*>()->model()->rowCount() > 0, test::kPatience);
    }

    void theRowsAreASoundModel()
    {
        const QAbstractItemModelTester tester(table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        endpoints().refresh();
        auto* filter = endpoints().findChild<QLineEdit*>();
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("nobody"));
        const auto* view = endpoints().findChild<StateView*>();
        QTRY_COMPARE(view->state(), StateView::State::Empty);
        QTest::keyClick(filter, Qt::Key_Escape);
        QTRY_COMPARE(view->state(), StateView::State::Content);
    }

    void pricesAreExact_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("pico"); // −1: refused
        QTest::newRow("cents") << "0.27" << qint64(270'000);
        QTest::newRow("dollars") << "15.00" << qint64(15'000'000);
        QTest::newRow("finest") << "0.000001" << qint64(1);
        QTest::newRow("too fine") << "0.0000001" << qint64(-1);
        QTest::newRow("negative") << "-1" << qint64(-1);
        QTest::newRow("words") << "cheap" << qint64(-1);
    }
    void pricesAreExact()
    {
        QFETCH(QString, text);
        QFETCH(qint64, pico);
        const auto price = parsePrice(text);
        QCOMPARE(price ? qint64(price->pico) : -1, pico);
        if (price)
            QCOMPARE(priceText(*price), text);
    }

    // The last one: the daemon does not come back.
    void whatIsKnownStaysWhenTheDaemonIsGone()
    {
        m_console->daemon().stop();
        const auto* view = endpoints().findChild<StateView*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->state(), StateView::State::Offline, test::kPatience);
        QVERIFY(table().model()->rowCount() > 0);
    }
};

QTEST_MAIN(SupplyPageTest)
#include "supplypage_test.moc"
