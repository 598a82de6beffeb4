// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/migration.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::storage;

namespace {

constexpr Migration kFirst{"a", 1, "CREATE TABLE a(x INTEGER) STRICT"};
constexpr Migration kSecond{"a", 2, "ALTER TABLE a ADD COLUMN y INTEGER; INSERT INTO a VALUES (1, 2)"};
constexpr Migration kOther{"b", 1, "CREATE TABLE b(x INTEGER) STRICT"};

} // namespace

class MigrationTest final : public QObject
{
    Q_OBJECT

private:
    std::int64_t count(const char* sql)
    {
        auto statement = m_database->prepare(sql);
        if (!statement || !statement->step().value_or(false))
            return -1;
        return statement->integer(0);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Database> m_database;

private Q_SLOTS:
    void init()
    {
        m_database.reset();
        m_directory = std::make_unique<QTemporaryDir>();
        auto database = Database::open(m_directory->filePath(QStringLiteral("a.db")).toStdString(), Access::ReadWrite);
        QVERIFY(database);
        m_database = std::make_unique<Database>(std::move(*database));
    }

    void everyOwnerReachesItsNewestStep()
    {
        QVERIFY(migrate(*m_database, std::array{kFirst, kOther, kSecond}));
        QCOMPARE(count("SELECT y FROM a"), 2);
        QCOMPARE(count("SELECT count(*) FROM b"), 0);
    }

    void stepsRunOnce()
    {
        QVERIFY(migrate(*m_database, std::array{kFirst}));
        QVERIFY(migrate(*m_database, std::array{kFirst, kSecond}));
        QVERIFY(migrate(*m_database, std::array{kFirst, kSecond}));
        QCOMPARE(count("SELECT count(*) FROM a"), 1);
    }

    void newerDatabaseIsRefused()
    {
        QVERIFY(migrate(*m_database, std::array{kFirst, kSecond}));
        const auto refused = migrate(*m_database, std::array{kFirst});
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Corrupt);
    }

    void ownerOfANewerProgramIsRefused()
    {
        QVERIFY(migrate(*m_database, std::array{kFirst, kOther}));
        const auto refused = migrate(*m_database, std::array{kFirst});
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Corrupt);
    }

    void failedStepLeavesNothingOfItself()
    {
        constexpr Migration kBroken{"a", 2, "INSERT INTO a VALUES (1); CREATE TABLE a(x INTEGER) STRICT"};
        QVERIFY(!migrate(*m_database, std::array{kFirst, kBroken}));
        QCOMPARE(count("SELECT count(*) FROM a"), 0);
        QVERIFY(migrate(*m_database, std::array{kFirst, kSecond}));
    }

    void gapInTheStepsIsRefused()
    {
        const auto refused = migrate(*m_database, std::array{kSecond});
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Internal);
    }
};

QTEST_GUILESS_MAIN(MigrationTest)
#include "migration_test.moc"
