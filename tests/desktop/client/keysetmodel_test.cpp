// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/keysetmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include <algorithm>
#include <vector>

using namespace gotoai::client;

namespace {

using Rows = std::vector<int>;

// A daemon's list of the numbers from `newest` down to 1, by its own rules of cursors and of `around`. Answers when it
// is told to.
class NumberList final : public KeysetModel
{
public:
    explicit NumberList(int newest)
        : KeysetModel(nullptr)
        , newest(newest)
    {}

    void serve()
    {
        while (!m_waiting.empty()) {
            const auto waiting = std::exchange(m_waiting, {});
            for (const auto& answer : waiting)
                answer();
        }
    }
    // The model tester calls fetchMore() at every change and would read all of the list: a test fetches pages itself.
    void fetchMore(const QModelIndex& /*parent*/) override {}
    void fetchPage() { KeysetModel::fetchMore({}); }
    bool isAsked() const { return !m_waiting.empty(); }
    QVariant text(int row) const { return data(index(row, 0), Qt::DisplayRole); }

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 1; }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid() || role != Qt::DisplayRole)
            return {};
        const Place at = place(index.row());
        return at.page ? QVariant(rows(*at.page)[static_cast<std::size_t>(at.row)]) : QVariant(QStringLiteral("…"));
    }

    int newest;
    bool isDown = false;
    int requests = 0;

protected:
    Call fetch(const QUrlQuery& query, std::function<void(Answer<Page>)> then) override
    {
        ++requests;
        m_waiting.push_back([this, query, then = std::move(then)] {
            if (isDown)
                then(Failure{.kind = FailureKind::Unreachable});
            else
                then(read(query));
        });
        return {};
    }
    QString idOf(const Page& page, int row) const override
    {
        return QString::number(rows(page)[static_cast<std::size_t>(row)]);
    }
    Page slice(const Page& page, int from, int count) const override
    {
        const auto begin = rows(page).begin() + from;
        return {.rows = std::make_shared<Rows>(begin, begin + count), .count = count};
    }

private:
    static const Rows& rows(const Page& page) { return *static_cast<const Rows*>(page.rows.get()); }

    Page read(const QUrlQuery& query) const
    {
        const int limit = query.queryItemValue(QStringLiteral("limit")).toInt();
        int top = newest;
        if (query.hasQueryItem(QStringLiteral("cursor")))
            top = query.queryItemValue(QStringLiteral("cursor")).toInt() - 1;
        if (query.hasQueryItem(QStringLiteral("around")))
            top = std::min(newest, query.queryItemValue(QStringLiteral("around")).toInt() + limit / 2);
        Rows found;
        for (int number = top; number > 0 && found.size() < static_cast<std::size_t>(limit); --number)
            found.push_back(number);
        Page page{.count = static_cast<int>(found.size())};
        if (!found.empty() && found.back() > 1)
            page.next = QString::number(found.back());
        if (query.hasQueryItem(QStringLiteral("around")) && top < newest)
            page.previous = QString::number(top);
        page.rows = std::make_shared<Rows>(std::move(found));
        return page;
    }

    std::vector<std::function<void()>> m_waiting;
};

constexpr auto kStrict = QAbstractItemModelTester::FailureReportingMode::QtTest;

} // namespace

class KeysetModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesFollowAsTheViewComesNear();
    void anEmptyListIsComplete();
    void newRowsWaitUntilTheyAreAskedFor();
    void aRowOnShowThatChangesIsNotNew();
    void aRowThatIsToldOfTooEarlyIsAskedForAgain();
    void moreNewRowsThanAPageAreReadInSteps();
    void onlyAWindowOfPagesIsKept();
    void rowsThatWereLetGoComeBack();
    void aJumpLandsAmongOlderRowsAndLeadsBack();
    void aFailureKeepsWhatIsShown();
};

void KeysetModelTest::pagesFollowAsTheViewComesNear()
{
    NumberList list(450);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.reload();
    QCOMPARE(list.state(), KeysetModel::State::Loading);
    list.serve();
    QCOMPARE(list.rowCount(), 200);
    QCOMPARE(list.text(0), QVariant(450));
    list.fetchPage();
    list.serve();
    list.fetchPage();
    list.serve();
    QCOMPARE(list.rowCount(), 450);
    QCOMPARE(list.text(449), QVariant(1));
    QVERIFY(list.isComplete());
    QVERIFY(!list.canFetchMore({}));
}

void KeysetModelTest::anEmptyListIsComplete()
{
    NumberList list(0);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.reload();
    list.serve();
    QCOMPARE(list.state(), KeysetModel::State::Ready);
    QCOMPARE(list.rowCount(), 0);
    QVERIFY(list.isComplete());
    list.newest = 3;
    list.noteNew(3);
    list.showNew();
    list.serve();
    QCOMPARE(list.rowCount(), 3);
    QCOMPARE(list.newCount(), 0);
}

void KeysetModelTest::newRowsWaitUntilTheyAreAskedFor()
{
    NumberList list(300);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.reload();
    list.serve();
    QSignalSpy shown(&list, &KeysetModel::rowsShown);
    list.newest = 312;
    list.noteNew(12);
    QCOMPARE(list.newCount(), 12);
    QCOMPARE(list.text(0), QVariant(300));
    list.showNew();
    list.serve();
    QCOMPARE(shown.count(), 1);
    QCOMPARE(shown.first().first().toInt(), 12);
    QCOMPARE(list.newCount(), 0);
    QCOMPARE(list.text(0), QVariant(312));
    QCOMPARE(list.text(12), QVariant(300));
    QCOMPARE(list.rowCount(), 212);
}

void KeysetModelTest::aRowOnShowThatChangesIsNotNew()
{
    NumberList list(300);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.reload();
    list.serve();
    QSignalSpy changed(&list, &QAbstractItemModel::dataChanged);
    list.note(QStringLiteral("299"));
    QCOMPARE(list.newCount(), 0);
    QTRY_VERIFY(list.isAsked());
    list.serve();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(list.text(0), QVariant(300));
}

void KeysetModelTest::aRowThatIsToldOfTooEarlyIsAskedForAgain()
{
    NumberList list(300);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.reload();
    list.serve();
    list.note(QStringLiteral("301"));
    list.note(QStringLiteral("another list's"));
    list.showNew();
    list.serve();
    QCOMPARE(list.text(0), QVariant(300));
    QCOMPARE(list.newCount(), 2);
    list.newest = 301;
    QTRY_VERIFY(list.isAsked());
    list.serve();
    QCOMPARE(list.text(0), QVariant(301));
    QCOMPARE(list.newCount(), 1);
    for (int reading = 2; reading < NewRows::kMostReadings; ++reading) {
        QTRY_VERIFY(list.isAsked());
        list.serve();
    }
    QCOMPARE(list.newCount(), 0);
}

void KeysetModelTest::moreNewRowsThanAPageAreReadInSteps()
{
    NumberList list(10);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.reload();
    list.serve();
    list.newest = 910;
    list.noteNew(900);
    list.showNew();
    list.serve();
    QCOMPARE(list.rowCount(), 910);
    for (int row = 0; row < 910; ++row)
        QCOMPARE(list.text(row), QVariant(910 - row));
    list.newest = 9'000;
    list.noteNew(8'090);
    list.showNew();
    list.serve();
    QCOMPARE(list.rowCount(), KeysetModel::kPageRows); // read anew
    QCOMPARE(list.text(0), QVariant(9'000));
}

void KeysetModelTest::onlyAWindowOfPagesIsKept()
{
    NumberList list(100'000);
    list.reload();
    list.serve();
    while (!list.isComplete()) {
        list.fetchPage();
        list.serve();
    }
    QCOMPARE(list.rowCount(), 100'000);
    QCOMPARE(list.keptPages(), KeysetModel::kKeptPages);
}

void KeysetModelTest::rowsThatWereLetGoComeBack()
{
    NumberList list(20'000);
    list.reload();
    list.serve();
    for (int page = 0; page < 60; ++page) {
        list.fetchPage();
        list.serve();
    }
    for (const int row : {0, 1'000}) { // the first page has no cursor, the sixth has
        QCOMPARE(list.text(row), QVariant(QStringLiteral("…")));
        QTRY_VERIFY(list.isAsked());
        list.serve();
        QCOMPARE(list.text(row), QVariant(20'000 - row));
    }
}

void KeysetModelTest::aJumpLandsAmongOlderRowsAndLeadsBack()
{
    NumberList list(5'000);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.jumpTo(QStringLiteral("4500"));
    list.serve();
    QVERIFY(list.isAround());
    QCOMPARE(list.text(100), QVariant(4'500));
    list.showNew();
    list.serve();
    QVERIFY(list.isAround());
    QCOMPARE(list.text(0), QVariant(4'800));
    list.showNew();
    list.serve();
    QVERIFY(!list.isAround());
    QCOMPARE(list.text(0), QVariant(5'000));
    QCOMPARE(list.text(500), QVariant(4'500));
}

void KeysetModelTest::aFailureKeepsWhatIsShown()
{
    NumberList list(50);
    const QAbstractItemModelTester tester(&list, kStrict);
    list.reload();
    list.serve();
    list.isDown = true;
    list.reload();
    list.serve();
    QCOMPARE(list.state(), KeysetModel::State::Failed);
    QCOMPARE(list.failure().kind, FailureKind::Unreachable);
    QCOMPARE(list.rowCount(), 50);
    list.isDown = false;
    list.reload();
    list.serve();
    QCOMPARE(list.state(), KeysetModel::State::Ready);
}

QTEST_GUILESS_MAIN(KeysetModelTest)
#include "keysetmodel_test.moc"
