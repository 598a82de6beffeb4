// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/bound.h"

#include "support/catalogfixture.h"

#include <QTest>

#include <limits>

using namespace gotoai;
using namespace gotoai::hypercore;

class BoundTest : public QObject
{
    Q_OBJECT

private:
    static chat::Request request(std::size_t bytes)
    {
        chat::Request request;
        request.body.assign(bytes, 'x');
        return request;
    }

private Q_SLOTS:
    void boundsThePromptByBytesAndImages()
    {
        auto endpoint = *test::makeEndpoint({});
        endpoint.imageTokens = 1'000;
        auto asked = request(500);
        asked.images = 2;
        QCOMPARE(usageBound(asked, endpoint).promptTokens, 2'500);
    }

    void clampsToTheEndpointsLimits()
    {
        const auto endpoint = test::makeEndpoint({.contextTokens = 1'000, .maxOutputTokens = 300});
        auto asked = request(5'000);
        asked.maxCompletionTokens = 10'000;
        const auto bound = usageBound(asked, *endpoint);
        QCOMPARE(bound.promptTokens, 1'000);
        QCOMPARE(bound.completionTokens, 300);
    }

    void holdsForTheModelsMaximumWithoutALimit()
    {
        const auto endpoint = test::makeEndpoint({.maxOutputTokens = 300});
        QCOMPARE(usageBound(request(10), *endpoint).completionTokens, 300);
    }

    void countsEveryChoice()
    {
        auto asked = request(10);
        asked.maxCompletionTokens = 7;
        asked.choices = 3;
        QCOMPARE(usageBound(asked, *test::makeEndpoint({})).completionTokens, 21);
    }

    void survivesAbsurdLimits()
    {
        auto asked = request(10);
        asked.choices = 128;
        auto endpoint = *test::makeEndpoint({});
        endpoint.contextTokens = kMaxTokenCount;
        endpoint.maxOutputTokens = kMaxTokenCount;
        QCOMPARE(usageBound(asked, endpoint).completionTokens, kMaxTokenCount);
    }

    void estimatesWithinTheBound()
    {
        const auto asked = request(401);
        const UsageBound bound{.promptTokens = 401, .completionTokens = 5};
        QCOMPARE(estimateUsage(asked, 9, bound)[Meter::Prompt], 101);
        QCOMPARE(estimateUsage(asked, 9, bound)[Meter::Completion], 3);
        QCOMPARE(estimateUsage(asked, 1'000'000, bound)[Meter::Completion], 5);
        QCOMPARE(estimateUsage(asked, 0, bound)[Meter::Completion], 0);
        QCOMPARE(estimateUsage(asked, 0, bound)[Meter::Request], 1);
    }
};

QTEST_GUILESS_MAIN(BoundTest)
#include "bound_test.moc"
