// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/fuzzymatch.h"

#include <algorithm>
#include <vector>

namespace gotoai::shell {

namespace {

constexpr int letterScore = 1;
constexpr int runScore = 4;
constexpr int wordBeginScore = 6;
constexpr int textBeginScore = 4;
constexpr int unreached = -1'000'000;

bool beginsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

} // namespace

std::optional<int> fuzzyScore(const QString& question, const QString& text)
{
    const QString wanted = question.simplified().remove(QLatin1Char(' ')).toCaseFolded();
    const QString folded = text.toCaseFolded();
    if (wanted.isEmpty())
        return 0;
    if (folded.size() != text.size() || wanted.size() > text.size())
        return std::nullopt;
    // best[i]: of the letters so far, the last one matched at i.
    const auto size = static_cast<std::size_t>(text.size());
    std::vector<int> best(size, unreached);
    for (qsizetype letter = 0; letter < wanted.size(); ++letter) {
        std::vector<int> next(size, unreached);
        int before = letter == 0 ? 0 : unreached; // the best that ended anywhere before
        for (std::size_t at = 0; at < size; ++at) {
            if (folded[qsizetype(at)] == wanted[letter]) {
                int score = before + letterScore + (beginsWord(text, qsizetype(at)) ? wordBeginScore : 0) +
                            (at == 0 ? textBeginScore : 0);
                if (at > 0 && letter > 0)
                    score = std::max(score, best[at - 1] + letterScore + runScore);
                next[at] = score > unreached / 2 ? score : unreached;
            }
            if (letter > 0)
                before = std::max(before, best[at]);
        }
        best = std::move(next);
    }
    const int score = *std::max_element(best.begin(), best.end());
    return score > unreached / 2 ? std::optional(score) : std::nullopt;
}

} // namespace gotoai::shell
