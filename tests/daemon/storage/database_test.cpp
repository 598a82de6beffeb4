// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace gotoai;
using namespace gotoai::storage;

class DatabaseTest final : public QObject
{
    Q_OBJECT

private:
    std::string path() const { return m_directory->filePath(QStringLiteral("a.db")).toStdString(); }
    Database opened(Access access = Access::ReadWrite)
    {
        auto database = Database::open(path(), access);
        if (!database)
            qFatal("%s", database.error().detail.c_str());
        return std::move(*database);
    }

    std::unique_ptr<QTemporaryDir> m_directory;

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void fileIsForItsOwnerAlone()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a INTEGER) STRICT"));
        for (const char* suffix : {"", "-wal", "-shm"}) {
            struct stat status
            {};
            QCOMPARE(stat((path() + suffix).c_str(), &status), 0);
            QCOMPARE(status.st_mode & 0777, mode_t{0600});
        }
    }

    void valuesComeBackAsBound()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a INTEGER, b TEXT, c BLOB, d TEXT, e BLOB) STRICT"));
        auto insert = database.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)");
        QVERIFY(insert);
        const std::vector<std::uint8_t> bytes{0, 1, 255};
        const std::optional<std::string_view> none;
        insert->bind(1, std::numeric_limits<std::int64_t>::min()).bind(2, std::string_view("a\0b", 3));
        insert->bind(3, std::span(bytes)).bind(4, none).bind(5, std::span<const std::uint8_t>());
        QVERIFY(insert->run());

        auto select = database.prepare("SELECT a, b, c, d, e FROM t");
        QVERIFY(select);
        QVERIFY(*select->step());
        QCOMPARE(select->integer(0), std::numeric_limits<std::int64_t>::min());
        QVERIFY(select->text(1) == std::string_view("a\0b", 3));
        const auto blob = select->blob(2);
        QVERIFY(std::vector<std::uint8_t>(blob.begin(), blob.end()) == bytes);
        QVERIFY(select->isNull(3));
        QVERIFY(!select->isNull(4));
        QCOMPARE(select->blob(4).size(), std::size_t{0});
        QVERIFY(!*select->step());
    }

    void constraintIsAConflict()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER CHECK(b > 0)) STRICT"));
        const auto refused = database.execute("INSERT INTO t VALUES (1, 0)");
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Conflict);
    }

    void statementWorksAgainAfterARefusal()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT"));
        static constexpr char kInsert[] = "INSERT INTO t VALUES (?1)";
        QVERIFY((*database.cached(kInsert))->bind(1, std::int64_t{1}).run());
        QVERIFY(!(*database.cached(kInsert))->bind(1, std::int64_t{1}).run());
        QVERIFY((*database.cached(kInsert))->bind(1, std::int64_t{2}).run());
    }

    void badBindFailsTheStep()
    {
        auto database = opened();
        auto select = database.prepare("SELECT ?1");
        QVERIFY(select);
        QVERIFY(!select->bind(2, std::int64_t{1}).step());
        QVERIFY(select->bind(1, std::int64_t{1}).step());
    }

    void cachedStatementIsPreparedOnce()
    {
        auto database = opened();
        static constexpr char kSelect[] = "SELECT 1";
        QCOMPARE(*database.cached(kSelect), *database.cached(kSelect));
    }

    void databaseMovesWithItsStatements()
    {
        static constexpr char kSelect[] = "SELECT 42";
        auto first = opened();
        QVERIFY(first.cached(kSelect));
        Database second = std::move(first);
        auto statement = second.cached(kSelect);
        QVERIFY(statement && *(*statement)->step());
        QCOMPARE((*statement)->integer(0), 42);
    }

    void replaceFiresDeleteTriggers()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT;"
                                 "CREATE TRIGGER t_delete BEFORE DELETE ON t BEGIN SELECT raise(ABORT, 'never'); END;"
                                 "INSERT INTO t VALUES (1)"));
        QVERIFY(!database.execute("REPLACE INTO t VALUES (1)"));
    }

    void readerSeesButCannotWrite()
    {
        auto writer = opened();
        QVERIFY(writer.execute("CREATE TABLE t(a INTEGER) STRICT; INSERT INTO t VALUES (7)"));
        auto reader = opened(Access::ReadOnly);
        auto select = reader.prepare("SELECT a FROM t");
        QVERIFY(select && *select->step());
        QCOMPARE(select->integer(0), 7);
        QVERIFY(!reader.execute("INSERT INTO t VALUES (8)"));
    }

    void whatIsNoDatabaseIsRefused()
    {
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        const auto database = Database::open(path(), Access::ReadWrite);
        QVERIFY(!database);
        QVERIFY(database.error().code == ErrorCode::StoreUnavailable);
    }

    void unwritableDirectoryIsUnavailable()
    {
        if (geteuid() == 0)
            QSKIP("the superuser writes everywhere");
        QVERIFY(QFile(m_directory->path()).setPermissions(QFile::ReadOwner | QFile::ExeOwner));
        const auto database = Database::open(path(), Access::ReadWrite);
        QVERIFY(QFile(m_directory->path()).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(!database);
        QVERIFY(database.error().code == ErrorCode::StoreUnavailable);
    }

    void missingDirectoryIsUnavailable()
    {
        const auto database = Database::open(path() + "/nowhere/a.db", Access::ReadWrite);
        QVERIFY(!database);
        QVERIFY(database.error().code == ErrorCode::StoreUnavailable);
    }
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"
