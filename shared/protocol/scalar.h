// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"
#include "money/money.h"

#include <QJsonObject>
#include <QJsonValue>

#include <cstdint>
#include <string>
#include <string_view>

namespace gotoai::protocol {

// A price in pico-USD a unit, on the wire a decimal string of USD per million units ("0.05").
struct UsdPerMillion
{
    std::int64_t pico = 0;
    bool operator==(const UsdPerMillion&) const = default;
};

// The same for what is priced by the piece, on the wire USD a unit ("0.001").
struct UsdPerUnit
{
    std::int64_t pico = 0;
    bool operator==(const UsdPerUnit&) const = default;
};

// Single values ↔ JSON. decode() refuses every other JSON type, and numbers that are not whole, with a sentence that
// says what was expected; the caller adds the field's name.
QJsonValue encode(const std::string& value);
QJsonValue encode(bool value);
QJsonValue encode(std::int32_t value);
QJsonValue encode(std::int64_t value);
QJsonValue encode(Money value);
QJsonValue encode(Instant value);
QJsonValue encode(UsdPerMillion value);
QJsonValue encode(UsdPerUnit value);
QJsonValue encode(const Secret& value);
QJsonValue encode(const QJsonObject& value);

Result<void> decode(const QJsonValue& json, std::string& value);
Result<void> decode(const QJsonValue& json, bool& value);
Result<void> decode(const QJsonValue& json, std::int32_t& value);
Result<void> decode(const QJsonValue& json, std::int64_t& value);
Result<void> decode(const QJsonValue& json, Money& value);
Result<void> decode(const QJsonValue& json, Instant& value);
Result<void> decode(const QJsonValue& json, UsdPerMillion& value);
Result<void> decode(const QJsonValue& json, UsdPerUnit& value);
Result<void> decode(const QJsonValue& json, Secret& value);
Result<void> decode(const QJsonValue& json, QJsonObject& value);

template<class Tag>
QJsonValue encode(const Id<Tag>& value)
{
    return encode(value.toString());
}

template<class Tag>
Result<void> decode(const QJsonValue& json, Id<Tag>& value)
{
    std::string text;
    if (auto decoded = decode(json, text); !decoded)
        return decoded;
    auto id = Id<Tag>::parse(text);
    if (!id)
        return std::move(id).error();
    value = *id;
    return {};
}

} // namespace gotoai::protocol
