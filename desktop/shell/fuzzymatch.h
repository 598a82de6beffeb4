// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace gotoai::shell {

// How well the letters of a question fit a text, in order but with gaps; more is better, empty if one is missing.
// Beginnings of words and runs of letters count most. Case and accents of ASCII letters do not matter.
std::optional<int> fuzzyScore(const QString& question, const QString& text);

} // namespace gotoai::shell
