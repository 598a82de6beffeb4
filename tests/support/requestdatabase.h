// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "requestlog/recorder.h"
#include "requestlog/schema.h"
#include "storage/migration.h"

#include <QTemporaryDir>
#include <QtGlobal>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gotoai::test {

// A requests.db in a temporary directory, written on the test's own thread.
class RequestDatabase
{
public:
    RequestDatabase()
        : m_database(open())
    {
        if (!storage::migrate(m_database, requestlog::requestLogMigrations()))
            qFatal("requests.db cannot be made");
    }

    storage::Database& database() { return m_database; }
    requestlog::Recorder& recorder() { return m_recorder; }
    std::string path() const { return m_directory.filePath(QStringLiteral("requests.db")).toStdString(); }

    void record(std::vector<hypercore::FinishedOrder> orders)
    {
        std::vector<std::shared_ptr<const hypercore::FinishedOrder>> shared;
        for (auto& order : orders)
            shared.push_back(std::make_shared<const hypercore::FinishedOrder>(std::move(order)));
        if (!m_database.execute("BEGIN") || !m_recorder.record(m_database, shared) || !m_database.execute("COMMIT"))
            qFatal("the orders cannot be recorded");
    }

    std::int64_t number(const std::string& sql)
    {
        auto statement = m_database.prepare(sql);
        if (!statement || !statement->step())
            qFatal("%s", sql.c_str());
        return statement->integer(0);
    }
    std::int64_t rows(const std::string& table) { return number("SELECT count(*) FROM " + table); }

private:
    storage::Database open() const { return *storage::Database::open(path(), storage::Access::ReadWrite); }

    QTemporaryDir m_directory;
    storage::Database m_database;
    requestlog::Recorder m_recorder;
};

} // namespace gotoai::test
