// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/suppliedrows.h"

#include "storage/database.h"

#include <QtTest>

#include <QTemporaryDir>

#include <array>
#include <string>
#include <vector>

using namespace gotoai;
using namespace gotoai::storage;

namespace {

constexpr char kInsert[] =
    "INSERT OR FAIL INTO stock(number, name, mark, weight) SELECT c0, c1, c2, c3 FROM supplied_rows";

struct Item
{
    std::int64_t number = 0;
    std::string name{};
    std::array<std::uint8_t, 2> mark{};
    std::optional<std::int64_t> weight{};
};

class Items final : public RowSource
{
public:
    explicit Items(std::vector<Item> items)
        : m_items(std::move(items))
    {}
    std::size_t size() const override { return m_items.size(); }
    void fill(std::size_t row, int column, Cell cell) const override
    {
        const Item& item = m_items[row];
        switch (column) {
        case 0: return cell.set(item.number);
        case 1: return cell.set(item.name);
        case 2: return cell.set(item.mark);
        case 3: return cell.set(item.weight);
        default: return;
        }
    }

private:
    std::vector<Item> m_items;
};

} // namespace

class SuppliedRowsTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    std::optional<Database> m_database;

    std::string stock()
    {
        auto statement =
            m_database->prepare("SELECT group_concat(number || name || hex(mark) || coalesce(weight, '-'), "
                                "' ') FROM (SELECT * FROM stock ORDER BY number)");
        return statement && statement->step() ? std::string(statement->text(0)) : "unreadable";
    }

private Q_SLOTS:
    void init()
    {
        m_database.reset();
        const auto path = m_directory.filePath(QString::fromLatin1(QTest::currentTestFunction())).toStdString();
        auto opened = Database::open(path, Access::ReadWrite);
        QVERIFY(bool(opened));
        m_database.emplace(std::move(*opened));
        QVERIFY(bool(m_database->execute("CREATE TABLE stock(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
                                         "mark BLOB NOT NULL CHECK(length(mark) = 2), weight INTEGER) STRICT")));
    }

    void insertsRowsOfAllTypes()
    {
        QVERIFY(bool(m_database->runOver(kInsert, Items({{1, "a", {0, 255}, 7}, {2, "", {1, 2}, std::nullopt}}))));
        QCOMPARE(stock(), std::string("1a00FF7 20102-"));
    }

    void givesEachRunItsOwnRows()
    {
        for (std::int64_t number = 1; number <= 3; ++number)
            QVERIFY(bool(m_database->runOver(kInsert, Items({{number, std::to_string(number)}}))));
        QCOMPARE(stock(), std::string("110000- 220000- 330000-"));
    }

    void holdsNothingOutsideARun()
    {
        QVERIFY(bool(m_database->runOver(kInsert, Items({{1, "a"}}))));
        auto rows = m_database->prepare("SELECT count(*) FROM supplied_rows");
        QVERIFY(bool(rows));
        QVERIFY(bool(rows->step()));
        QCOMPARE(rows->integer(0), 0);
    }

    void insertsNothingFromNothing()
    {
        QVERIFY(bool(m_database->runOver(kInsert, Items({}))));
        QCOMPARE(stock(), std::string());
    }

    void reportsAConflict()
    {
        const auto ran = m_database->runOver(kInsert, Items({{1, "a"}, {2, "a"}}));
        QVERIFY(!ran);
        QCOMPARE(ran.error().code, ErrorCode::Conflict);
        QVERIFY(bool(m_database->runOver(kInsert, Items({{3, "c"}})))); // the statement is fit for use again
    }

    void takesManyRowsAtOnce()
    {
        std::vector<Item> items;
        for (std::int64_t number = 1; number <= 10'000; ++number)
            items.push_back({number, std::to_string(number), {}, number});
        QVERIFY(bool(m_database->execute("BEGIN")));
        QVERIFY(bool(m_database->runOver(kInsert, Items(std::move(items)))));
        QVERIFY(bool(m_database->execute("COMMIT")));
        auto sum = m_database->prepare("SELECT sum(weight) FROM stock");
        QVERIFY(sum && sum->step());
        QCOMPARE(sum->integer(0), 50'005'000);
    }
};

QTEST_GUILESS_MAIN(SuppliedRowsTest)
#include "suppliedrows_test.moc"
