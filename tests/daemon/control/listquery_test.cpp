// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::control;

class ListQueryTest : public QObject
{
    Q_OBJECT

private:
    static Result<ListQuery> parse(const char* list, Call::Query query) { return ListQuery::parse(list, query); }

private Q_SLOTS:
    void hasADefault()
    {
        const auto query = parse("orders", {});
        QCOMPARE(query->limit(), ListQuery::kDefaultLimit);
        QVERIFY(!query->byNumber()->before);
    }

    void readsItsOwnCursors()
    {
        const std::string cursor = parse("orders", {})->cursorBelow(42);
        const auto query = parse("orders", {{"cursor", cursor}, {"limit", "500"}});
        QVERIFY(query->byNumber()->before == 42);
        QVERIFY(!query->byNumber()->after);
        QCOMPARE(query->byNumber()->limit, std::size_t{500});
        QVERIFY(query->onward()->before == 42);
        const auto newer = parse("orders", {{"cursor", parse("orders", {})->cursorAbove(42)}});
        QVERIFY(newer->byNumber()->after == 42);
        QVERIFY(!newer->byNumber()->before);
        QCOMPARE(newer->onward().error().param, "cursor");
        QVERIFY(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
                std::string::npos);
    }

    void refusesOtherCursors()
    {
        const std::string cursor = parse("orders", {})->cursorBelow(42);
        QCOMPARE(parse("transfers", {{"cursor", cursor}}).error().param, "cursor");
        QCOMPARE(parse("order", {{"cursor", cursor}}).error().param, "cursor");
        QCOMPARE(parse("orders", {{"cursor", cursor + "!"}}).error().param, "cursor");
        QCOMPARE(parse("orders", {{"cursor", ""}}).error().param, "cursor");
        for (const char* position : {"", "x", "42", "<", "<x", "<1x", ">1x", "< 1", "<99999999999999999999", "<0",
                                     "<-1", ">-1", ">9223372036854775807", "<9223372036854775807"}) {
            const auto query = parse("orders", {{"cursor", parse("orders", {})->cursorAt(position)}});
            QCOMPARE(query->byNumber().error().param, "cursor");
        }
    }

    void readsWhatAPageIsAround()
    {
        const KeyId id = KeyId::make(Instant{});
        const auto byId = Around<KeyId>::parse({{"around", id.toString()}});
        QVERIFY(byId->id == id && !byId->at);
        const auto byTime = Around<KeyId>::parse({{"around", "2026-01-02T03:04:05Z"}});
        QVERIFY(byTime->at && !byTime->id);
        const auto none = Around<KeyId>::parse({});
        QVERIFY(!none->id && !none->at);
        for (const char* text : {"", "7", "acct_0123456789abcdef0123456789abcdef", "2026-01-02"})
            QCOMPARE(Around<KeyId>::parse({{"around", text}}).error().param, "around");
        const std::string cursor = parse("orders", {})->cursorBelow(42);
        QCOMPARE(Around<KeyId>::parse({{"around", id.toString()}, {"cursor", cursor}}).error().param, "around");
    }

    void findsTheNumberThatAPageIsAround()
    {
        using Number = Result<std::int64_t>;
        const auto seven = [](const auto&) { return Number(7); };
        const auto nine = [](const auto&) { return Number(9); };
        const auto unknown = [](const auto&) { return Number(failure(ErrorCode::NotFound, "")); };
        const auto broken = [](const auto&) { return Number(failure(ErrorCode::StoreUnavailable, "")); };
        const Around<KeyId> byId{KeyId::make(Instant{}), {}};
        const Around<KeyId> byTime{{}, Instant{}};
        QVERIFY(*byId.number(seven, nine) == 7);
        QVERIFY(*byTime.number(seven, nine) == 9);
        QVERIFY(!*Around<KeyId>{}.number(seven, nine));
        QCOMPARE(byId.number(unknown, nine).error().code, ErrorCode::InvalidRequest);
        QCOMPARE(byId.number(unknown, nine).error().param, "around");
        QCOMPARE(byId.number(broken, nine).error().code, ErrorCode::StoreUnavailable);
        QCOMPARE(byTime.number(seven, broken).error().code, ErrorCode::StoreUnavailable);
    }

    void pagesAMapNewestFirst()
    {
        std::map<KeyId, std::shared_ptr<const int>> map;
        for (int i = 0; i < 7; ++i)
            map.emplace(KeyId::make(Instant{}), std::make_shared<const int>(i));
        const auto isEven = [](int value) { return value % 2 == 0; };
        std::vector<std::vector<int>> pages;
        Call::Query query{{"limit", "2"}};
        for (;;) {
            const auto page =
                ListQuery::parse("keys", query)->pageOf(map, isEven, [](const auto& value) { return *value; });
            pages.push_back(page->data);
            if (!page->nextCursor)
                break;
            query["cursor"] = *page->nextCursor;
        }
        QVERIFY((pages == std::vector<std::vector<int>>{{6, 4}, {2, 0}}));
    }

    // A row that went or came between two pages neither repeats nor hides another.
    void keepsItsPlaceWhileRowsCome()
    {
        std::map<KeyId, std::shared_ptr<const int>> map;
        const auto add = [&map](int value) { map.emplace(KeyId::make(Instant{}), std::make_shared<const int>(value)); };
        const auto all = [](int) { return true; };
        const auto valueOf = [](const auto& value) { return *value; };
        add(1);
        add(2);
        add(3);
        const auto first = parse("keys", {{"limit", "2"}})->pageOf(map, all, valueOf);
        add(4);
        const auto second = parse("keys", {{"limit", "2"}, {"cursor", *first->nextCursor}})->pageOf(map, all, valueOf);
        QVERIFY((first->data == std::vector<int>{3, 2}));
        QVERIFY((second->data == std::vector<int>{1}));
        QVERIFY(!second->nextCursor);
    }
};

QTEST_GUILESS_MAIN(ListQueryTest)
#include "listquery_test.moc"
