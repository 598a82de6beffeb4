// SPDX-License-Identifier: GPL-3.0-or-later
// Ledgers of earlier versions open, prove themselves and go on.
#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

#include <filesystem>

using namespace gotoai;
using namespace gotoai::test;

class KeptLedgersTest final : public QObject
{
    Q_OBJECT

private:
    static QByteArray read(const QString& name)
    {
        QFile file(QStringLiteral(":/ledgers/before-bookings/") + name);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s", qPrintable(file.fileName()));
        return file.readAll();
    }

    static void restore(const std::string& path)
    {
        auto database = storage::Database::open(path, storage::Access::ReadWrite);
        QVERIFY(database);
        const auto built = database->execute(read(QStringLiteral("ledger.sql")).toStdString());
        QVERIFY2(built, built ? "" : built.error().detail.c_str());
        auto journal = storage::Journal::open(journalDirectory(path), {});
        QVERIFY(journal);
        bool isStarted = false;
        for (const QByteArray& line : read(QStringLiteral("journal.hex")).trimmed().split('\n')) {
            const QList<QByteArray> parts = line.split(' ');
            if (!std::exchange(isStarted, true))
                QVERIFY((*journal)->start(parts[0].toULongLong()));
            const QByteArray bytes = QByteArray::fromHex(parts[1]);
            QVERIFY((*journal)->append(
                {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())}));
        }
        QVERIFY((*journal)->sync());
    }

private Q_SLOTS:
    // A backup is verified as it lies there.
    void provesItselfWithoutBeingMigrated()
    {
        QTemporaryDir place;
        TestLedger ledger(place.path().toStdString());
        {
            auto database = storage::Database::open(ledger.path(), storage::Access::ReadWrite);
            QVERIFY(database && database->execute(read(QStringLiteral("ledger.sql")).toStdString()));
        }
        for (int round = 0; round < 2; ++round) {
            const auto report = ledger.verify();
            QVERIFY2(report, report ? "" : report.error().detail.c_str());
            QCOMPARE(report->orders, 2);
            QCOMPARE(report->bookings, 0);
        }
        const auto steps = ledger.figure("SELECT max(number) FROM schema_steps WHERE owner = 'clearinghouse'");
        QCOMPARE(steps, 3);
    }

    void opensProvesItselfAndGoesOn()
    {
        QTemporaryDir place;
        TestLedger ledger(place.path().toStdString());
        restore(ledger.path());
        ledger.open();
        const auto before = ledger.verify();
        QVERIFY2(before, before ? "" : before.error().detail.c_str());
        QCOMPARE(before->orders, 5);
        QCOMPARE(before->topUps, 2);
        QCOMPARE(before->bookings, 0);
        QCOMPARE(before->held, nano(100)); // of the order that ran when its daemon was killed
        QCOMPARE(ledger.store().doubtedAtStart(), std::size_t{1});

        QVERIFY(ledger.book(Grant{ledger.account, nano(500), std::nullopt}, "welcome"));
        const auto reserved = ledger.reserve(ledger.account, nano(600));
        QVERIFY2(!reserved, "the account of this test has nothing but its grant");
        const auto refund = ledger.book(Refund{1, nano(10)}, "r1", "goodwill");
        QVERIFY2(refund, refund ? "" : refund.error().detail.c_str());
        ledger.reopen();
        const auto after = ledger.verify();
        QVERIFY2(after, after ? "" : after.error().detail.c_str());
        QCOMPARE(after->bookings, 2);
    }
};

QTEST_GUILESS_MAIN(KeptLedgersTest)
#include "keptledgers_test.moc"
