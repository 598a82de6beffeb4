// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditquery.h"

#include "audit/auditlog.h"
#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::audit;

class AuditQueryTest : public QObject
{
    Q_OBJECT

private:
    test::ScratchStore m_store{auditMigrations()};
    storage::Database m_database = m_store.openDatabase();

    QByteArray numbers(const AuditFilter& filter)
    {
        QByteArray found;
        const auto page = readAudit(m_database, filter, {}, 100);
        for (const AuditRecord& record : page->records)
            found += QByteArray::number(qint64{record.number});
        return found;
    }

    static QByteArray numbersOf(const AuditPage& page)
    {
        QByteArray found;
        for (const AuditRecord& record : page.records)
            found += QByteArray::number(qint64{record.number});
        return found;
    }
    // All that pages lead to from one, newest first.
    QByteArray walkFrom(const AuditFilter& filter, const AuditPlace& place, std::size_t limit)
    {
        constexpr int kMostPages = 20;
        const auto first = readAudit(m_database, filter, place, limit);
        QByteArray all = numbersOf(*first);
        int pages = 0;
        for (auto next = first->next; next && ++pages < kMostPages;) {
            const auto page = readAudit(m_database, filter, {.before = next}, limit);
            all += numbersOf(*page);
            next = page->next;
        }
        for (auto previous = first->previous; previous && ++pages < kMostPages;) {
            const auto page = readAudit(m_database, filter, {.after = previous}, limit);
            all.prepend(numbersOf(*page));
            previous = page->previous;
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int second = 1; second <= 4; ++second) {
            AuditRecord record;
            record.at = fromMicroseconds(second * 1'000'000);
            record.principal = second == 1 ? "" : "tok_1";
            record.method = second == 2 ? "DELETE" : "POST";
            record.route = second == 4 ? "/admin/v1/topups" : "/admin/v1/keys";
            record.resource = second == 3 ? "key_1" : "key_2";
            record.status = second == 1 ? 401 : 200;
            QVERIFY(append(m_database, record));
        }
    }

    void filters()
    {
        QCOMPARE(numbers({}), QByteArray("4321"));
        QCOMPARE(numbers({.principal = "tok_1"}), QByteArray("432"));
        QCOMPARE(numbers({.principal = ""}), QByteArray("1"));
        QCOMPARE(numbers({.resource = "key_1"}), QByteArray("3"));
        QCOMPARE(numbers({.route = "/admin/v1/topups"}), QByteArray("4"));
        QCOMPARE(numbers({.method = "DELETE"}), QByteArray("2"));
        QCOMPARE(numbers({.outcome = Outcome::Refused}), QByteArray("1"));
        QCOMPARE(numbers({.outcome = Outcome::Done}), QByteArray("432"));
        QCOMPARE(numbers({.from = fromMicroseconds(2'000'000)}), QByteArray("432"));
        QCOMPARE(numbers({.to = fromMicroseconds(2'000'000)}), QByteArray("1"));
        QCOMPARE(numbers({.principal = "tok_1", .resource = "key_2", .to = fromMicroseconds(4'000'000)}),
                 QByteArray("2"));
    }

    void pages()
    {
        const auto first = readAudit(m_database, {}, {}, 3);
        QVERIFY(first && first->records.size() == 3 && first->next == 2);
        const auto last = readAudit(m_database, {}, {.before = first->next}, 3);
        QVERIFY(last && last->records.size() == 1 && !last->next);
        QVERIFY(last->previous == 1);
    }

    // Wherever the log is entered, its pages lead through all of it, each record once.
    void pagesAroundAnythingLeadThroughTheWholeLog()
    {
        for (const AuditFilter& filter :
             {AuditFilter{}, AuditFilter{.resource = "key_2"}, AuditFilter{.route = "none"}})
            for (std::size_t limit = 1; limit <= 5; ++limit)
                for (std::int64_t around = 0; around <= 6; ++around)
                    QCOMPARE(walkFrom(filter, {.around = around}, limit), numbers(filter));
    }

    void aPageHasRecordsOnBothSides()
    {
        const auto page = readAudit(m_database, {}, {.around = 2}, 2);
        QVERIFY(page && page->records.size() == 2);
        QVERIFY(page->records.front().number == 3 && page->records.back().number == 2);
        QVERIFY(page->previous == 3 && page->next == 2);
    }

    void recordsAreFoundByNumberAndTime()
    {
        QVERIFY(requireRecord(m_database, 4));
        QCOMPARE(requireRecord(m_database, 5).error().code, ErrorCode::NotFound);
        QCOMPARE(auditNumberAt(m_database, fromMicroseconds(999'999)).value_or(-1), 0);
        QCOMPARE(auditNumberAt(m_database, fromMicroseconds(1'000'000)).value_or(-1), 1);
        QCOMPARE(auditNumberAt(m_database, fromMicroseconds(2'500'000)).value_or(-1), 2);
        QCOMPARE(auditNumberAt(m_database, fromMicroseconds(9'000'000)).value_or(-1), 4);
    }
};

QTEST_GUILESS_MAIN(AuditQueryTest)
#include "auditquery_test.moc"
