// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace gotoai::billing {

// A part of a statement that is whole by itself.
struct StatementPiece
{
    QByteArray text;
    qint64 firstRow =
        1; // of CSV the line of its first row in the whole text, the line of names being 1; of JSON its row
};

// A CSV text in pieces of at most `most` bytes, each with the line of names; a line break in quotes ends no row. Empty:
// there is no row, or one that is longer than a piece.
std::vector<StatementPiece> csvPieces(const QByteArray& text, qsizetype most);

// A JSON text, an array of rows or an object with one as `data`, in pieces of at most `most` bytes, each an array. One
// that fits is sent as it is, understood or not. Empty: it does not fit and is no such text, or has a row longer than a
// piece.
std::vector<StatementPiece> jsonPieces(const QByteArray& text, qsizetype most);

// Whether a text is JSON, by how it begins.
bool looksLikeJson(const QByteArray& text);

} // namespace gotoai::billing
