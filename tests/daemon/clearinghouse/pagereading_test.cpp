// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/pagereading.h"

#include "storage/database.h"

#include <QTemporaryDir>
#include <QtTest>

#include <deque>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

struct NumberRow
{
    std::int64_t number = 0;
    bool operator==(const NumberRow&) const = default;
};

constexpr std::int64_t kLast = 23;

} // namespace

// Wherever a list is entered, and whatever its filter keeps, its pages lead through all of it, each row once.
class PageReadingTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    std::unique_ptr<storage::Database> m_database;
    std::int64_t m_every = 1; // the filter: every so many-th number
    NumberRange m_bounds{0, kNoNumber};

    std::vector<std::int64_t> kept() const
    {
        std::vector<std::int64_t> numbers;
        for (std::int64_t number = kLast; number > 0; --number) {
            if (number % m_every == 0 && number > m_bounds.above && number < m_bounds.below)
                numbers.push_back(number);
        }
        return numbers;
    }
    Page<NumberRow> read(const PageRequest& request)
    {
        const auto page = readPage<NumberRow>(
            request, m_bounds,
            [this](Direction direction, const NumberRange& range) {
                return NumberScan::open(*m_database, "SELECT number FROM numbers WHERE number > ?1 AND number < ?2",
                                        direction, range);
            },
            [this](std::int64_t number) {
                return Result<std::optional<NumberRow>>(number % m_every == 0 ? std::optional(NumberRow{number})
                                                                              : std::nullopt);
            });
        if (!page)
            qFatal("%s", page.error().detail.c_str());
        return *page;
    }
    // All that pages lead to from this one, newest first; empty when they lead round and round.
    std::vector<std::int64_t> walkFrom(const PageRequest& request)
    {
        constexpr int kMostPages = 100;
        const auto first = read(request);
        std::deque<std::int64_t> numbers;
        for (const NumberRow& row : first.rows)
            numbers.push_back(row.number);
        int pages = 0;
        for (auto next = first.next; next; ++pages) {
            const auto page = read({.limit = request.limit, .before = *next});
            for (const NumberRow& row : page.rows)
                numbers.push_back(row.number);
            next = page.next;
            if (pages == kMostPages)
                return {};
        }
        for (auto previous = first.previous; previous; ++pages) {
            const auto page = read({.limit = request.limit, .after = *previous});
            for (auto row = page.rows.rbegin(); row != page.rows.rend(); ++row)
                numbers.push_front(row->number);
            previous = page.previous;
            if (pages == kMostPages)
                return {};
        }
        return {numbers.begin(), numbers.end()};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = std::make_unique<storage::Database>(*storage::Database::open(
            m_directory.filePath(QStringLiteral("numbers.db")).toStdString(), storage::Access::ReadWrite));
        QVERIFY(m_database->execute("CREATE TABLE numbers(number INTEGER PRIMARY KEY)"));
        for (std::int64_t number = 1; number <= kLast; ++number)
            QVERIFY(m_database->execute("INSERT INTO numbers VALUES(" + std::to_string(number) + ")"));
    }
    void init()
    {
        m_every = 1;
        m_bounds = {0, kNoNumber};
    }

    void pagesAroundAnythingLeadThroughTheWholeList_data()
    {
        QTest::addColumn<qint64>("every");
        QTest::addColumn<qint64>("above");
        QTest::addColumn<qint64>("below");
        QTest::newRow("all") << qint64{1} << qint64{0} << qint64{kNoNumber};
        QTest::newRow("filtered") << qint64{5} << qint64{0} << qint64{kNoNumber};
        QTest::newRow("nothing is kept") << qint64{100} << qint64{0} << qint64{kNoNumber};
        QTest::newRow("of a period") << qint64{1} << qint64{6} << qint64{17};
        QTest::newRow("of a period, filtered") << qint64{3} << qint64{6} << qint64{17};
        QTest::newRow("of no time") << qint64{1} << qint64{9} << qint64{10};
    }
    void pagesAroundAnythingLeadThroughTheWholeList()
    {
        QFETCH(qint64, every);
        QFETCH(qint64, above);
        QFETCH(qint64, below);
        m_every = every;
        m_bounds = {above, below};
        for (std::size_t limit = 1; limit <= 8; ++limit) {
            QCOMPARE(walkFrom({.limit = limit}), kept());
            for (std::int64_t around = 0; around <= kLast + 2; ++around)
                QCOMPARE(walkFrom({.limit = limit, .around = around}), kept());
        }
    }

    void aPageHasRowsOnBothSides()
    {
        const auto page = read({.limit = 4, .around = 10});
        QVERIFY((page.rows == std::vector<NumberRow>{{12}, {11}, {10}, {9}}));
        QVERIFY(page.previous == 12 && page.next == 9);
    }

    void aPageAtAnEndSaysThatThereIsNoMore()
    {
        const auto newest = read({.limit = 4, .around = kLast});
        QVERIFY((newest.rows == std::vector<NumberRow>{{23}, {22}, {21}, {20}}));
        QVERIFY(!newest.previous && newest.next == 20);
        const auto oldest = read({.limit = 4, .around = 1});
        QVERIFY((oldest.rows == std::vector<NumberRow>{{3}, {2}, {1}}));
        QVERIFY(oldest.previous == 3 && !oldest.next);
    }

    // There is no room for a newer one, but there are such.
    void aPageOfOneIsTheRowItself()
    {
        const auto page = read({.limit = 1, .around = 10});
        QVERIFY((page.rows == std::vector<NumberRow>{{10}}));
        QVERIFY(page.previous == 10 && page.next == 10);
        QVERIFY(!read({.limit = 1, .around = kLast}).previous);
    }
};

QTEST_GUILESS_MAIN(PageReadingTest)
#include "pagereading_test.moc"
