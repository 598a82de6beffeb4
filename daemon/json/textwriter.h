// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gotoai::json {

// Builds a JSON text front to back, in the order it is told; the commas are its business.
//
//     writer.beginObject().key("model").string(name).key("stop").raw(asItCame).endObject();
class TextWriter
{
public:
    TextWriter& beginObject() { return open('{'); }
    TextWriter& endObject() { return close('}'); }
    TextWriter& beginArray() { return open('['); }
    TextWriter& endArray() { return close(']'); }
    TextWriter& key(std::string_view name); // the next value is its own
    TextWriter& string(std::string_view characters);
    TextWriter& number(std::int64_t number);
    TextWriter& boolean(bool truth) { return raw(truth ? "true" : "false"); }
    // A complete JSON value.
    TextWriter& raw(std::string_view json);

    const std::string& text() const { return m_text; }
    std::string take() { return std::move(m_text); }
    void clear() { m_text.clear(); }
    void reserve(std::size_t bytes) { m_text.reserve(bytes); }

private:
    TextWriter& open(char bracket);
    TextWriter& close(char bracket);
    void separate();

    std::string m_text;
};

} // namespace gotoai::json
