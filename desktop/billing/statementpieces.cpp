// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/statementpieces.h"

#include <algorithm>

namespace gotoai::billing {

namespace {

// Behind the row that begins at `from`; adds the lines it takes.
qsizetype rowEnd(const QByteArray& text, qsizetype from, qint64& lines)
{
    bool isQuoted = false;
    for (qsizetype i = from; i < text.size(); ++i) {
        const char character = text[i];
        if (character == '"')
            isQuoted = !isQuoted;
        if (character != '\n')
            continue;
        ++lines;
        if (!isQuoted)
            return i + 1;
    }
    ++lines;
    return text.size();
}

} // namespace

std::vector<StatementPiece> csvPieces(const QByteArray& text, qsizetype most)
{
    std::vector<StatementPiece> pieces;
    qint64 line = 1;
    qsizetype from = rowEnd(text, 0, line);
    QByteArray names = text.first(from);
    if (!names.endsWith('\n'))
        return {};
    while (from < text.size()) {
        const qint64 begins = line;
        const qsizetype end = rowEnd(text, from, line);
        const QByteArrayView row = QByteArrayView(text).sliced(from, end - from);
        if (names.size() + row.size() > most)
            return {};
        if (pieces.empty() || pieces.back().text.size() + row.size() > most)
            pieces.push_back({names, begins});
        pieces.back().text.append(row.data(), row.size());
        from = end;
    }
    return pieces;
}

bool looksLikeJson(const QByteArray& text)
{
    const auto first =
        std::ranges::find_if_not(text, [](char character) { return static_cast<unsigned char>(character) <= ' '; });
    return first != text.end() && (*first == '[' || *first == '{');
}

} // namespace gotoai::billing
