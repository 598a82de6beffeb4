// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/reconciliationtable.h"

#include "storage/eachrow.h"

#include <limits>
#include <tuple>

namespace gotoai::reconciliation {
namespace {

using storage::Database;
using Blob = std::span<const std::uint8_t>;
using Row = storage::Statement;

constexpr char kSelect[] =
    "SELECT s.id, s.provider, s.name, s.format, s.created_us, s.made_by, count(r.number), min(r.at_us), max(r.at_us),"
    " coalesce(sum(r.cost_pico / 1000000), 0), coalesce(sum(r.cost_pico % 1000000), 0)" // neither is beyond int64
    " FROM provider_statements s LEFT JOIN statement_rows r ON r.statement = s.id";

Result<ProviderStatement> statementOf(const Row& row)
{
    const auto id = StatementId::fromBytes(row.blob(0));
    const auto provider = ProviderId::fromBytes(row.blob(1));
    if (!id || !provider)
        return failure(ErrorCode::Corrupt, "a row of provider_statements cannot be read");
    ProviderStatement statement{.id = *id,
                                .provider = *provider,
                                .name = std::string(row.text(2)),
                                .format = std::string(row.text(3)),
                                .rows = row.integer(6)};
    if (!row.isNull(7)) {
        statement.firstAt = fromMicroseconds(row.integer(7));
        statement.lastAt = fromMicroseconds(row.integer(8));
    }
    const PicoUsd pico = static_cast<PicoUsd>(row.integer(9)) * 1'000'000 + static_cast<PicoUsd>(row.integer(10));
    statement.cost =
        toMoney(pico, Rounding::HalfToEven).value_or(Money::fromNano(std::numeric_limits<std::int64_t>::max()));
    statement.createdAt = fromMicroseconds(row.integer(4));
    statement.by = row.text(5);
    return statement;
}

struct Known
{
    StatementId id;
    std::string format;
};

Result<std::optional<Known>> find(Database& database, const ProviderId& provider, const std::string& name)
{
    auto select = database.cached("SELECT id, format FROM provider_statements WHERE provider = ?1 AND name = ?2");
    if (!select)
        return std::move(select).error();
    const auto found = (*select)->bind(1, Blob(provider.bytes())).bind(2, name).step();
    if (!found)
        return found.error();
    std::optional<Known> known;
    if (*found) {
        const auto id = StatementId::fromBytes((*select)->blob(0));
        if (id)
            known = Known{*id, std::string((*select)->text(1))};
    }
    (*select)->reset();
    return known;
}

Result<StatementId> begin(Database& database, const ProviderStatement& fresh)
{
    const auto known = find(database, fresh.provider, fresh.name);
    if (!known)
        return known.error();
    if (*known && (*known)->format != fresh.format)
        return failure(ErrorCode::Conflict, "the statement was begun in another format", "format");
    if (*known)
        return (*known)->id;
    auto insert = database.cached("INSERT INTO provider_statements (id, provider, name, format, created_us, made_by)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    if (!insert)
        return std::move(insert).error();
    auto inserted = (*insert)
                        ->bind(1, Blob(fresh.id.bytes()))
                        .bind(2, Blob(fresh.provider.bytes()))
                        .bind(3, fresh.name)
                        .bind(4, fresh.format)
                        .bind(5, toMicroseconds(fresh.createdAt))
                        .bind(6, fresh.by)
                        .run();
    if (!inserted)
        return std::move(inserted).error();
    return fresh.id;
}

// Whether it is new.
Result<bool> takePiece(Database& database, const StatementId& id, const crypto::Digest& piece)
{
    auto insert = database.cached("INSERT INTO statement_pieces (statement, digest) VALUES (?1, ?2)"
                                  " ON CONFLICT DO NOTHING");
    if (!insert)
        return std::move(insert).error();
    if (auto inserted = (*insert)->bind(1, Blob(id.bytes())).bind(2, Blob(piece)).run(); !inserted)
        return std::move(inserted).error();
    return database.changes() == 1;
}

// What a statement comes to. As long as this can be added up, so can any part of it.
struct Totals
{
    std::int64_t lastRow = 0;
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    std::int64_t cost = 0; // pico-USD

    // Names the first row that cannot be added.
    Result<void> add(std::span<const StatementRow> rows, std::string_view place)
    {
        for (const StatementRow& row : rows) {
            for (const auto& [sum, number, name] : {std::tuple(&prompt, row.prompt, "prompt_tokens"),
                                                    std::tuple(&completion, row.completion, "completion_tokens"),
                                                    std::tuple(&cost, row.cost, "cost_usd")}) {
                if (__builtin_add_overflow(*sum, number.value_or(0), sum))
                    return failure(ErrorCode::InvalidRequest,
                                   std::string(place) + " " + std::to_string(row.place) + ": " + name +
                                       ": a statement comes to less than $9,223,372 and 9.2e18 tokens altogether; "
                                       "import the rest under another name",
                                   "body");
            }
        }
        return {};
    }
};

Result<Totals> totalsOf(Database& database, const StatementId& id)
{
    auto select = database.cached("SELECT coalesce(max(number), 0), coalesce(sum(prompt), 0),"
                                  " coalesce(sum(completion), 0), coalesce(sum(cost_pico), 0)"
                                  " FROM statement_rows WHERE statement = ?1");
    if (!select)
        return std::move(select).error();
    const auto found = (*select)->bind(1, Blob(id.bytes())).step();
    if (!found)
        return found.error();
    Totals totals;
    if (*found)
        totals = {(*select)->integer(0), (*select)->integer(1), (*select)->integer(2), (*select)->integer(3)};
    (*select)->reset();
    return totals;
}

Result<void> insertRows(Database& database, const StatementId& id, std::span<const StatementRow> rows,
                        std::int64_t last)
{
    auto insert = database.cached("INSERT INTO statement_rows (statement, number, external_id, model, at_us, prompt,"
                                  " completion, requests, cost_pico, is_absurd)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    if (!insert)
        return std::move(insert).error();
    std::int64_t number = last;
    for (const StatementRow& row : rows) {
        auto inserted = (*insert)
                            ->bind(1, Blob(id.bytes()))
                            .bind(2, ++number)
                            .bind(3, row.externalId)
                            .bind(4, row.model)
                            .bind(5, toMicroseconds(row.at))
                            .bind(6, row.prompt)
                            .bind(7, row.completion)
                            .bind(8, row.requests)
                            .bind(9, row.cost)
                            .bind(10, std::int64_t{row.isAbsurd})
                            .run();
        if (!inserted)
            return inserted;
    }
    return {};
}

} // namespace

Result<ProviderStatement> addPiece(Database& database, const ProviderStatement& fresh,
                                   std::span<const StatementRow> rows, const crypto::Digest& piece)
{
    const auto id = begin(database, fresh);
    if (!id)
        return id.error();
    const auto isNew = takePiece(database, *id, piece);
    if (!isNew)
        return isNew.error();
    if (*isNew) {
        auto totals = totalsOf(database, *id);
        if (!totals)
            return totals.error();
        if (auto added = totals->add(rows, fresh.format.ends_with("_json") ? "row" : "line"); !added)
            return std::move(added).error();
        if (auto inserted = insertRows(database, *id, rows, totals->lastRow); !inserted)
            return std::move(inserted).error();
    }
    return readStatementHead(database, *id);
}

Result<ProviderStatement> readStatementHead(Database& database, const StatementId& id)
{
    auto select = database.prepare(std::string(kSelect) + " WHERE s.id = ?1 GROUP BY s.id");
    if (!select)
        return std::move(select).error();
    const auto found = select->bind(1, Blob(id.bytes())).step();
    if (!found)
        return found.error();
    return *found ? statementOf(*select) : failure(ErrorCode::NotFound, "there is no such statement");
}

Result<std::vector<ProviderStatement>> readStatements(Database& database)
{
    std::vector<ProviderStatement> statements;
    auto read = storage::forEachRow(database, std::string(kSelect) + " GROUP BY s.id ORDER BY s.id DESC",
                                    [&statements](const Row& row) -> Result<void> {
                                        auto statement = statementOf(row);
                                        if (!statement)
                                            return std::move(statement).error();
                                        statements.push_back(*std::move(statement));
                                        return {};
                                    });
    if (!read)
        return std::move(read).error();
    return statements;
}

} // namespace gotoai::reconciliation
