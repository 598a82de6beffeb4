// SPDX-License-Identifier: GPL-3.0-or-later
// A change on a disk that fails at the n-th write: it happened or it did not, its record and its answer with it.
#include "audit/auditlog.h"
#include "daemon/control/admindaemon.h"
#include "support/faultvfs.h"

#include <QTest>

#include <algorithm>

using namespace gotoai;
using namespace gotoai::test;

class ChangeFaultsTest final : public QObject
{
    Q_OBJECT

private:
    const QString m_accounts = QStringLiteral("/admin/v1/accounts");

    static int count(const QJsonArray& rows, const char* member, const QString& value)
    {
        return static_cast<int>(std::count_if(rows.begin(), rows.end(), [&](const QJsonValue& row) {
            return row.toObject().value(QLatin1String(member)).toString() == value;
        }));
    }

    // What does not hold after a change was asked for, on the failing disk, and again, with the same key, on a sound
    // one.
    QString problemOf(AdminDaemon& daemon, FaultDisk& disk, FaultDisk::Fault fault, int nth, bool& hasStruck)
    {
        const QByteArray name = "n" + QByteArray::number(nth);
        const QByteArray body = test::json("{'name':'" + name + "'}");
        const AdminDaemon::Headers headers{{"idempotency-key", name}};
        disk.arm(fault, nth);
        const AdminAnswer first = daemon.post(m_accounts, body, headers);
        hasStruck = disk.hasStruck();
        disk.revive();
        const AdminAnswer again = daemon.post(m_accounts, body, headers);

        const QJsonArray accounts = daemon.get(m_accounts + QLatin1String("?limit=500")).rows();
        const int there = count(accounts, "name", QString::fromLatin1(name));
        if (first.status != 201 && first.status != 503)
            return QStringLiteral("it was answered %1").arg(first.status);
        if (there > 1)
            return QStringLiteral("it happened twice");
        if (first.status == 201 && (there != 1 || again.text("id") != first.text("id")))
            return QStringLiteral("it was promised and is not there");
        if (again.status == 201 ? there != 1 : again.status != 409)
            return QStringLiteral("the repetition was answered %1").arg(again.status);
        const QJsonArray records = daemon.get(QStringLiteral("/admin/v1/audit?limit=500")).rows();
        for (const QJsonValue& account : accounts) {
            if (count(records, "resource", account.toObject().value(QLatin1String("id")).toString()) != 1)
                return QStringLiteral("it has not one record");
        }
        return {};
    }

private Q_SLOTS:
    void changeIsWholeOrAbsent_data()
    {
        using Fault = FaultDisk::Fault;
        QTest::addColumn<int>("fault");
        QTest::newRow("a write fails") << int(Fault::FailWrite);
        QTest::newRow("the disk is full once") << int(Fault::FullOnce);
        QTest::newRow("the disk is full for a while") << int(Fault::Full);
        QTest::newRow("a write is torn") << int(Fault::TornWrite);
    }
    void changeIsWholeOrAbsent()
    {
        QFETCH(int, fault);
        const QTemporaryDir place;
        FaultDisk disk(place.path().toStdString());
        const FaultVfs vfs(disk);
        AdminDaemon daemon;
        bool hasStruck = true;
        int nth = 0;
        while (hasStruck) {
            const QString problem = problemOf(daemon, disk, FaultDisk::Fault(fault), ++nth, hasStruck);
            QVERIFY2(problem.isEmpty(), qPrintable(QStringLiteral("at %1: ").arg(nth) + problem));
        }
        QVERIFY2(nth > 10, qPrintable(QString::number(nth)));
        auto database = storage::Database::open(daemon.ledgerPath(), storage::Access::ReadOnly);
        QVERIFY(database);
        const auto verified = audit::verifyAudit(*database);
        QVERIFY2(verified, verified ? "" : verified.error().detail.c_str());
    }
};

QTEST_GUILESS_MAIN(ChangeFaultsTest)
#include "changefaults_test.moc"
