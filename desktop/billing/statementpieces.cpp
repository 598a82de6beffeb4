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

// Walks over JSON without judging it: the daemon does. −1 where it breaks off.
class JsonWalk
{
public:
    explicit JsonWalk(const QByteArray& text)
        : m_text(text)
    {}

    qsizetype skipBlanks(qsizetype at) const
    {
        while (at < m_text.size() && static_cast<unsigned char>(m_text[at]) <= ' ')
            ++at;
        return at;
    }
    char charAt(qsizetype at) const { return at >= 0 && at < m_text.size() ? m_text[at] : '\0'; }

    // Behind the value that begins at `from`.
    qsizetype valueEnd(qsizetype from) const
    {
        int depth = 0;
        for (qsizetype at = from; at >= 0 && at < m_text.size(); ++at) {
            const char character = m_text[at];
            if (character == '"')
                at = stringEnd(at) - 1;
            else if (character == '{' || character == '[')
                ++depth;
            else if ((character == '}' || character == ']' || character == ',') && depth == 0)
                return at; // of a number or a word
            else if (character == '}' || character == ']')
                --depth;
            if (at < 0)
                break;
            const bool isClosed = character == '}' || character == ']' || character == '"';
            if (isClosed && depth == 0)
                return at + 1;
        }
        return -1;
    }

    // Where the array of rows begins, of a text that is whole: two of them in one file would lose the second.
    qsizetype rows() const
    {
        const qsizetype begin = skipBlanks(0);
        const qsizetype end = valueEnd(begin);
        if (end < 0 || skipBlanks(end) != m_text.size())
            return -1;
        return charAt(begin) == '[' ? begin : charAt(begin) == '{' ? dataOf(begin) : -1;
    }

private:
    // The array that the object at `from` has as `data`.
    qsizetype dataOf(qsizetype from) const
    {
        for (qsizetype at = skipBlanks(from + 1); charAt(at) == '"'; at = skipBlanks(at + 1)) {
            const qsizetype end = stringEnd(at);
            const qsizetype colon = end < 0 ? end : skipBlanks(end);
            if (charAt(colon) != ':')
                return -1;
            const qsizetype value = skipBlanks(colon + 1);
            if (QByteArrayView(m_text).sliced(at, end - at) == "\"data\"")
                return charAt(value) == '[' ? value : -1;
            const qsizetype behind = valueEnd(value);
            at = behind < 0 ? m_text.size() : skipBlanks(behind);
            if (charAt(at) != ',')
                return -1;
        }
        return -1;
    }

    qsizetype stringEnd(qsizetype from) const
    {
        for (qsizetype at = from + 1; at < m_text.size(); ++at) {
            if (m_text[at] == '\\')
                ++at;
            else if (m_text[at] == '"')
                return at + 1;
        }
        return -1;
    }

    const QByteArray& m_text;
};

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

std::vector<StatementPiece> jsonPieces(const QByteArray& text, qsizetype most)
{
    if (text.size() <= most)
        return {{text}};
    const JsonWalk walk(text);
    std::vector<StatementPiece> pieces;
    qsizetype at = walk.rows();
    for (qint64 row = 1; at >= 0 && walk.charAt(at) != ']'; ++row) {
        const qsizetype from = walk.skipBlanks(at + 1); // behind the bracket or a comma
        const qsizetype end = walk.valueEnd(from);
        if (end <= from || end - from + 2 > most)
            return {};
        const auto element = QByteArrayView(text).sliced(from, end - from).trimmed();
        if (pieces.empty() || pieces.back().text.size() + 1 + element.size() > most)
            pieces.push_back({"[", row});
        else
            pieces.back().text.back() = ',';
        pieces.back().text.append(element.data(), element.size()).append(']');
        at = walk.skipBlanks(end);
        if (walk.charAt(at) != ',' && walk.charAt(at) != ']')
            return {};
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
