// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/spacewatch.h"

#include "base/log.h"
#include "http/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace gotoai::service {
namespace {

std::uint64_t sizeOf(const std::string& path)
{
    struct stat file
    {};
    return stat(path.c_str(), &file) == 0 ? static_cast<std::uint64_t>(file.st_size) : 0;
}

} // namespace

std::optional<std::uint64_t> freeBytesOf(const std::string& directory)
{
    struct statvfs fileSystem
    {};
    if (statvfs(directory.c_str(), &fileSystem) != 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(fileSystem.f_bavail) * fileSystem.f_frsize;
}

SpaceWatch::SpaceWatch(Options options, Measure measure)
    : m_options(std::move(options))
    , m_measure(std::move(measure))
    , m_ballast(m_options.directory + "/" + kBallastName)
{
    m_figures.ballastBytes = sizeOf(m_ballast);
    if (m_figures.ballastBytes != static_cast<std::uint64_t>(m_options.ballastBytes))
        giveUpBallast(); // one of another size, from another configuration
    look();
}

void SpaceWatch::look()
{
    const auto free = m_measure();
    if (!free)
        return;
    m_figures.freeBytes = *free;
    judge(static_cast<std::uint64_t>(m_options.leastFree));
}

void SpaceWatch::judge(std::uint64_t leastFree)
{
    const std::uint64_t free = m_figures.freeBytes;
    const std::uint64_t enough = leastFree + leastFree / 4;
    if (!m_figures.isLow && free < leastFree) {
        m_figures.isLow = true;
        writeLog(LogLevel::Error, "space_low", {{"free_bytes", free}, {"least_bytes", leastFree}});
    } else if (m_figures.isLow && free >= enough) {
        m_figures.isLow = false;
        writeLog(LogLevel::Warning, "space_back", {{"free_bytes", free}});
    }
    if (m_figures.ballastBytes > 0 && free < leastFree / 4) {
        writeLog(LogLevel::Error, "ballast_given_up", {{"bytes", m_figures.ballastBytes}});
        giveUpBallast();
    } else if (m_figures.ballastBytes == 0 && m_options.ballastBytes > 0 &&
               free >= enough + static_cast<std::uint64_t>(m_options.ballastBytes)) {
        makeBallast();
    }
}

// Real blocks: a sparse file would hold nothing back.
void SpaceWatch::makeBallast()
{
    const http::Descriptor file(open(m_ballast.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!file.isOpen() || posix_fallocate(file.fd(), 0, m_options.ballastBytes) != 0)
        return giveUpBallast();
    m_figures.ballastBytes = static_cast<std::uint64_t>(m_options.ballastBytes);
}

void SpaceWatch::giveUpBallast()
{
    unlink(m_ballast.c_str());
    m_figures.ballastBytes = 0;
}

} // namespace gotoai::service
