// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/headwatch.h"

#include "storage/functionunit.h"
#include "support/scratchstore.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace gotoai;
using namespace gotoai::audit;

class HeadWatchTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ScratchStore> m_store;
    std::unique_ptr<Anchor> m_anchor;
    std::unique_ptr<HeadWatch> m_watch;

    void appendOne()
    {
        QVERIFY(m_store->await<bool>([this](auto reply) {
            storage::submitFunctions(
                m_store->writer(), m_store->queue(), [](storage::Database& database) { return append(database, {}); },
                [reply](const Result<void>& done) { reply(done.has_value()); });
        }));
    }
    void look()
    {
        QVERIFY(m_store->await<bool>([this](auto reply) { m_watch->look([reply] { reply(true); }); }));
        QVERIFY(!m_watch->isLooking());
    }
    Head anchored() const
    {
        const auto read = m_anchor->read(&m_store->ring());
        return read && *read ? (*read)->head : Head();
    }
    Head kept() const
    {
        auto database = m_store->openDatabase(storage::Access::ReadOnly);
        return *headOf(database);
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(auditMigrations());
        m_anchor = std::make_unique<Anchor>(m_store->path("audit.anchor"));
        m_watch = std::make_unique<HeadWatch>(*m_anchor, Head(), m_store->ring(), m_store->writer(), m_store->queue());
    }
    void cleanup() { m_store->stopWriter(); }

    void anEmptyLogHasNoAnchor()
    {
        look();
        QVERIFY(!QFile::exists(QString::fromStdString(m_anchor->path())));
    }

    void movesTheAnchorAfterTheLog()
    {
        appendOne();
        look();
        QCOMPARE(anchored().number, 1);
        appendOne();
        appendOne();
        QCOMPARE(anchored().number, 1);
        look();
        QCOMPARE(anchored().number, 3);
        QVERIFY(anchored() == kept());
    }

    void leavesAnAnchorThatStandsAlone()
    {
        appendOne();
        look();
        QVERIFY(QFile::remove(QString::fromStdString(m_anchor->path())));
        look();
        QVERIFY(!QFile::exists(QString::fromStdString(m_anchor->path())));
    }

    void triesAgainAfterAFailure()
    {
        const QString obstacle = QString::fromStdString(m_anchor->path() + ".new");
        QVERIFY(QDir().mkdir(obstacle));
        appendOne();
        look();
        QCOMPARE(anchored().number, 0);
        QVERIFY(QDir().rmdir(obstacle));
        look();
        QCOMPARE(anchored().number, 1);
    }

    void aLogIsHeldAgainstItsAnchor_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("reason"); // empty: it holds
        QTest::newRow("untouched") << QByteArray("SELECT 1") << QByteArray();
        QTest::newRow("gone on") << QByteArray("INSERT INTO audit_log SELECT 4, at_us, principal, name, role,"
                                               " credential, address, request_id, method, route, resource,"
                                               " before_json, after_json, status, code, hash FROM audit_log"
                                               " WHERE number = 3")
                                 << QByteArray();
        QTest::newRow("cut off") << QByteArray("DELETE FROM audit_log WHERE number = 3")
                                 << QByteArray("audit_log 3: it was the newest once and is missing");
        QTest::newRow("emptied") << QByteArray("DELETE FROM audit_log") << QByteArray("audit_log 3: ");
        QTest::newRow("rewritten") << QByteArray("UPDATE audit_log SET hash = zeroblob(32) WHERE number = 3")
                                   << QByteArray("audit_log 3: it is not the one that was anchored");
    }
    void aLogIsHeldAgainstItsAnchor()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, reason);
        for (int i = 0; i < 3; ++i)
            appendOne();
        look();
        m_store->stopWriter();
        auto database = m_store->openDatabase();
        QVERIFY(database.execute("DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete"));
        QVERIFY(database.execute(sql.constData()));
        const auto checked = checkedAnchor(database, *m_anchor, m_store->ring());
        QCOMPARE(checked.has_value(), reason.isEmpty());
        if (checked)
            QCOMPARE(checked->number, 3);
        else
            QVERIFY2(checked.error().detail.starts_with(reason.toStdString()), checked.error().detail.c_str());
    }

    // The chain alone does not show it: what is left is whole.
    void verificationFindsWhatWasCutOff()
    {
        for (int i = 0; i < 3; ++i)
            appendOne();
        const Head head = kept();
        m_store->stopWriter();
        auto database = m_store->openDatabase();
        QCOMPARE(verifyAudit(database, head).value_or(-1), 3);
        QVERIFY(database.execute("DROP TRIGGER audit_log_no_delete; DELETE FROM audit_log WHERE number > 1"));
        QCOMPARE(verifyAudit(database).value_or(-1), 1);
        const auto verified = verifyAudit(database, head);
        QVERIFY(!verified && verified.error().code == ErrorCode::Corrupt);
    }

    void aLogWithoutAnAnchorIsFollowedFromWhereItIs()
    {
        appendOne();
        auto database = m_store->openDatabase(storage::Access::ReadOnly);
        const auto checked = checkedAnchor(database, *m_anchor, m_store->ring());
        QVERIFY(checked && checked->number == 0);
        look();
        QCOMPARE(anchored().number, 1);
    }
};

QTEST_GUILESS_MAIN(HeadWatchTest)
#include "headwatch_test.moc"
