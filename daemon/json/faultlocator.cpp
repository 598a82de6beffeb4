// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/faultlocator.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gotoai::json {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isHexDigit(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Bytes of the UTF-8 sequence at `text`'s begin, 0 when it is none (RFC 3629, section 4).
std::size_t sequenceLength(std::string_view text)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto isTail = [&](std::size_t i) { return i < text.size() && (byteAt(i) & 0xc0) == 0x80; };
    const std::uint8_t lead = byteAt(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return isTail(1) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef) {
        if (!isTail(1) || !isTail(2) || (lead == 0xe0 && byteAt(1) < 0xa0) || (lead == 0xed && byteAt(1) > 0x9f))
            return 0;
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        if (!isTail(1) || !isTail(2) || !isTail(3) || (lead == 0xf0 && byteAt(1) < 0x90) ||
            (lead == 0xf4 && byteAt(1) > 0x8f))
            return 0;
        return 4;
    }
    return 0;
}

// Walks the grammar with a stack of open containers; stops at the first fault.
class Walk
{
public:
    Walk(std::string_view text, std::size_t maxDepth)
        : m_text(text)
        , m_maxDepth(maxDepth)
    {}

    std::optional<Fault> run()
    {
        while (!m_fault && !m_isComplete)
            if (isValueNext())
                closeContainers();
        return m_fault;
    }

private:
    bool isAtEnd() const { return m_at >= m_text.size(); }
    char here() const { return isAtEnd() ? '\0' : m_text[m_at]; }

    bool fail(const char* reason)
    {
        if (!m_fault)
            m_fault = Fault{m_at, reason};
        return false;
    }

    void skipBlanks()
    {
        while (!isAtEnd() && (here() == ' ' || here() == '\n' || here() == '\r' || here() == '\t'))
            ++m_at;
    }

    // Reads one scalar, or opens one container; true when a value is complete behind it.
    bool isValueNext()
    {
        skipBlanks();
        if (isAtEnd())
            return fail("the text ends where a value is expected");
        const char c = here();
        if (c == '{' || c == '[') {
            if (m_open.size() == m_maxDepth)
                return fail("it is nested too deeply");
            m_open.push_back(c);
            ++m_at;
            skipBlanks();
            if (here() == (c == '{' ? '}' : ']')) {
                ++m_at;
                m_open.pop_back();
                return true;
            }
            if (c == '{')
                readKey();
            return false;
        }
        if (c == '"')
            return readString();
        if (c == '-' || isDigit(c))
            return readNumber();
        for (const std::string_view word : {"true", "false", "null"}) {
            if (m_text.substr(m_at, word.size()) == word) {
                m_at += word.size();
                return true;
            }
        }
        return fail("a value is expected");
    }

    // Behind a complete value: commas and closing brackets, until the next value is due.
    void closeContainers()
    {
        for (;;) {
            skipBlanks();
            if (m_open.empty()) {
                m_isComplete = isAtEnd();
                if (!m_isComplete)
                    fail("there is more behind the value");
                return;
            }
            const bool isObject = m_open.back() == '{';
            if (here() == ',') {
                ++m_at;
                skipBlanks();
                if (isObject)
                    readKey();
                return;
            }
            if (isAtEnd() || here() != (isObject ? '}' : ']')) {
                fail(isAtEnd() ? "the text ends inside a container" : "a comma or a closing bracket is expected");
                return;
            }
            ++m_at;
            m_open.pop_back();
        }
    }

    bool readKey()
    {
        if (here() != '"')
            return fail("a key in quotes is expected");
        if (!readString())
            return false;
        skipBlanks();
        if (here() != ':')
            return fail("a colon is expected");
        ++m_at;
        return true;
    }

    bool readString()
    {
        for (++m_at; !isAtEnd();) {
            const char c = here();
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (static_cast<std::uint8_t>(c) < 0x20)
                return fail("a control character stands in a string");
            if (c == '\\') {
                if (!readEscape())
                    return false;
                continue;
            }
            const std::size_t length = sequenceLength(m_text.substr(m_at));
            if (length == 0)
                return fail("the text is not UTF-8");
            m_at += length;
        }
        return fail("a string is not closed");
    }

    bool readEscape()
    {
        ++m_at;
        if (here() == 'u') {
            for (int i = 0; i < 4; ++i) {
                ++m_at;
                if (!isHexDigit(here()))
                    return fail("an escape is incomplete");
            }
        } else if (isAtEnd() || std::string_view("\"\\/bfnrt").find(here()) == std::string_view::npos) {
            return fail("an escape is unknown");
        }
        ++m_at;
        return true;
    }

    bool readNumber()
    {
        const auto readDigits = [this] {
            if (!isDigit(here()))
                return fail("a digit is expected");
            while (isDigit(here()))
                ++m_at;
            return true;
        };
        if (here() == '-')
            ++m_at;
        if (here() == '0') {
            ++m_at;
            if (isDigit(here()))
                return fail("a number has a leading zero");
        } else if (!readDigits()) {
            return false;
        }
        if (here() == '.') {
            ++m_at;
            if (!readDigits())
                return false;
        }
        if (here() == 'e' || here() == 'E') {
            ++m_at;
            if (here() == '+' || here() == '-')
                ++m_at;
            return readDigits();
        }
        return true;
    }

    std::string_view m_text;
    std::size_t m_maxDepth;
    std::size_t m_at = 0;
    std::vector<char> m_open;
    std::optional<Fault> m_fault;
    bool m_isComplete = false;
};

} // namespace

std::optional<Fault> locateFault(std::string_view text, std::size_t maxDepth) { return Walk(text, maxDepth).run(); }

} // namespace gotoai::json
