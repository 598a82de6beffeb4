// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/statementreader.h"

#include "money/usage.h"
#include "reconciliation/csvreader.h"
#include "reconciliation/exactamount.h"
#include "json/document.h"
#include "json/value.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <set>
#include <vector>

namespace gotoai::reconciliation {
namespace {

constexpr std::size_t kMaxText = 200;
constexpr std::int64_t kMostPico = 1'000'000'000'000'000'000; // a million dollars in one line

// Values of one row by name; empty where there is none.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

Error brokenRow(const std::string& place, const std::string& what)
{
    return failure(ErrorCode::InvalidRequest, place + ": " + what, "body");
}

std::optional<std::string> textOf(const FieldNames& names, const Lookup& lookup)
{
    for (const auto& alternative : names) {
        if (auto value = lookup(alternative.front()); value && !value->empty())
            return value;
    }
    return std::nullopt;
}

// Reads the numbers of one row.
class NumberReader
{
public:
    NumberReader(StatementRow& row, const Lookup& lookup, const std::string& place)
        : m_row(row)
        , m_lookup(lookup)
        , m_place(place)
    {}

    Result<std::optional<std::int64_t>> count(const FieldNames& names)
    {
        return sum(
            names, [](std::string_view text) { return parseCount(text); }, kMaxTokenCount * 1'000);
    }
    Result<std::optional<std::int64_t>> amount(const FieldNames& names, int decimals)
    {
        return sum(
            names, [decimals](std::string_view text) { return parseAmount(text, decimals); }, kMostPico);
    }

private:
    template<class Parse>
    Result<std::optional<std::int64_t>> sum(const FieldNames& names, Parse parse, std::int64_t most)
    {
        for (const auto& alternative : names) {
            const auto first = m_lookup(alternative.front());
            if (!first || first->empty())
                continue;
            std::int64_t total = 0;
            for (const std::string& name : alternative) {
                const auto text = m_lookup(name);
                if (!text || text->empty())
                    continue;
                const ExactAmount value = parse(*text);
                if (value.kind == ExactAmount::Kind::NoNumber)
                    return brokenRow(m_place, name + " is no number");
                const bool isSound =
                    value.kind == ExactAmount::Kind::Amount && value.pico >= 0 && value.pico <= most - total;
                m_row.isAbsurd = m_row.isAbsurd || !isSound;
                total += isSound ? value.pico : 0;
            }
            return std::optional(total);
        }
        return std::optional<std::int64_t>();
    }

    StatementRow& m_row;
    const Lookup& m_lookup;
    const std::string& m_place;
};

bool isDollars(std::string_view currency)
{
    return currency.size() == 3 && std::ranges::equal(currency, std::string_view("usd"), {},
                                                      [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
}

Result<StatementRow> rowOf(const StatementMapping& mapping, const Lookup& lookup, const std::string& place)
{
    StatementRow row;
    const auto time = textOf(mapping.at, lookup);
    const auto at = time ? parseStatementTime(*time) : std::nullopt;
    if (!at)
        return brokenRow(place, "it has no time");
    row.at = *at;
    row.externalId = textOf(mapping.externalId, lookup).value_or("");
    row.model = textOf(mapping.model, lookup).value_or("");
    row.model.resize(std::min(row.model.find(", "), row.model.size()));
    if (row.externalId.size() > kMaxText || row.model.size() > kMaxText)
        return brokenRow(place, "ids and models have at most 200 bytes");
    if (const auto currency = textOf(mapping.currency, lookup); currency && !isDollars(*currency))
        return brokenRow(place, "the amount is not in USD");
    NumberReader numbers(row, lookup, place);
    const auto prompt = numbers.count(mapping.prompt);
    const auto completion = numbers.count(mapping.completion);
    const auto requests = numbers.count(mapping.requests);
    const auto cost = numbers.amount(mapping.cost, mapping.costDecimals);
    for (const auto* const number : {&prompt, &completion, &requests, &cost}) {
        if (!*number)
            return number->error();
    }
    row.prompt = *prompt;
    row.completion = *completion;
    row.requests = *requests;
    row.cost = *cost;
    return row;
}

bool hasColumn(const std::map<std::string, std::size_t>& columns, const FieldNames& names)
{
    return std::ranges::any_of(names, [&](const auto& alternative) { return columns.contains(alternative.front()); });
}

Result<void> readCsv(std::string_view text, const StatementMapping& mapping,
                     const std::function<Result<void>(StatementRow)>& take)
{
    CsvReader reader(text);
    auto more = reader.next();
    if (!more)
        return std::move(more).error();
    std::map<std::string, std::size_t> columns;
    const std::size_t width = reader.cells().size();
    if (*more) {
        for (std::size_t i = 0; i < reader.cells().size(); ++i)
            columns.emplace(reader.cells()[i], i);
    }
    if (!hasColumn(columns, mapping.at) || (!hasColumn(columns, mapping.cost) && !hasColumn(columns, mapping.prompt)))
        return failure(ErrorCode::InvalidRequest, "the first line does not name the columns of this format", "body");
    const Lookup lookup = [&](const std::string& name) -> std::optional<std::string> {
        const auto column = columns.find(name);
        if (column == columns.end() || column->second >= reader.cells().size())
            return std::nullopt;
        return reader.cells()[column->second];
    };
    for (;;) {
        more = reader.next();
        if (!more)
            return std::move(more).error();
        if (!*more)
            return {};
        const std::string place = "line " + std::to_string(reader.line());
        if (reader.cells().size() > width)
            return brokenRow(place, "cell " + std::to_string(width + 1) + " has no name in the first line");
        auto row = rowOf(mapping, lookup, place);
        if (!row)
            return std::move(row).error();
        row->place = reader.line();
        if (auto taken = take(*std::move(row)); !taken)
            return taken;
    }
}

json::Value at(const json::Value& object, std::string_view path)
{
    const std::size_t point = path.find('.');
    const json::Value value = object[path.substr(0, point)];
    return point == std::string_view::npos ? value : at(value, path.substr(point + 1));
}

// A member that an object has twice, whose values could both be meant; in the objects inside it too.
std::optional<std::string> repeatedMember(const json::Value& object)
{
    std::set<std::string> names;
    for (auto& [name, value] : object.fields()) {
        if (auto repeated = repeatedMember(value))
            return repeated;
        if (!names.insert(name).second)
            return name;
    }
    return std::nullopt;
}

// Rows that may stand in the results of a bucket, whose times then count for them.
Result<void> readObject(const json::Value& object, const json::Value& bucket, const StatementMapping& mapping,
                        std::int64_t number, const std::function<Result<void>(StatementRow)>& take)
{
    const std::string place = "row " + std::to_string(number);
    if (!object.isObject())
        return brokenRow(place, "it is no object");
    if (const auto repeated = repeatedMember(object))
        return brokenRow(place, *repeated + " is there twice");
    const Lookup lookup = [&](const std::string& name) -> std::optional<std::string> {
        json::Value value = at(object, name);
        if (!value.isThere())
            value = at(bucket, name);
        if (!value.isThere() || value.isObject() || value.isArray())
            return std::nullopt;
        return value.isString() ? value.text() : std::string(value.raw());
    };
    auto row = rowOf(mapping, lookup, place);
    if (!row)
        return std::move(row).error();
    row->place = number;
    return take(*std::move(row));
}

Result<void> readJson(std::string_view text, const StatementMapping& mapping,
                      const std::function<Result<void>(StatementRow)>& take)
{
    json::Parser parser;
    if (const auto parsed = parser.parse(text); !parsed)
        return parsed.error();
    const json::Value document(text);
    const json::Value data = document.isArray() ? document : document["data"];
    if (!data.isArray())
        return failure(ErrorCode::InvalidRequest, "a statement is an array of rows, or has one as `data`", "body");
    std::int64_t number = 0;
    for (const json::Value& element : data.elements()) {
        ++number;
        const json::Value results = element["results"];
        if (!results.isArray()) {
            if (auto read = readObject(element, {}, mapping, number, take); !read)
                return read;
            continue;
        }
        if (const auto repeated = repeatedMember(element))
            return brokenRow("row " + std::to_string(number), *repeated + " is there twice");
        for (const json::Value& result : results.elements()) {
            if (auto read = readObject(result, element, mapping, number, take); !read)
                return read;
        }
    }
    return {};
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

template<class Integer>
bool takeNumber(std::string_view& text, std::size_t digits, Integer& number)
{
    if (text.size() < digits || !std::ranges::all_of(text.substr(0, digits), isDigit))
        return false; // from_chars takes a sign
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
    if (error != std::errc() || end != text.data() + digits)
        return false;
    text.remove_prefix(digits);
    return true;
}

bool takeChar(std::string_view& text, std::string_view any)
{
    if (text.empty() || any.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

// "Z", "+02:00", " UTC" or nothing, which is UTC.
std::optional<std::chrono::minutes> takeOffset(std::string_view text)
{
    if (text.empty() || text == "Z" || text == "z" || text == " UTC")
        return std::chrono::minutes(0);
    const bool isWest = text.front() == '-';
    int hours = 0;
    int minutes = 0;
    if (!takeChar(text, "+-") || !takeNumber(text, 2, hours) || (takeChar(text, ":"), !takeNumber(text, 2, minutes)) ||
        !text.empty() || hours > 14 || minutes > 59)
        return std::nullopt;
    const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return isWest ? -offset : offset;
}

std::optional<Instant> timeOfDay(std::string_view text, std::chrono::sys_days day)
{
    using namespace std::chrono;
    if (text.empty())
        return Instant(day.time_since_epoch());
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!takeChar(text, "Tt ") || !takeNumber(text, 2, hour) || !takeChar(text, ":") || !takeNumber(text, 2, minute) ||
        hour > 23 || minute > 59)
        return std::nullopt;
    if (takeChar(text, ":") && (!takeNumber(text, 2, second) || second > 60))
        return std::nullopt;
    microseconds fraction{0};
    if (takeChar(text, ".")) {
        std::int64_t unit = 100'000;
        for (; !text.empty() && isDigit(text.front()); text.remove_prefix(1), unit /= 10)
            fraction += microseconds(unit * (text.front() - '0'));
    }
    const auto offset = takeOffset(text);
    if (!offset)
        return std::nullopt;
    return Instant(day.time_since_epoch()) + hours(hour) + minutes(minute) + seconds(second) + fraction - *offset;
}

} // namespace

std::optional<Instant> parseStatementTime(std::string_view text)
{
    using namespace std::chrono;
    constexpr std::size_t kMostSeconds = 11;
    if (text.size() <= kMostSeconds && std::ranges::all_of(text, isDigit)) {
        std::int64_t count = 0;
        if (!takeNumber(text, text.size(), count) || count == 0)
            return std::nullopt;
        return Instant(seconds(count));
    }
    int y = 0;
    unsigned m = 0;
    unsigned d = 0;
    if (!takeNumber(text, 4, y) || !takeChar(text, "-") || !takeNumber(text, 2, m) || !takeChar(text, "-") ||
        !takeNumber(text, 2, d))
        return std::nullopt;
    const year_month_day date{year(y), month(m), day(d)};
    if (!date.ok())
        return std::nullopt;
    return timeOfDay(text, sys_days(date));
}

Result<void> readStatement(std::string_view text, StatementFormat format, const StatementMapping& mapping,
                           const std::function<Result<void>(StatementRow)>& take)
{
    return isJson(format) ? readJson(text, mapping, take) : readCsv(text, mapping, take);
}

} // namespace gotoai::reconciliation
