// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/routewishes.h"

#include "money/price.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <string_view>

namespace gotoai::chat {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kMostWords = 32;
constexpr std::size_t kMostWordBytes = 200;
constexpr std::int64_t kLastTier = 9;

Error wrong(const std::string& param, std::string_view what)
{
    return failure(ErrorCode::InvalidRequest, "'" + param + "' " + std::string(what), param);
}

Result<void> readWords(const element& value, const std::string& param, std::vector<std::string>& words)
{
    array values;
    if (value.get(values))
        return wrong(param, "must be an array of strings");
    for (const element entry : values) {
        std::string_view word;
        if (entry.get(word) || word.empty() || word.size() > kMostWordBytes)
            return wrong(param, "must hold strings of 1 to 200 bytes");
        if (words.size() == kMostWords)
            return wrong(param, "has at most 32 entries");
        words.emplace_back(word);
    }
    return {};
}

Result<void> readFlag(const element& value, const std::string& param, bool& flag)
{
    if (value.get(flag))
        return wrong(param, "must be a boolean");
    return {};
}

Result<void> readTiers(const element& value, const std::string& param, std::vector<std::int32_t>& tiers)
{
    array values;
    if (value.get(values))
        return wrong(param, "must be an array of integers");
    for (const element entry : values) {
        std::int64_t tier = 0;
        if (entry.get(tier) || tier < 1 || tier > kLastTier)
            return wrong(param, "must hold integers between 1 and 9");
        if (tiers.size() == static_cast<std::size_t>(kLastTier))
            return wrong(param, "has at most 9 entries");
        tiers.push_back(static_cast<std::int32_t>(tier));
    }
    return {};
}

Result<void> readDataCollection(const element& value, const std::string& param, RouteWishes& wishes)
{
    std::string_view word;
    if (value.get(word) || (word != "allow" && word != "deny"))
        return wrong(param, "must be allow or deny");
    wishes.deniesDataCollection = word == "deny";
    return {};
}

Result<void> readSortWord(const element& value, const std::string& param, RouteWishes& wishes)
{
    std::string_view word;
    const bool isText = value.get(word) == simdjson::SUCCESS;
    if (isText && word == "price")
        wishes.sort = RouteWishes::Sort::Price;
    else if (isText && word == "throughput")
        wishes.sort = RouteWishes::Sort::Throughput;
    else if (isText && word == "latency")
        wishes.sort = RouteWishes::Sort::Latency;
    else
        return wrong(param, "must be price, throughput or latency");
    return {};
}

// A word, or {"by": word, "partition": "model" | "none"}.
Result<void> readSort(const element& value, const std::string& param, RouteWishes& wishes)
{
    object members;
    if (value.get(members))
        return readSortWord(value, param, wishes);
    for (const auto& field : members) {
        const std::string name = param + "." + std::string(field.key);
        std::string_view word;
        if (field.value.is_null())
            continue;
        if (field.key == "by") {
            if (auto read = readSortWord(field.value, name, wishes); !read)
                return read;
        } else if (field.key != "partition") {
            return wrong(name, "is unknown");
        } else if (field.value.get(word) || (word != "model" && word != "none")) {
            return wrong(name, "must be model or none");
        } else {
            wishes.sortsAcrossModels = word == "none";
        }
    }
    return {};
}

// What a limit is given in.
struct PriceUnit
{
    Result<std::int64_t> (*parse)(std::string_view);
    const char* allowed;
};

constexpr PriceUnit kPerMillion{&parseUsdPerMillion,
                                "must be USD a million tokens, from 0 to 1000000000000, with at most 6 decimal places"};
constexpr PriceUnit kPerUnit{&parseUsdPerUnit, "must be USD from 0 to 1000000, with at most 12 decimal places"};

// A decimal string, or a number: in its shortest decimal spelling, so that no fraction is lost.
Result<std::int64_t> readPrice(const element& value, const std::string& param, const PriceUnit& unit)
{
    std::string_view text;
    std::array<char, 512> digits{};
    if (double number = 0; value.get(text) != simdjson::SUCCESS) {
        if (value.get(number))
            return wrong(param, "must be a number or a decimal string");
        const auto written =
            std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
        text = {digits.data(), written.ptr};
    }
    auto pico = unit.parse(text);
    if (!pico)
        return wrong(param, unit.allowed);
    return pico;
}

Result<void> readMaxPrice(const element& value, const std::string& param, RouteWishes::MaxPrice& most)
{
    object members;
    if (value.get(members))
        return wrong(param, "must be an object");
    for (const auto& field : members) {
        const std::string name = param + "." + std::string(field.key);
        const bool isPerToken = field.key == "prompt" || field.key == "completion";
        std::optional<std::int64_t>* const limit = field.key == "prompt"       ? &most.prompt
                                                   : field.key == "completion" ? &most.completion
                                                   : field.key == "request"    ? &most.request
                                                   : field.key == "image"      ? &most.image
                                                                               : nullptr;
        if (limit == nullptr)
            return wrong(name, "is unknown");
        if (field.value.is_null())
            continue;
        const auto pico = readPrice(field.value, name, isPerToken ? kPerMillion : kPerUnit);
        if (!pico)
            return pico.error();
        *limit = *pico;
    }
    return {};
}

Result<void> readWish(std::string_view key, const element& value, RouteWishes& wishes)
{
    const std::string param = "provider." + std::string(key);
    if (key == "order")
        return readWords(value, param, wishes.order);
    if (key == "only")
        return readWords(value, param, wishes.only);
    if (key == "ignore")
        return readWords(value, param, wishes.ignore);
    if (key == "quantizations")
        return readWords(value, param, wishes.quantizations);
    if (key == "allow_fallbacks")
        return readFlag(value, param, wishes.allowsFallbacks);
    if (key == "require_parameters")
        return readFlag(value, param, wishes.requiresParameters);
    if (key == "zdr")
        return readFlag(value, param, wishes.wantsZeroRetention);
    if (key == "data_collection")
        return readDataCollection(value, param, wishes);
    if (key == "sort")
        return readSort(value, param, wishes);
    if (key == "max_price")
        return readMaxPrice(value, param, wishes.maxPrice);
    if (key == "tiers")
        return readTiers(value, param, wishes.tiers);
    return failure(ErrorCode::UnsupportedParameter, "'" + param + "' is not known here", param);
}

} // namespace

Result<void> readProviderWishes(const element& value, RouteWishes& wishes)
{
    object members;
    if (value.is_null())
        return {};
    if (value.get(members))
        return wrong("provider", "must be an object");
    for (const auto& field : members) {
        if (field.value.is_null())
            continue;
        if (auto read = readWish(field.key, field.value, wishes); !read)
            return read;
    }
    return {};
}

Result<void> readModelWishes(const element& value, RouteWishes& wishes)
{
    if (value.is_null())
        return {};
    return readWords(value, "models", wishes.models);
}

} // namespace gotoai::chat
