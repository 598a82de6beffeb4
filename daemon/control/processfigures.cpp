// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/processfigures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace gotoai::control {
namespace {

// The fields of /proc/self/stat from the third on: the second is a name in parentheses that may hold anything.
std::vector<std::string> statFields()
{
    std::ifstream file("/proc/self/stat");
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto nameEnd = text.rfind(')');
    std::istringstream rest(nameEnd == std::string::npos ? std::string() : text.substr(nameEnd + 1));
    return {std::istream_iterator<std::string>(rest), std::istream_iterator<std::string>()};
}

std::int64_t bootTime()
{
    std::ifstream file("/proc/stat");
    for (std::string word; file >> word;) {
        std::int64_t seconds = 0;
        if (word == "btime" && file >> seconds)
            return seconds;
    }
    return 0;
}

std::uint64_t openDescriptors()
{
    std::error_code error;
    std::filesystem::directory_iterator directory("/proc/self/fd", error);
    return error ? 0 : static_cast<std::uint64_t>(std::distance(begin(directory), end(directory)));
}

} // namespace

ProcessFigures readProcessFigures()
{
    ProcessFigures figures;
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        figures.cpu = std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                      std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        figures.maxDescriptors = limit.rlim_cur;
    figures.openDescriptors = openDescriptors();
    // Numbers of fields as in proc(5), which counts from 1.
    const auto fields = statFields();
    const auto field = [&fields](std::size_t number) {
        return number - 3 < fields.size() ? std::strtoull(fields[number - 3].c_str(), nullptr, 10) : 0ULL;
    };
    figures.threads = field(20);
    figures.virtualBytes = field(23);
    figures.residentBytes = field(24) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    figures.startedAt = bootTime() + static_cast<std::int64_t>(field(22)) / sysconf(_SC_CLK_TCK);
    return figures;
}

} // namespace gotoai::control
