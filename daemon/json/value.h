// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::json {

struct Field;

// One value of a JSON text that the parser has proven valid, left in its place: what it holds can be passed on byte for
// byte, with the order of keys and the spelling of numbers. A view: the text outlives it. Looking up a member scans the
// object, so take it once.
class Value
{
public:
    enum class Kind : std::uint8_t { Absent, Null, Boolean, Number, String, Array, Object };

    Value() = default; // absent
    // `text` is one valid JSON value; blanks around it are dropped.
    explicit Value(std::string_view text);

    Kind kind() const { return m_kind; }
    bool isThere() const { return m_kind != Kind::Absent && m_kind != Kind::Null; }
    bool isString() const { return m_kind == Kind::String; }
    bool isArray() const { return m_kind == Kind::Array; }
    bool isObject() const { return m_kind == Kind::Object; }
    bool isTrue() const { return m_text == "true"; }

    std::string_view raw() const { return m_text; } // empty when absent
    // Between the quotes, escapes and all; empty unless a string.
    std::string_view inner() const;
    std::string text() const; // a string's characters in UTF-8; empty unless a string
    bool is(std::string_view characters) const { return isString() && text() == characters; }
    std::optional<std::int64_t> integer() const; // written without fraction and exponent, within 64 bits

    // The first member of that key; absent where there is none, or this is no object.
    Value operator[](std::string_view key) const;
    std::vector<Field> fields() const;   // in the order of the text; empty unless an object
    std::vector<Value> elements() const; // empty unless an array

private:
    std::string_view m_text;
    Kind m_kind = Kind::Absent;
};

struct Field
{
    std::string key;
    Value value;
};

} // namespace gotoai::json
