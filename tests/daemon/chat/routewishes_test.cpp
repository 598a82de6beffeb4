// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/request.h"

#include <QTest>

using namespace gotoai;
using Sort = chat::RouteWishes::Sort;

class RouteWishesTest : public QObject
{
    Q_OBJECT

private:
    static Result<chat::Request> parse(const std::string& fields)
    {
        json::Parser parser;
        return chat::parseRequest(R"({"messages":[{"role":"user","content":"hi"}])" + fields + "}", parser);
    }

private Q_SLOTS:
    void readsEveryWish()
    {
        const auto request = parse(R"(,"model":"a","models":["b","c:cheap"],"provider":{"order":["x","y"],
            "only":["x"],"ignore":["z"],"allow_fallbacks":false,"require_parameters":true,"data_collection":"deny",
            "zdr":true,"sort":{"by":"throughput","partition":"none"},
            "max_price":{"prompt":0.05,"completion":"1.5","request":1e-3,"image":0},
            "quantizations":["fp8","bf16"],"tiers":[1,9]})");
        QVERIFY(request.has_value());
        const chat::RouteWishes& wishes = *request->routeWishes;
        QCOMPARE(wishes.models, (std::vector<std::string>{"b", "c:cheap"}));
        QCOMPARE(wishes.order, (std::vector<std::string>{"x", "y"}));
        QCOMPARE(wishes.only, std::vector<std::string>{"x"});
        QCOMPARE(wishes.ignore, std::vector<std::string>{"z"});
        QVERIFY(!wishes.allowsFallbacks);
        QVERIFY(wishes.requiresParameters);
        QVERIFY(wishes.deniesDataCollection);
        QVERIFY(wishes.wantsZeroRetention);
        QVERIFY(wishes.sort == Sort::Throughput);
        QVERIFY(wishes.sortsAcrossModels);
        QCOMPARE(wishes.maxPrice.prompt, std::optional<std::int64_t>(50'000));
        QCOMPARE(wishes.maxPrice.completion, std::optional<std::int64_t>(1'500'000));
        QCOMPARE(wishes.maxPrice.request, std::optional<std::int64_t>(1'000'000'000));
        QCOMPARE(wishes.maxPrice.image, std::optional<std::int64_t>(0));
        QCOMPARE(wishes.quantizations, (std::vector<std::string>{"fp8", "bf16"}));
        QCOMPARE(wishes.tiers, (std::vector<std::int32_t>{1, 9}));
    }

    void hasNoneWhereNoneIsUttered()
    {
        QVERIFY(!parse(R"(,"model":"a")")->routeWishes);
        QVERIFY(!parse(R"(,"model":"a","provider":null,"models":null)")->routeWishes);
    }

    void nullsAreNoWishes()
    {
        const auto request = parse(R"(,"model":"a","provider":{"order":null,"allow_fallbacks":null,"zdr":null,
            "sort":null,"max_price":null,"data_collection":null})");
        QVERIFY(request.has_value());
        QVERIFY(request->routeWishes->allowsFallbacks);
        QVERIFY(!request->routeWishes->sort);
    }

    void theFirstOfModelsStandsForAModel()
    {
        QCOMPARE(parse(R"(,"models":["b","c"])")->model, "b");
        QCOMPARE(parse(R"(,"models":[])").error().param, "model");
    }

    void readsWhatRoutingNeedsToKnow()
    {
        const auto request = parse(R"(,"model":"a","response_format":{"type":"json_schema","json_schema":{}},
            "reasoning_effort":"high","prompt_cache_key":"k")");
        QVERIFY(request->wantsJsonSchema);
        QVERIFY(!request->wantsJsonObject);
        QVERIFY(request->wantsReasoning);
        QCOMPARE(request->cacheKey, "k");
        QVERIFY(parse(R"(,"model":"a","response_format":{"type":"json_object"})")->wantsJsonObject);
        QVERIFY(!parse(R"(,"model":"a","response_format":{"type":"text"},"reasoning_effort":"none")")->wantsReasoning);
        QVERIFY(parse(R"(,"model":"a","reasoning":{"max_tokens":9}})").error().code == ErrorCode::InvalidJson);
        QVERIFY(parse(R"(,"model":"a","reasoning":{"max_tokens":9})")->wantsReasoning);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("param");
        const auto row = [](const char* field, const char* param) {
            QTest::newRow(field) << QByteArray(field) << QByteArray(param);
        };
        row(R"("models":"b")", "models");
        row(R"("models":[1])", "models");
        row(R"("models":[""])", "models");
        row(R"("provider":"x")", "provider");
        row(R"("provider":[])", "provider");
        row(R"("provider":{"order":"x"})", "provider.order");
        row(R"("provider":{"order":[null]})", "provider.order");
        row(R"("provider":{"only":{}})", "provider.only");
        row(R"("provider":{"ignore":7})", "provider.ignore");
        row(R"("provider":{"allow_fallbacks":"no"})", "provider.allow_fallbacks");
        row(R"("provider":{"require_parameters":1})", "provider.require_parameters");
        row(R"("provider":{"zdr":"true"})", "provider.zdr");
        row(R"("provider":{"data_collection":"never"})", "provider.data_collection");
        row(R"("provider":{"data_collection":false})", "provider.data_collection");
        row(R"("provider":{"sort":"beauty"})", "provider.sort");
        row(R"("provider":{"sort":["price"]})", "provider.sort");
        row(R"("provider":{"sort":{"by":"x"}})", "provider.sort.by");
        row(R"("provider":{"sort":{"partition":"all"}})", "provider.sort.partition");
        row(R"("provider":{"sort":{"then":"x"}})", "provider.sort.then");
        row(R"("provider":{"max_price":1})", "provider.max_price");
        row(R"("provider":{"max_price":{"prompt":-1}})", "provider.max_price.prompt");
        row(R"("provider":{"max_price":{"completion":"1e5"}})", "provider.max_price.completion");
        row(R"("provider":{"max_price":{"completion":1e300}})", "provider.max_price.completion");
        row(R"("provider":{"max_price":{"prompt":1e309}})", "provider.max_price.prompt");
        row(R"("provider":{"max_price":{"image":-1e309}})", "provider.max_price.image");
        row(R"("provider":{"max_price":{"completion":99999999999999999999}})", "provider.max_price.completion");
        row(R"("provider":{"max_price":{"prompt":1e-30}})", "provider.max_price.prompt");
        row(R"("provider":{"max_price":{"prompt":0.0000001}})", "provider.max_price.prompt");
        row(R"("provider":{"max_price":{"request":1e-13}})", "provider.max_price.request");
        row(R"("provider":{"tiers":[1e309]})", "provider.tiers");
        row(R"("gotoai":{"deadlines":{"idle_ms":1e309}})", "gotoai.deadlines.idle_ms");
        row(R"("provider":{"max_price":{"request":true}})", "provider.max_price.request");
        row(R"("provider":{"max_price":{"audio":1}})", "provider.max_price.audio");
        row(R"("provider":{"quantizations":"fp8"})", "provider.quantizations");
        row(R"("provider":{"tiers":[0]})", "provider.tiers");
        row(R"("provider":{"tiers":[10]})", "provider.tiers");
        row(R"("provider":{"tiers":[1.5]})", "provider.tiers");
        row(R"("provider":{"tiers":1})", "provider.tiers");
        row(R"("response_format":"json")", "response_format");
        row(R"("response_format":{"type":1})", "response_format");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, param);
        const auto request = parse(R"(,"model":"a",)" + field.toStdString());
        QVERIFY(!request.has_value());
        QVERIFY(request.error().code == ErrorCode::InvalidRequest);
        QCOMPARE(request.error().param, param.toStdString());
    }

    void saysWhichPricesAreAllowed()
    {
        const auto request = parse(R"(,"model":"a","provider":{"max_price":{"prompt":0.0000001}})");
        QVERIFY(request.error().detail.find("at most 6 decimal places") != std::string::npos);
    }

    // A misspelt constraint that is dropped would be a constraint broken.
    void refusesAConstraintThatIsNotKnown()
    {
        const auto request = parse(R"(,"model":"a","provider":{"onyl":["x"]})");
        QVERIFY(request.error().code == ErrorCode::UnsupportedParameter);
        QCOMPARE(request.error().param, "provider.onyl");
    }

    void refusesEndlessLists()
    {
        std::string words;
        for (int i = 0; i < 33; ++i)
            words += (i == 0 ? "" : ",") + std::string("\"p\"");
        QCOMPARE(parse(R"(,"model":"a","provider":{"only":[)" + words + "]}").error().param, "provider.only");
        QCOMPARE(parse(R"(,"model":"a","models":[)" + words + "]").error().param, "models");
    }
};

QTEST_GUILESS_MAIN(RouteWishesTest)
#include "routewishes_test.moc"
