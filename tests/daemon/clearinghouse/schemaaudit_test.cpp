// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/schemaaudit.h"

#include "daemon/clearinghouse/testledger.h"

#include <QFile>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class SchemaAuditTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;

    static std::string outcome(const Result<void>& audited) { return audited ? "" : audited.error().detail; }
    // Changes a text in the pages of the indexes of a table, and nowhere else.
    void spoilIndexes(const char* table, const QByteArray& text)
    {
        QFile file(QString::fromStdString(m_ledger->path()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadOnly);
        const std::string sql = std::string("SELECT (SELECT page_size FROM pragma_page_size) * (rootpage - 1) "
                                            "FROM sqlite_schema WHERE type = 'index' AND tbl_name = '") +
                                table + "'";
        auto pages = database->prepare(sql);
        int spoiled = 0;
        while (pages->step().value_or(false)) {
            const auto at = bytes.indexOf(text, pages->integer(0));
            if (at < 0 || at >= pages->integer(0) + 4096)
                continue;
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
            ++spoiled;
        }
        QVERIFY(spoiled > 0);
        QVERIFY(file.seek(0) && file.write(bytes) == bytes.size());
    }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<TestLedger>();
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1'000'000), "EXTERNAL1"));
        QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(10), std::nullopt}, "GRANT1"));
        m_ledger->close();
    }

    void aSoundLedgerIsSound()
    {
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadOnly);
        QCOMPARE(outcome(auditTriggers(*database)), std::string());
        QCOMPARE(outcome(auditFile(*database)), std::string());
    }

    void triggersAreMissed_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("what");
        QTest::newRow("gone") << QByteArray("DROP TRIGGER topups_no_update")
                              << QByteArray("the trigger topups_no_update is missing: the table takes changes");
        QTest::newRow("tame") << QByteArray("DROP TRIGGER bookings_no_delete; CREATE TRIGGER bookings_no_delete "
                                            "BEFORE DELETE ON bookings BEGIN SELECT 1; END")
                              << QByteArray("the trigger bookings_no_delete is not what it was");
        QTest::newRow("alien") << QByteArray("CREATE TRIGGER helpful AFTER INSERT ON topups BEGIN SELECT 1; END")
                               << QByteArray("the trigger helpful is none of the ledger's");
    }
    void triggersAreMissed()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, what);
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
        QVERIFY(database->execute(sql.toStdString()));
        QCOMPARE(outcome(auditTriggers(*database)), what.toStdString());
    }

    void anOlderLedgerMissesNoTriggersOfTablesToCome()
    {
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadWrite);
        QVERIFY(database->execute("DROP TABLE settled_price_tiers"));
        QCOMPARE(outcome(auditTriggers(*database)), std::string());
    }

    void anIndexThatSaysSomethingElseIsDamage()
    {
        spoilIndexes("topups", "EXTERNAL1");
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadOnly);
        const std::string found = outcome(auditFile(*database));
        QVERIFY2(found.starts_with("the file is damaged: row 1 missing from index"), found.c_str());
    }

    // Nobody believes the index that one key had one effect.
    void whatHappensTwiceBehindItIsFound_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("top-up") << QByteArray("topups") << QByteArray("EXTERNAL1");
        QTest::newRow("booking") << QByteArray("bookings") << QByteArray("GRANT1");
    }
    void whatHappensTwiceBehindItIsFound()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, text);
        spoilIndexes(table.constData(), text);
        m_ledger->open();
        if (table == "topups")
            QVERIFY(m_ledger->topUp(m_ledger->account, nano(1'000'000), "EXTERNAL1"));
        else
            QVERIFY(m_ledger->book(Grant{m_ledger->account, nano(10), std::nullopt}, "GRANT1"));
        m_ledger->close();
        auto database = storage::Database::open(m_ledger->path(), storage::Access::ReadOnly);
        const auto report = verifyBooks(*database);
        QVERIFY2(!report, "it happened twice");
        QVERIFY2(report.error().detail.starts_with(table.toStdString() + " 2: "), report.error().detail.c_str());
    }
};

QTEST_GUILESS_MAIN(SchemaAuditTest)
#include "schemaaudit_test.moc"
