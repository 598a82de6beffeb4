// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/route.h"

#include "supply/health/healthbook.h"
#include "support/catalogfixture.h"
#include "support/manualclock.h"

#include <QTest>

#include <algorithm>

using namespace gotoai;
using namespace gotoai::hypercore;

// Which models a key may use.
class RouteAllowedTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    supply::HealthBook m_health{m_clock};
    std::shared_ptr<const supply::Catalog> m_catalog;
    chat::Request m_request;
    AllowedModels m_allowed = *AllowedModels::make({"a/*"});

    RoutePlan consider(const std::string& model, std::vector<std::string> fallbacks = {})
    {
        m_request.model = model;
        auto wishes = std::make_shared<chat::RouteWishes>();
        wishes->models = std::move(fallbacks);
        m_request.routeWishes = std::move(wishes);
        return considerRoute(*m_catalog, {.request = m_request, .health = m_health, .allowedModels = &m_allowed});
    }
    static std::vector<std::string> modelsOf(const RoutePlan& plan)
    {
        std::vector<std::string> models;
        for (const Candidate& candidate : plan.route->candidates)
            models.push_back(candidate.endpoint->model);
        std::ranges::sort(models);
        return models;
    }

private Q_SLOTS:
    void init()
    {
        m_catalog = test::makeCatalog({{.model = "a/one"}, {.model = "a/two"}, {.model = "b/one"}});
        m_request = {};
        m_request.maxCompletionTokens = 10;
    }

    void goesToWhatIsAllowed()
    {
        QVERIFY(consider("a/one").route.has_value());
        QVERIFY(consider("a/one:quality").route.has_value());
    }

    void refusesWhatIsNot_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("by its id") << QStringLiteral("b/one");
        QTest::newRow("with a suffix") << QStringLiteral("b/one:quality");
    }
    void refusesWhatIsNot()
    {
        QFETCH(QString, model);
        const auto plan = consider(model.toStdString());
        QVERIFY(!plan.route);
        QCOMPARE(plan.route.error().code, ErrorCode::ModelNotAllowed);
        QCOMPARE(plan.route.error().param, std::string("model"));
        QCOMPARE(plan.reasons->counts.at(static_cast<std::size_t>(Standing::NotAllowed)), 1u);
        QCOMPARE(consider("none").route.error().code, ErrorCode::ModelNotFound);
    }

    void choosesAmongWhatIsAllowed()
    {
        QVERIFY(modelsOf(consider("gotoai/auto")) == (std::vector<std::string>{"a/one", "a/two"}));
        QVERIFY(modelsOf(consider("b/one", {"a/two"})) == (std::vector<std::string>{"a/two"}));
        QVERIFY(modelsOf(consider("a/one", {"b/one"})) == (std::vector<std::string>{"a/one"}));
    }

    void aRefusalSpeaksOfWhatIsAllowed()
    {
        m_catalog =
            test::makeCatalog({{.model = "a/one", .state = supply::EndpointState::Disabled}, {.model = "b/one"}});
        const Error refusal = consider("b/one", {"a/one"}).route.error();
        QCOMPARE(refusal.code, ErrorCode::NoRoute);
        QCOMPARE(refusal.detail, std::string("No endpoint of the model 'a/one' is in service."));
        m_allowed = *AllowedModels::make({"c/*"});
        const Error none = consider("gotoai/auto").route.error();
        m_allowed = *AllowedModels::make({"a/*"});
        QCOMPARE(none.code, ErrorCode::ModelNotAllowed);
        QCOMPARE(none.detail, std::string("The key may use none of the models that there are."));
    }

    void whatIsNotAllowedTakesNoPlace()
    {
        m_catalog = test::makeCatalog({{.model = "a/one"},
                                       {.model = "a/one"},
                                       {.model = "a/one"},
                                       {.model = "b/one"},
                                       {.model = "b/two"},
                                       {.model = "b/three"}});
        QVERIFY(modelsOf(consider("a/one", {"b/one", "b/two", "b/three"})) ==
                (std::vector<std::string>{"a/one", "a/one", "a/one"}));
    }
};

QTEST_APPLESS_MAIN(RouteAllowedTest)
#include "routeallowed_test.moc"
