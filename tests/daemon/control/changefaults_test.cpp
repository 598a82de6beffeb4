// SPDX-License-Identifier: GPL-3.0-or-later
// A change on a disk that fails at the n-th write: it happened or it did not, its record and its answer with it.
#include "audit/auditlog.h"
#include "daemon/control/admindaemon.h"
#include "support/faultvfs.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace gotoai;
using namespace gotoai::test;

class ChangeFaultsTest final : public QObject
{
    Q_OBJECT

private:
    // A kind of thing that is made by a POST, and the member that tells one from another.
    struct Made
    {
        QString path;
        QByteArray body; // % stands for the name
        const char* member;
        QString value;
    };

    static int count(const QJsonArray& rows, const char* member, const QString& value)
    {
        return static_cast<int>(std::count_if(rows.begin(), rows.end(), [&](const QJsonValue& row) {
            return row.toObject().value(QLatin1String(member)).toString() == value;
        }));
    }

    // What does not hold after a change was asked for, on the failing disk, and again, with the same key, on a sound
    // one.
    QString problemOf(AdminDaemon& daemon, FaultDisk& disk, const Made& made, FaultDisk::Fault fault, int nth,
                      bool& hasStruck)
    {
        const QByteArray name = "n" + QByteArray::number(nth);
        const QByteArray body = QByteArray(made.body).replace('%', name);
        const AdminDaemon::Headers headers{{"idempotency-key", name}};
        disk.arm(fault, nth);
        const AdminAnswer first = daemon.post(made.path, body, headers);
        hasStruck = disk.hasStruck();
        disk.revive();
        const AdminAnswer again = daemon.post(made.path, body, headers);

        const QJsonArray rows = daemon.get(made.path + QLatin1String("?limit=500")).rows();
        const QString value = QString(made.value).replace(QLatin1Char('%'), QString::fromLatin1(name));
        const int there = count(rows, made.member, value);
        if (first.status != 201 && first.status != 503)
            return QStringLiteral("it was answered %1").arg(first.status);
        if (there > 1)
            return QStringLiteral("it happened twice");
        if (first.status == 201 && (there != 1 || again.text("id") != first.text("id")))
            return QStringLiteral("it was promised and is not there");
        if (again.status == 201 ? there != 1 : again.status != 409)
            return QStringLiteral("the repetition was answered %1").arg(again.status);
        const QJsonArray records = daemon.get(QStringLiteral("/admin/v1/audit?limit=500")).rows();
        for (const QJsonValue& row : rows) {
            if (row.toObject().value(QLatin1String(made.member)).toString() != value)
                continue;
            if (count(records, "resource", row.toObject().value(QLatin1String("id")).toString()) != 1)
                return QStringLiteral("it has not one record");
        }
        return {};
    }

private Q_SLOTS:
    void changeIsWholeOrAbsent_data()
    {
        using Fault = FaultDisk::Fault;
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("kind");
        QTest::newRow("account, a write fails") << int(Fault::FailWrite) << 0;
        QTest::newRow("account, the disk is full once") << int(Fault::FullOnce) << 0;
        QTest::newRow("account, the disk is full for a while") << int(Fault::Full) << 0;
        QTest::newRow("account, a write is torn") << int(Fault::TornWrite) << 0;
        QTest::newRow("user, a write fails") << int(Fault::FailWrite) << 1;
        QTest::newRow("user, the disk is full for a while") << int(Fault::Full) << 1;
        QTest::newRow("admin token, a write fails") << int(Fault::FailWrite) << 2;
        QTest::newRow("admin token, a write is torn") << int(Fault::TornWrite) << 2;
    }
    void changeIsWholeOrAbsent()
    {
        QFETCH(int, fault);
        QFETCH(int, kind);
        const std::array<Made, 3> kinds{
            Made{QStringLiteral("/admin/v1/accounts"), R"({"name":"%"})", "name", QStringLiteral("%")},
            Made{QStringLiteral("/admin/v1/users"), R"({"email":"%@example.com","role":"viewer"})", "email",
                 QStringLiteral("%@example.com")},
            Made{QStringLiteral("/admin/v1/admin-tokens"), R"({"label":"%","role":"viewer"})", "label",
                 QStringLiteral("%")}};
        const QTemporaryDir place;
        FaultDisk disk(place.path().toStdString());
        const FaultVfs vfs(disk);
        AdminDaemon daemon;
        bool hasStruck = true;
        int nth = 0;
        while (hasStruck) {
            const QString problem = problemOf(daemon, disk, kinds.at(static_cast<std::size_t>(kind)),
                                              FaultDisk::Fault(fault), ++nth, hasStruck);
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
