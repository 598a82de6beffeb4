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
        const auto last = readAudit(m_database, {}, first->next, 3);
        QVERIFY(last && last->records.size() == 1 && !last->next);
    }
};

QTEST_GUILESS_MAIN(AuditQueryTest)
#include "auditquery_test.moc"
