// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditlog.h"

#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::audit;

namespace {

AuditRecord record(const char* resource)
{
    AuditRecord record;
    record.at = fromMicroseconds(1'700'000'000'000'000);
    record.principal = "tok_1";
    record.name = "ops";
    record.role = "admin";
    record.credential = "tok_1";
    record.address = "127.0.0.1";
    record.requestId = "req_1";
    record.method = "PATCH";
    record.route = "/admin/v1/keys/{id}";
    record.resource = resource;
    record.before = R"({"label":"a"})";
    record.after = R"({"label":"b"})";
    record.status = 200;
    return record;
}

} // namespace

class AuditLogTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ScratchStore> m_store;
    std::optional<storage::Database> m_database;

    // As somebody would who has the file.
    void tamper(const char* sql)
    {
        QVERIFY(m_database->execute("DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete"));
        QVERIFY(m_database->execute(sql));
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(auditMigrations());
        m_database.emplace(m_store->openDatabase());
        for (const char* resource : {"key_1", "key_2", "key_3"})
            QVERIFY(append(*m_database, record(resource)));
    }
    void cleanup()
    {
        m_database.reset();
        m_store.reset();
    }

    void numbersAndKeepsRecords()
    {
        auto select = m_database->prepare(std::string("SELECT ") + kColumns + " FROM audit_log ORDER BY number");
        QVERIFY(select && select->step().value_or(false));
        AuditRecord expected = record("key_1");
        expected.number = 1;
        QVERIFY(readRecord(*select) == expected);
        QCOMPARE(verifyAudit(*m_database).value_or(-1), 3);
    }

    void anEmptyLogHolds()
    {
        const test::ScratchStore empty(auditMigrations());
        auto database = empty.openDatabase();
        QCOMPARE(verifyAudit(database).value_or(-1), 0);
    }

    void takesNothingBack()
    {
        QVERIFY(!m_database->execute("UPDATE audit_log SET status = 500"));
        QVERIFY(!m_database->execute("DELETE FROM audit_log WHERE number = 3"));
        QVERIFY(!m_database->execute("INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE number = 2"));
        QCOMPARE(verifyAudit(*m_database).value_or(-1), 3);
    }

    void leavesNothingOfATransactionThatIsUndone()
    {
        QVERIFY(m_database->execute("BEGIN"));
        QVERIFY(append(*m_database, record("key_4")));
        QVERIFY(m_database->execute("ROLLBACK"));
        QVERIFY(append(*m_database, record("key_5")));
        QCOMPARE(verifyAudit(*m_database).value_or(-1), 4);
    }

    void findsTheFirstBadLine_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("place");
        const auto row = [](const char* name, const char* sql, const char* place) {
            QTest::newRow(name) << QByteArray(sql) << QByteArray(place);
        };
        for (const char* column : {"principal", "name", "role", "credential", "address", "request_id", "method",
                                   "route", "resource", "before_json", "after_json", "code"})
            QTest::newRow(column) << QByteArray("UPDATE audit_log SET ") + column + " = 'x' WHERE number = 2"
                                  << QByteArray("audit_log 2:");
        row("status", "UPDATE audit_log SET status = 404 WHERE number = 2", "audit_log 2:");
        row("time", "UPDATE audit_log SET at_us = at_us + 1 WHERE number = 3", "audit_log 3:");
        row("hash", "UPDATE audit_log SET hash = zeroblob(32) WHERE number = 1", "audit_log 1:");
        row("gap", "DELETE FROM audit_log WHERE number = 2", "audit_log 2:");
        row("first gone", "DELETE FROM audit_log WHERE number = 1", "audit_log 1:");
        row("moved text", "UPDATE audit_log SET name = name || role, role = '' WHERE number = 2", "audit_log 2:");
    }
    void findsTheFirstBadLine()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, place);
        tamper(sql.constData());
        const auto verified = verifyAudit(*m_database);
        QVERIFY(!verified && verified.error().code == ErrorCode::Corrupt);
        QVERIFY2(verified.error().detail.starts_with(place.toStdString()), verified.error().detail.c_str());
    }
};

QTEST_GUILESS_MAIN(AuditLogTest)
#include "auditlog_test.moc"
