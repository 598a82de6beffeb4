// SPDX-License-Identifier: GPL-3.0-or-later
// A configuration file is either refused with a sentence, or read, the same each time, into values with an origin each
// that mean the same when they are written as a file and read again.
#include "app/config.h"
#include "app/configtext.h"
#include "app/settings.h"

#include "property.h"

#include <sys/mman.h>
#include <unistd.h>

#include <string>

using namespace gotoai;
using fuzz::mustHold;

namespace {

// Loaders take a path; this one names memory.
class MemoryFile
{
public:
    explicit MemoryFile(std::string_view bytes)
        : m_descriptor(memfd_create("gotoaid.toml", MFD_CLOEXEC))
    {
        mustHold(write(m_descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "memory");
    }
    ~MemoryFile() { close(m_descriptor); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(m_descriptor); }

private:
    int m_descriptor;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const MemoryFile file(fuzz::textOf(data, size));
    const app::ConfigSources sources{.file = file.path()};
    const auto config = app::loadConfig(sources);
    const auto again = app::loadConfig(sources);
    mustHold(config.has_value() == again.has_value(), "a file means the same each time");
    if (!config) {
        mustHold(config.error().code == ErrorCode::BadConfiguration, "a refusal is typed");
        mustHold(!config.error().detail.empty() && config.error().detail == again.error().detail, "a refusal says why");
        return 0;
    }
    mustHold(config->origins == again->origins, "values come from the same places");
    mustHold(!config->dataDirectory.empty(), "there is a data directory");
    const MemoryFile written(app::configText(*config));
    const auto read = app::loadConfig({.file = written.path()});
    mustHold(read.has_value(), "what is written can be read");
    for (const app::Setting& setting : app::settings()) {
        mustHold(config->origins.contains(setting.name), "every value has an origin");
        mustHold(setting.text(*config) == setting.text(*read), "what is read means the same");
    }
    return 0;
}
