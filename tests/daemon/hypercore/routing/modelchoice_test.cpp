// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/modelchoice.h"

#include "support/catalogfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class ModelChoiceTest : public QObject
{
    Q_OBJECT

private:
    const std::shared_ptr<const supply::Catalog> m_catalog =
        test::makeCatalog({{.model = "a"}, {.model = "b"}, {.model = "b"}, {.model = "b:code"}});

    static chat::Request request(std::string model, std::vector<std::string> fallbacks = {})
    {
        chat::Request request;
        request.model = std::move(model);
        if (!fallbacks.empty()) {
            auto wishes = std::make_shared<chat::RouteWishes>();
            wishes->models = std::move(fallbacks);
            request.routeWishes = std::move(wishes);
        }
        return request;
    }
    Result<ModelChoices> choices(const chat::Request& asked, const ModeWishes& wishes = {}) const
    {
        return modelChoices(*m_catalog, asked, wishes);
    }
    RoutingMode modeOf(const std::string& model, const ModeWishes& wishes) const
    {
        return choices(request(model), wishes)->choices.front().mode;
    }

private Q_SLOTS:
    void theSuffixComesBeforeEverybodysMode()
    {
        const ModeWishes all{RoutingMode::Latency, RoutingMode::Quality, RoutingMode::Code};
        QVERIFY(modeOf("a:cheap", all) == RoutingMode::Cheap);
        QVERIFY(modeOf("a", all) == RoutingMode::Latency);
        QVERIFY(modeOf("a", {{}, RoutingMode::Quality, RoutingMode::Code}) == RoutingMode::Quality);
        QVERIFY(modeOf("a", {{}, {}, RoutingMode::Code}) == RoutingMode::Code);
        QVERIFY(modeOf("a", {}) == RoutingMode::Cheap);
    }

    void anExactIdWinsOverASuffix()
    {
        const auto exact = choices(request("b:code"));
        QCOMPARE(exact->choices.front().endpoints->size(), 1u);
        QVERIFY(exact->choices.front().mode == RoutingMode::Cheap);
        QVERIFY(choices(request("b:code:quality"))->choices.front().mode == RoutingMode::Quality);
        QCOMPARE(choices(request("b:quality"))->choices.front().endpoints->size(), 2u);
    }

    void privacyIsTakenFromWhoeverAsksForIt_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<int>("who");
        QTest::newRow("suffix") << QByteArray("a:privacy") << 0;
        QTest::newRow("header") << QByteArray("a:cheap") << 1;
        QTest::newRow("key") << QByteArray("a:cheap") << 2;
        QTest::newRow("account") << QByteArray("a:latency") << 3;
    }
    void privacyIsTakenFromWhoeverAsksForIt()
    {
        QFETCH(QByteArray, model);
        QFETCH(int, who);
        ModeWishes wishes;
        if (who != 0)
            *std::array{&wishes.request, &wishes.key, &wishes.account}.at(static_cast<std::size_t>(who - 1)) =
                RoutingMode::Privacy;
        QVERIFY(choices(request(model.toStdString()), wishes)->isPrivateOnly);
        QVERIFY(!choices(request("a"))->isPrivateOnly);
    }

    // Or a model that is gone would take its caller's privacy along.
    void privacyOutlivesItsModel()
    {
        QVERIFY(choices(request("gone:privacy", {"a"}))->isPrivateOnly);
        QVERIFY(choices(request("a", {"gone:privacy"}))->isPrivateOnly);
    }

    void fallbacksFollowInTheirOrder()
    {
        const auto chosen = choices(request("b", {"no/such", "a:quality", "b"}), {.request = RoutingMode::Code});
        QCOMPARE(chosen->choices.size(), 2u);
        QVERIFY(chosen->choices[0].mode == RoutingMode::Code);
        QCOMPARE(chosen->choices[1].endpoints->front()->model, "a");
        QVERIFY(chosen->choices[1].mode == RoutingMode::Quality);
        QVERIFY(choices(request("a", {"b:privacy"}))->isPrivateOnly);
    }

    void autoLeavesTheModelToTheMode()
    {
        QCOMPARE(choices(request("gotoai/auto"))->choices.front().endpoints->size(), 4u);
        QVERIFY(modeOf("gotoai/auto:quality", {}) == RoutingMode::Quality);
    }

    void knowsNoOtherModels()
    {
        for (const char* model : {"c", "c:cheap", "a:8b", "gotoai/auto:8b"}) {
            const auto refused = choices(request(model));
            QVERIFY(refused.error().code == ErrorCode::ModelNotFound);
            QCOMPARE(refused.error().param, "model");
        }
        const supply::Catalog empty;
        QVERIFY(modelChoices(empty, request("gotoai/auto"), {}).error().code == ErrorCode::ModelNotFound);
    }
};

QTEST_GUILESS_MAIN(ModelChoiceTest)
#include "modelchoice_test.moc"
