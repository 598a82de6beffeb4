// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/scalar.h"

#include "money/price.h"

#include <limits>
#include <optional>

namespace gotoai::protocol {
namespace {

Error expected(const char* what) { return failure(ErrorCode::InvalidRequest, what); }

// Empty for text that is no Unicode: Qt keeps a lone surrogate, which UTF-8 cannot say.
std::optional<std::string> textOf(const QJsonValue& json)
{
    const QString text = json.toString();
    if (!json.isString() || !text.isValidUtf16())
        return std::nullopt;
    return text.toStdString();
}

// A number that int64 holds exactly. Two different defaults tell "not whole" from every whole number.
std::optional<std::int64_t> integerOf(const QJsonValue& json)
{
    if (!json.isDouble() || json.toInteger(0) != json.toInteger(1))
        return std::nullopt;
    return json.toInteger();
}

template<class Parse>
auto parsed(const QJsonValue& json, const char* what, Parse parse) -> decltype(parse(std::string_view()))
{
    const auto text = textOf(json);
    if (!text)
        return expected(what);
    return parse(*text);
}

} // namespace

QJsonValue encode(const std::string& value) { return QString::fromStdString(value); }
QJsonValue encode(bool value) { return value; }
QJsonValue encode(std::int32_t value) { return value; }
QJsonValue encode(std::int64_t value) { return qint64{value}; }
QJsonValue encode(Money value) { return encode(value.toUsd()); }
QJsonValue encode(Instant value) { return encode(toRfc3339(value)); }
QJsonValue encode(UsdPerMillion value) { return encode(formatUsdPerMillion(value.pico)); }
QJsonValue encode(UsdPerUnit value) { return encode(formatUsdPerUnit(value.pico)); }
QJsonValue encode(const Secret& value) { return encode(std::string(value.reveal())); }
QJsonValue encode(const QJsonObject& value) { return value; }

Result<void> decode(const QJsonValue& json, std::string& value)
{
    auto text = textOf(json);
    if (!text)
        return expected("a string is expected");
    value = *std::move(text);
    return {};
}

Result<void> decode(const QJsonValue& json, bool& value)
{
    if (!json.isBool())
        return expected("true or false is expected");
    value = json.toBool();
    return {};
}

Result<void> decode(const QJsonValue& json, std::int32_t& value)
{
    const auto integer = integerOf(json);
    if (!integer || *integer < std::numeric_limits<std::int32_t>::min() ||
        *integer > std::numeric_limits<std::int32_t>::max())
        return expected("a whole number of at most 31 bits is expected");
    value = static_cast<std::int32_t>(*integer);
    return {};
}

Result<void> decode(const QJsonValue& json, std::int64_t& value)
{
    const auto integer = integerOf(json);
    if (!integer)
        return expected("a whole number is expected");
    value = *integer;
    return {};
}

Result<void> decode(const QJsonValue& json, Money& value)
{
    auto money = parsed(json, "a decimal string of USD is expected", &Money::parseUsd);
    if (!money)
        return std::move(money).error();
    value = *money;
    return {};
}

Result<void> decode(const QJsonValue& json, Instant& value)
{
    const auto text = textOf(json);
    const auto instant = text ? fromRfc3339(*text) : std::nullopt;
    if (!instant)
        return expected("a time by RFC 3339 is expected");
    value = *instant;
    return {};
}

Result<void> decode(const QJsonValue& json, UsdPerMillion& value)
{
    auto pico = parsed(json, "a decimal string of USD per million is expected", &parseUsdPerMillion);
    if (!pico)
        return std::move(pico).error();
    value.pico = *pico;
    return {};
}

Result<void> decode(const QJsonValue& json, UsdPerUnit& value)
{
    auto pico = parsed(json, "a decimal string of USD a unit is expected", &parseUsdPerUnit);
    if (!pico)
        return std::move(pico).error();
    value.pico = *pico;
    return {};
}

Result<void> decode(const QJsonValue& json, Secret& value)
{
    auto text = textOf(json);
    if (!text)
        return expected("a string is expected");
    value = Secret(*std::move(text));
    return {};
}

Result<void> decode(const QJsonValue& json, QJsonObject& value)
{
    if (!json.isObject())
        return expected("an object is expected");
    value = json.toObject();
    return {};
}

} // namespace gotoai::protocol
