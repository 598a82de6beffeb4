// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/statementtext.h"

#include "control/wire.h"

#include <QJsonDocument>

#include <initializer_list>

namespace gotoai::control {
namespace {

// In an export, what stands around the lines: the document up to `"data":[` and from there on.
constexpr std::string_view kDataBegin = R"("data":[)";

std::string textOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

// Without its lines. Members are written in alphabetical order, so `data` stands in the middle.
std::string documentOf(const protocol::Statement& statement) { return textOf(protocol::toJson(statement)); }

// No field holds what would have to be quoted: ids, names of ledger accounts, amounts, times.
void appendRecord(std::string& text, std::initializer_list<std::string_view> fields)
{
    const char* separator = "";
    for (const std::string_view field : fields) {
        text += separator;
        text += field;
        separator = ",";
    }
    text += "\r\n";
}

std::string timeOf(const std::optional<Instant>& at) { return at ? toRfc3339(*at) : std::string(); }

} // namespace

std::string_view contentTypeOf(StatementFormat format)
{
    return format == StatementFormat::Csv ? "text/csv; charset=utf-8; header=present" : "application/json";
}

std::string_view fileSuffixOf(StatementFormat format) { return format == StatementFormat::Csv ? "csv" : "json"; }

protocol::Statement toWire(const AccountId& account, const clearinghouse::Period& period,
                           const clearinghouse::StatementFrame& frame)
{
    const auto amounts = [](const clearinghouse::Balances& balances) {
        return protocol::StatementAmounts{balances.available, balances.held, balances.total, balances.promo};
    };
    protocol::Statement wire;
    wire.account = account;
    wire.from = period.from;
    wire.to = period.to;
    wire.opening = amounts(frame.opening);
    for (const clearinghouse::StatementActivity& activity : frame.activity)
        wire.activity.push_back({activity.kind, amounts(activity.change)});
    wire.closing = amounts(frame.closing);
    return wire;
}

protocol::StatementLine toWire(const clearinghouse::StatementLine& line)
{
    const protocol::Transfer transfer = toWire(line.transfer);
    return {transfer.id, transfer.number, transfer.at,    transfer.kind,  transfer.order,
            line.change, line.balance,    transfer.debit, transfer.credit};
}

std::string statementHead(StatementFormat format, const protocol::Statement& statement)
{
    if (format == StatementFormat::Json) {
        std::string document = documentOf(statement);
        document.resize(document.find(kDataBegin) + kDataBegin.size());
        return document;
    }
    std::string text;
    appendRecord(text, {"number", "at", "kind", "order", "amount_usd", "balance_usd", "debit", "credit"});
    appendRecord(text, {"", timeOf(statement.from), "opening", "", "", statement.opening.total.toUsd(), "", ""});
    return text;
}

void appendLine(std::string& text, StatementFormat format, const protocol::StatementLine& line, bool isFirst)
{
    if (format == StatementFormat::Json) {
        text += isFirst ? "\n" : ",\n";
        text += textOf(protocol::toJson(line));
        return;
    }
    appendRecord(text, {std::to_string(line.number), toRfc3339(line.at), line.kind,
                        line.order ? line.order->toString() : std::string(), line.amount.toUsd(), line.balance.toUsd(),
                        line.debit, line.credit});
}

std::string statementTail(StatementFormat format, const protocol::Statement& statement)
{
    if (format == StatementFormat::Json) {
        const std::string document = documentOf(statement);
        return document.substr(document.find(kDataBegin) + kDataBegin.size()) + "\n";
    }
    std::string text;
    appendRecord(text, {"", timeOf(statement.to), "closing", "", "", statement.closing.total.toUsd(), "", ""});
    return text;
}

} // namespace gotoai::control
