// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of an act on an endpoint or a provider that somebody else has changed first.
#include "desktop/support/consolefixture.h"
#include "desktop/support/forms.h"
#include "supply/endpointchangedialog.h"
#include "supply/endpointsview.h"
#include "supply/providersview.h"
#include "supply/supplypage.h"
#include "widgets/segmentedcontrol.h"

#include <QAction>
#include <QApplication>
#include <QSpinBox>

using namespace gotoai;
using namespace gotoai::supply;

class EndpointActsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ConsoleFixture> m_console;
    std::unique_ptr<SupplyPage> m_page;

    EndpointsView& view() { return *m_page->findChild<EndpointsView*>(); }
    client::Directory& directory() { return m_console->session().directory(); }
    QAction& act(const char* state)
    {
        for (QAction* each : view().acts()) {
            if (each->data().toString() == QLatin1String(state))
                return *each;
        }
        qFatal("there is no such act");
    }
    protocol::Endpoint now(const EndpointId& id)
    {
        return test::get<protocol::Endpoint>(m_console->session(), path(id));
    }
    static QString path(const EndpointId& id)
    {
        return QStringLiteral("endpoints/") + QString::fromStdString(id.toString());
    }

    void changeUnheard(const protocol::Endpoint& endpoint, const protocol::EndpointChange& theirs)
    {
        test::changeUnheard<protocol::Endpoint>(m_console->profile(), m_console->token(), path(endpoint.id),
                                                endpoint.version, theirs);
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
        QTRY_VERIFY_WITH_TIMEOUT(view().table().model()->rowCount() >= 4 && view().current(), test::kPatience);
    }
    void cleanup() { m_page.reset(); }

    void anEndpointIsChangedByKeyboard()
    {
        const protocol::Endpoint before = view().current()->endpoint;
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F2);
        auto* form = test::openDialog<EndpointChangeDialog>(*m_page);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("gpt-4o-2024-11-20"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        QTest::keyClick(form, Qt::Key_Return);
        const auto changed = [&] { return *directory().endpoint(before.id); };
        QTRY_COMPARE_WITH_TIMEOUT(changed().upstreamModel, std::string("gpt-4o-2024-11-20"), test::kPatience);
        QCOMPARE(changed().contextTokens, before.contextTokens + 1);
        QCOMPARE(changed().traits.weight, before.traits.weight);
    }

    void whatBothChangedIsShownAndWhatOnlyTheyChangedIsTaken()
    {
        const protocol::Endpoint before = view().current()->endpoint;
        view().changeAct()->trigger();
        auto* form = test::openDialog<EndpointChangeDialog>(*m_page);
        protocol::EndpointChange theirs;
        theirs.upstreamModel = "theirs";
        theirs.tier = 3;
        test::patch<protocol::Endpoint>(m_console->session(), path(before.id), before.version, theirs);
        test::retype(test::fieldOf(*form, "Called there"), QStringLiteral("mine"));
        QTest::keyClick(form, Qt::Key_Return);
        const auto* versions = test::bothVersions(*form);
        QCOMPARE(versions->model()->rowCount(), 1);
        QCOMPARE(test::cell(*versions, 0, 1), QStringLiteral("theirs"));
        QCOMPARE(test::cell(*versions, 0, 2), QStringLiteral("mine"));
        QCOMPARE(test::fieldOf<QSpinBox>(*form, "Tier")->value(), 3);
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(now(before.id).upstreamModel, std::string("mine"), test::kPatience);
        QCOMPARE(now(before.id).traits.tier, 3);
    }

    void aStateMeetsAnotherWishAndTheUserChooses()
    {
        const protocol::Endpoint before = view().current()->endpoint;
        protocol::EndpointChange theirs;
        theirs.state = "disabled";
        changeUnheard(before, theirs);
        act("draining").trigger();
        QTRY_VERIFY_WITH_TIMEOUT(view().message().text().contains(QLatin1String("Somebody else was quicker")),
                                 test::kPatience);
        QCOMPARE(now(before.id).state, std::string("disabled"));
        test::pressAct(view().message());
        QTRY_COMPARE_WITH_TIMEOUT(now(before.id).state, std::string("draining"), test::kPatience);
        test::pressAct(view().message()); // which undoes it
        QTRY_COMPARE_WITH_TIMEOUT(now(before.id).state, std::string("disabled"), test::kPatience);
    }

    void aStateGoesTogetherWithWhatElseTheyChanged()
    {
        const protocol::Endpoint before = now(view().current()->endpoint.id);
        protocol::EndpointChange theirs;
        theirs.weight = before.traits.weight + 1;
        QTRY_COMPARE_WITH_TIMEOUT(view().current()->endpoint.version, before.version, test::kPatience);
        changeUnheard(before, theirs);
        act("enabled").trigger();
        QTRY_COMPARE_WITH_TIMEOUT(now(before.id).state, std::string("enabled"), test::kPatience);
        QCOMPARE(now(before.id).traits.weight, *theirs.weight);
    }

    void whatTheyDidAlreadyIsNotDoneAgain()
    {
        const protocol::Endpoint before = now(view().current()->endpoint.id);
        protocol::EndpointChange theirs;
        theirs.state = "draining";
        QTRY_COMPARE_WITH_TIMEOUT(view().current()->endpoint.version, before.version, test::kPatience);
        changeUnheard(before, theirs);
        act("draining").trigger();
        QTRY_VERIFY_WITH_TIMEOUT(view().message().text().contains(QLatin1String("Somebody else was quicker")),
                                 test::kPatience);
        QVERIFY(!view().message().findChild<QPushButton*>()->isVisible());
        QCOMPARE(now(before.id).version, before.version + 1);
    }

    void aProviderIsSwitchedOverWhatElseTheyChanged()
    {
        m_page->findChild<widgets::SegmentedControl*>()->setCurrent(1);
        auto& providers = *m_page->findChild<ProvidersView*>();
        QTRY_VERIFY(providers.current());
        const protocol::Provider before = *providers.current();
        const QString path = QStringLiteral("providers/") + QString::fromStdString(before.id.toString());
        protocol::ProviderChange theirs;
        theirs.region = "eu-north";
        test::changeUnheard<protocol::Provider>(m_console->profile(), m_console->token(), path, before.version, theirs);
        providers.toggleAct()->trigger();
        const auto now = [&] { return test::get<protocol::Provider>(m_console->session(), path); };
        QTRY_COMPARE_WITH_TIMEOUT(now().isEnabled, !before.isEnabled, test::kPatience);
        QCOMPARE(now().region, std::string("eu-north"));
    }
};

QTEST_MAIN(EndpointActsTest)
#include "endpointacts_test.moc"
