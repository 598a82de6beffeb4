// SPDX-License-Identifier: GPL-3.0-or-later
// A provider's statement, as anybody may send it: rows or one refusal with a reason, texts that are bounded, counts and
// costs that cannot be less than nothing unless the row says so, and the same rows the second time. The first byte
// chooses the format; of a generic one, what stands before the first zero byte renames the columns.
#include "reconciliation/statementreader.h"

#include "property.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace gotoai;
using namespace gotoai::reconciliation;
using fuzz::mustHold;

namespace {

constexpr std::size_t kMostText = 200;
constexpr std::uint8_t kFormats = 8;

struct Reading
{
    std::vector<StatementRow> rows;
    bool isWhole = false;
};

bool isNone(const std::optional<std::int64_t>& number) { return number && *number < 0; }

Reading read(std::string_view text, StatementFormat format, const StatementMapping& mapping)
{
    Reading reading;
    const auto done = readStatement(text, format, mapping, [&reading](StatementRow row) {
        mustHold(row.externalId.size() <= kMostText && row.model.size() <= kMostText, "texts are bounded");
        mustHold(row.isAbsurd ||
                     !(isNone(row.prompt) || isNone(row.completion) || isNone(row.requests) || isNone(row.cost)),
                 "less than nothing is absurd");
        reading.rows.push_back(std::move(row));
        return Result<void>();
    });
    mustHold(done || !done.error().detail.empty(), "a refusal says why");
    reading.isWhole = done.has_value();
    return reading;
}

bool isSame(const StatementRow& a, const StatementRow& b)
{
    return a.externalId == b.externalId && a.model == b.model && a.at == b.at && a.prompt == b.prompt &&
           a.completion == b.completion && a.requests == b.requests && a.cost == b.cost && a.isAbsurd == b.isAbsurd;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto format = static_cast<StatementFormat>(data[0] % kFormats);
    std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    StatementMapping mapping = mappingOf(format);
    const bool isGeneric = format == StatementFormat::GenericCsv || format == StatementFormat::GenericJson;
    if (const auto end = text.find('\0'); isGeneric && end != std::string_view::npos) {
        auto renamed = withColumns(mapping, text.substr(0, end));
        mustHold(renamed || renamed.error().param == "columns", "a mapping that is refused names its field");
        if (renamed)
            mapping = *std::move(renamed);
        text.remove_prefix(end + 1);
    }
    const Reading first = read(text, format, mapping);
    const Reading second = read(text, format, mapping);
    mustHold(first.isWhole == second.isWhole && std::ranges::equal(first.rows, second.rows, isSame),
             "a statement reads the same twice");
    return 0;
}
