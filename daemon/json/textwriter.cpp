// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/textwriter.h"

#include "json/document.h"

namespace gotoai::json {

TextWriter& TextWriter::key(std::string_view name)
{
    separate();
    m_text += json::quoted(name);
    m_text.push_back(':');
    return *this;
}

TextWriter& TextWriter::string(std::string_view characters) { return raw(json::quoted(characters)); }

TextWriter& TextWriter::number(std::int64_t number) { return raw(std::to_string(number)); }

TextWriter& TextWriter::raw(std::string_view json)
{
    separate();
    m_text += json;
    return *this;
}

TextWriter& TextWriter::open(char bracket)
{
    separate();
    m_text.push_back(bracket);
    return *this;
}

TextWriter& TextWriter::close(char bracket)
{
    m_text.push_back(bracket);
    return *this;
}

// No value ends in one of these three.
void TextWriter::separate()
{
    if (!m_text.empty() && std::string_view("{[:").find(m_text.back()) == std::string_view::npos)
        m_text.push_back(',');
}

} // namespace gotoai::json
