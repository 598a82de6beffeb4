// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/statementqueries.h"
#include "protocol/statement.h"

#include <string>
#include <string_view>

namespace gotoai::control {

enum class StatementFormat {
    Csv,  // RFC 4180 with a header line; the first record is the opening, the last one the closing
    Json, // one document of the shape of a page that holds everything
};

std::string_view contentTypeOf(StatementFormat format);
std::string_view fileSuffixOf(StatementFormat format); // "csv"

// The period and the sums, without lines.
protocol::Statement toWire(const AccountId& account, const clearinghouse::Period& period,
                           const clearinghouse::StatementFrame& frame);
protocol::StatementLine toWire(const clearinghouse::StatementLine& line);

// An export is its head, any number of lines, its tail.
std::string statementHead(StatementFormat format, const protocol::Statement& statement);
void appendLine(std::string& text, StatementFormat format, const protocol::StatementLine& line, bool isFirst);
std::string statementTail(StatementFormat format, const protocol::Statement& statement);

} // namespace gotoai::control
