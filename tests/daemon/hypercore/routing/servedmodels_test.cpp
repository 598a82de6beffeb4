// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/servedmodels.h"

#include "support/catalogfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class ServedModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsWhatCanBeServedByName()
    {
        const auto catalog = test::makeCatalog({{.model = "b/two"},
                                                {.model = "a/one"},
                                                {.model = "c/off", .state = supply::EndpointState::Disabled},
                                                {.model = "d/off", .isProviderEnabled = false}});
        const auto models = servedModels(*catalog);
        QCOMPARE(models.size(), 2u);
        QCOMPARE(models[0].id, "a/one");
        QCOMPARE(models[1].id, "b/two");
        QVERIFY(servedModel(*catalog, "a/one").has_value());
        QVERIFY(!servedModel(*catalog, "c/off").has_value());
        QVERIFY(!servedModel(*catalog, "none").has_value());
    }

    void hidesWhatAKillSwitchStops()
    {
        const auto catalog = test::makeCatalog({{.model = "b/two"}, {.model = "a/one"}});
        auto killSwitch = std::make_shared<KillSwitch>();
        killSwitch->target = ModelName{"a/one"};
        const KillSwitches switches({std::move(killSwitch)});
        const auto models = servedModels(*catalog, switches);
        QCOMPARE(models.size(), 1u);
        QCOMPARE(models[0].id, "b/two");
        QVERIFY(!servedModel(*catalog, "a/one", switches).has_value());
    }

    void hidesWhatIsNotAllowed()
    {
        const auto catalog = test::makeCatalog({{.model = "b/two"}, {.model = "a/one"}});
        const auto allowed = *AllowedModels::make({"a/*"});
        const auto models = servedModels(*catalog, {}, allowed);
        QCOMPARE(models.size(), 1u);
        QCOMPARE(models[0].id, "a/one");
        QVERIFY(!servedModel(*catalog, "b/two", {}, allowed).has_value());
    }

    void namesTheOldestOffer()
    {
        const auto catalog =
            test::makeCatalog({{.createdAt = fromMicroseconds(2'000'000)}, {.createdAt = fromMicroseconds(1'000'000)}});
        const auto model = servedModel(*catalog, "demo/model");
        QCOMPARE(model->owner, "provider-2");
        QCOMPARE(toMicroseconds(model->since), 1'000'000);
    }
};

QTEST_GUILESS_MAIN(ServedModelsTest)
#include "servedmodels_test.moc"
