// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headsearch.h"

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

struct Line
{
    std::int64_t begin = 0;
    std::int64_t end = 0; // behind its line feed
    std::string text{};
};

// The first whole line that begins at `from` or behind it; empty when there is none.
std::optional<Line> lineFrom(std::ifstream& stream, std::int64_t from)
{
    stream.clear();
    Line line{.begin = from};
    if (from > 0) {
        stream.seekg(from - 1);
        std::string rest;
        if (!std::getline(stream, rest) || stream.eof())
            return std::nullopt;
        line.begin = from + static_cast<std::int64_t>(rest.size());
    } else {
        stream.seekg(0);
    }
    if (!std::getline(stream, line.text) || stream.eof())
        return std::nullopt;
    line.end = line.begin + static_cast<std::int64_t>(line.text.size()) + 1;
    return line;
}

} // namespace

Result<std::optional<SignedHead>> findHead(const std::string& path, std::int64_t batch)
{
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    if (!stream)
        return errno == ENOENT ? Result<std::optional<SignedHead>>(std::nullopt)
                               : failure(ErrorCode::StoreUnavailable,
                                         path + " cannot be read: " + std::generic_category().message(errno));
    std::optional<SignedHead> found;
    std::int64_t low = 0; // no line that begins before it has the batch
    std::int64_t high = stream.tellg();
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto line = lineFrom(stream, middle);
        if (!line || line->begin >= high) {
            high = middle;
            continue;
        }
        auto head = SignedHead::parse(line->text);
        if (!head)
            return failure(ErrorCode::Corrupt, path + " has a line that is no signed head");
        if (head->head.batch >= batch) {
            found = std::move(head);
            high = middle;
        } else {
            low = line->end;
        }
    }
    return found;
}

} // namespace gotoai::clearinghouse
