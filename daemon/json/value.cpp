// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/value.h"

#include "json/scan.h"

#include <charconv>

namespace gotoai::json {
namespace {

Value::Kind kindOf(char first)
{
    switch (first) {
    case 'n': return Value::Kind::Null;
    case 't':
    case 'f': return Value::Kind::Boolean;
    case '"': return Value::Kind::String;
    case '[': return Value::Kind::Array;
    case '{': return Value::Kind::Object;
    default: return Value::Kind::Number;
    }
}

void appendUtf8(std::string& text, std::uint32_t point)
{
    const auto tail = [&](int shift) { text.push_back(static_cast<char>(0x80 | ((point >> shift) & 0x3f))); };
    if (point < 0x80) {
        text.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
        text.push_back(static_cast<char>(0xc0 | (point >> 6)));
        tail(0);
    } else if (point < 0x10000) {
        text.push_back(static_cast<char>(0xe0 | (point >> 12)));
        tail(6);
        tail(0);
    } else {
        text.push_back(static_cast<char>(0xf0 | (point >> 18)));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::uint32_t hexadecimal(std::string_view digits)
{
    std::uint32_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return number;
}

// `at` is one past a backslash; returns one past the escape. RFC 8259, section 7.
std::size_t unescape(std::string_view inner, std::size_t at, std::string& text)
{
    switch (inner[at]) {
    case 'b': text.push_back('\b'); return at + 1;
    case 'f': text.push_back('\f'); return at + 1;
    case 'n': text.push_back('\n'); return at + 1;
    case 'r': text.push_back('\r'); return at + 1;
    case 't': text.push_back('\t'); return at + 1;
    case 'u': break;
    default: text.push_back(inner[at]); return at + 1;
    }
    std::uint32_t point = hexadecimal(inner.substr(at + 1, 4));
    at += 5;
    if (point >= 0xd800 && point < 0xdc00 && inner.substr(at).starts_with("\\u")) {
        point = 0x10000 + ((point - 0xd800) << 10) + (hexadecimal(inner.substr(at + 2, 4)) - 0xdc00);
        at += 6;
    }
    appendUtf8(text, point);
    return at;
}

std::string unescaped(std::string_view inner)
{
    std::size_t slash = inner.find('\\');
    if (slash == std::string_view::npos)
        return std::string(inner);
    std::string text;
    text.reserve(inner.size());
    std::size_t at = 0;
    while (slash != std::string_view::npos) {
        text += inner.substr(at, slash - at);
        at = unescape(inner, slash + 1, text);
        slash = inner.find('\\', at);
    }
    text += inner.substr(at);
    return text;
}

// Calls `visit` with the raw text of each key (empty in an array) and value until it returns false.
template<class Visit>
void walk(std::string_view text, bool hasKeys, Visit visit)
{
    std::size_t at = skipBlanks(text, 1);
    while (at < text.size() && text[at] != '}' && text[at] != ']') {
        std::string_view key;
        if (hasKeys) {
            const std::size_t end = skipString(text, at);
            key = text.substr(at + 1, end - at - 2);
            at = skipBlanks(text, skipBlanks(text, end) + 1);
        }
        const std::size_t end = skipValue(text, at);
        if (!visit(key, text.substr(at, end - at)))
            return;
        at = skipBlanks(text, end);
        if (at < text.size() && text[at] == ',')
            at = skipBlanks(text, at + 1);
    }
}

} // namespace

Value::Value(std::string_view text)
{
    const std::size_t begin = skipBlanks(text, 0);
    if (begin == text.size())
        return;
    m_kind = kindOf(text[begin]);
    m_text = text.substr(begin, skipValue(text, begin) - begin);
}

std::string_view Value::inner() const { return isString() ? m_text.substr(1, m_text.size() - 2) : std::string_view{}; }

std::string Value::text() const { return unescaped(inner()); }

std::optional<std::int64_t> Value::integer() const
{
    std::int64_t number = 0;
    const char* const end = m_text.data() + m_text.size();
    const auto [rest, error] = std::from_chars(m_text.data(), end, number);
    return m_kind == Kind::Number && error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

Value Value::operator[](std::string_view key) const
{
    Value found;
    if (isObject())
        walk(m_text, true, [&](std::string_view name, std::string_view value) {
            if (name != key && unescaped(name) != key)
                return true;
            found = Value(value);
            return false;
        });
    return found;
}

std::vector<Field> Value::fields() const
{
    std::vector<Field> fields;
    if (isObject())
        walk(m_text, true, [&](std::string_view name, std::string_view value) {
            fields.push_back({unescaped(name), Value(value)});
            return true;
        });
    return fields;
}

std::vector<Value> Value::elements() const
{
    std::vector<Value> elements;
    if (isArray())
        walk(m_text, false, [&](std::string_view, std::string_view value) {
            elements.emplace_back(value);
            return true;
        });
    return elements;
}

} // namespace gotoai::json
