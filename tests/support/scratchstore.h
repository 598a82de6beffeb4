// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "crypto/keyring.h"
#include "storage/migration.h"
#include "storage/writer.h"

#include <QTemporaryDir>

#include <poll.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

namespace gotoai::test {

// A database in a temporary directory with its migrations applied, its writer and a queue that the test drains itself.
class ScratchStore
{
public:
    explicit ScratchStore(std::span<const storage::Migration> migrations)
    {
        auto database = openDatabase();
        if (!storage::migrate(database, migrations))
            std::abort();
    }

    std::string path(const char* name) const { return m_directory.path().toStdString() + "/" + name; }
    crypto::KeyRing& ring() { return m_ring; }
    storage::Database openDatabase(storage::Access access = storage::Access::ReadWrite) const
    {
        return *storage::Database::open(path("ledger.db"), access);
    }

    // The writer starts at the first use, after which nobody else writes.
    storage::Writer& writer()
    {
        if (!m_writer)
            m_writer = std::make_unique<storage::Writer>(openDatabase(), storage::Writer::Options{}, nullptr);
        return *m_writer;
    }
    void stopWriter() { m_writer.reset(); }
    storage::CompletionQueue& queue() { return m_queue; }

    // Runs `start` with a reply and drains the queue until it has been called.
    template<class T>
    Result<T> await(const std::function<void(std::function<void(Result<T>)>)>& start)
    {
        std::optional<Result<T>> answer;
        start([&answer](Result<T> result) { answer.emplace(std::move(result)); });
        while (!answer) {
            pollfd watched{m_queue.descriptor(), POLLIN, 0};
            if (poll(&watched, 1, 30'000) != 1)
                std::abort(); // nothing will ever answer
            m_queue.drain();
        }
        return *std::move(answer);
    }

    // The bytes of every file of the directory, database and log alike.
    std::string bytesOnDisk() const
    {
        std::ostringstream all;
        for (const auto& entry : std::filesystem::directory_iterator(m_directory.path().toStdString()))
            all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        return all.str();
    }

private:
    QTemporaryDir m_directory;
    crypto::KeyRing m_ring = crypto::KeyRing::make();
    storage::CompletionQueue m_queue; // outlives the units of the writer
    std::unique_ptr<storage::Writer> m_writer;
};

} // namespace gotoai::test
