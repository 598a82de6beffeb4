// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/spread.h"

#include <QTest>

#include <map>

using namespace gotoai;
using namespace gotoai::hypercore;

class SpreadTest : public QObject
{
    Q_OBJECT

private:
    static EndpointId endpoint(std::uint8_t number) { return EndpointId(IdBytes{number}); }
    static chat::Request request(std::size_t bytes, const std::string& tail = {})
    {
        json::Parser parser;
        const std::string content = std::string(bytes, 'x') + tail;
        return *chat::parseRequest(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"" + content + "\"}]}", parser);
    }
    static std::uint8_t firstOf(std::uint64_t seed, const std::map<std::uint8_t, std::int32_t>& weights)
    {
        return std::ranges::min_element(
                   weights, {},
                   [&](const auto& entry) { return spreadRank(seed, endpoint(entry.first), entry.second); })
            ->first;
    }

private Q_SLOTS:
    void sharesOutByWeight()
    {
        const std::map<std::uint8_t, std::int32_t> weights{{1, 100}, {2, 300}, {3, 600}};
        std::map<std::uint8_t, int> firsts;
        for (std::uint64_t seed = 0; seed < 20'000; ++seed)
            ++firsts[firstOf(seed, weights)];
        QVERIFY2(std::abs(firsts[1] - 2'000) < 250, qPrintable(QString::number(firsts[1])));
        QVERIFY2(std::abs(firsts[2] - 6'000) < 350, qPrintable(QString::number(firsts[2])));
        QVERIFY2(std::abs(firsts[3] - 12'000) < 350, qPrintable(QString::number(firsts[3])));
    }

    void whatGoesMovesNothingElse()
    {
        const std::map<std::uint8_t, std::int32_t> all{{1, 100}, {2, 100}, {3, 100}};
        const std::map<std::uint8_t, std::int32_t> fewer{{1, 100}, {3, 100}};
        for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
            const std::uint8_t first = firstOf(seed, all);
            QVERIFY(first == 2 || first == firstOf(seed, fewer));
        }
    }

    void isNeverNegative()
    {
        for (std::uint64_t seed = 0; seed < 100'000; ++seed)
            QVERIFY(spreadRank(seed, endpoint(1), 1) >= 0);
    }

    void requestsThatBeginAlikeShareASeed()
    {
        const AccountId account(IdBytes{1});
        const auto seed = stickySeed(account, request(5'000));
        QVERIFY(seed.has_value());
        QVERIFY(stickySeed(account, request(5'000, "and more")) == seed);
        QVERIFY(stickySeed(AccountId(IdBytes{2}), request(5'000)) != seed);
    }

    void shortPromptsDoNot() { QVERIFY(!stickySeed(AccountId(IdBytes{1}), request(100))); }

    void theClientsCacheKeyCountsWhateverThePrompt()
    {
        const AccountId account(IdBytes{1});
        auto one = request(10);
        auto other = request(9'000);
        one.cacheKey = other.cacheKey = "conversation 7";
        QVERIFY(stickySeed(account, one).has_value());
        QVERIFY(stickySeed(account, one) == stickySeed(account, other));
        other.cacheKey = "conversation 8";
        QVERIFY(stickySeed(account, one) != stickySeed(account, other));
    }
};

QTEST_GUILESS_MAIN(SpreadTest)
#include "spread_test.moc"
