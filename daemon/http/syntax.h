// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The character classes and small grammars of RFC 9110, 9112 and 3986 that request framing rests on.
namespace gotoai::http {

// token = 1*tchar (RFC 9110, section 5.6.2).
bool isToken(std::string_view text);

// field-content with obs-text (RFC 9110, section 5.5): no control character but HTAB.
bool isFieldValue(std::string_view text);

// origin-form (RFC 9112, section 3.2.1): absolute-path [ "?" query ], percent-encoding well formed.
bool isOriginForm(std::string_view target);

// Host (RFC 9110, section 7.2): empty, or a name or address literal with an optional port.
bool isHostValue(std::string_view text);

// 1*DIGIT. Values past 2^63 are reported as 2^63, which is past every limit.
std::optional<std::uint64_t> parseLength(std::string_view digits);

// chunk-size = 1*HEXDIG, at most 16 of them (RFC 9112, section 7.1).
std::optional<std::uint64_t> parseChunkSize(std::string_view digits);

// chunk-ext = *( ";" chunk-ext-name [ "=" chunk-ext-val ] ) (RFC 9112, section 7.1.1), without the "bad whitespace"
// that a sender must not generate and readers disagree about.
bool isChunkExtension(std::string_view text);

// Without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

// ASCII letters compare equal in either case.
bool equalsIgnoringCase(std::string_view one, std::string_view other);

// Whether a comma-separated list of tokens holds `lower`.
bool listHolds(std::string_view list, std::string_view lower);

inline char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

} // namespace gotoai::http
