// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/plantable.h"

#include "hypercore/access/columns.h"
#include "storage/onerow.h"

namespace gotoai::hypercore {
namespace {

using namespace columns;

Result<Plan> planOf(const storage::Statement& row)
{
    const auto id = PlanId::fromBytes(row.blob(0));
    if (!id)
        return failure(ErrorCode::Corrupt, "a row of plans cannot be read");
    return Plan{.id = *id,
                .name = std::string(row.text(1)),
                .fee = {static_cast<std::int32_t>(row.integer(2)), Money::fromNano(row.integer(3))},
                .version = row.integer(4),
                .createdAt = fromMicroseconds(row.integer(5))};
}

} // namespace

Result<std::vector<Plan>> loadPlans(storage::Database& database)
{
    return loadAll(database, "SELECT id, name, fee_basis_points, fee_per_call_nano, version, created_us FROM plans",
                   &planOf);
}

Result<void> insertPlan(storage::Database& database, const Plan& plan)
{
    auto insert = database.cached("INSERT INTO plans (id, name, fee_basis_points, fee_per_call_nano, version,"
                                  " created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(plan.id.bytes()))
        .bind(2, plan.name)
        .bind(3, std::int64_t{plan.fee.basisPoints})
        .bind(4, plan.fee.perCall.nano())
        .bind(5, plan.version)
        .bind(6, toMicroseconds(plan.createdAt))
        .run();
}

Result<void> updatePlan(storage::Database& database, const Plan& next)
{
    auto update = database.cached("UPDATE plans SET name = ?2, fee_basis_points = ?3, fee_per_call_nano = ?4,"
                                  " version = ?5 WHERE id = ?1 AND version = ?5 - 1");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, std::span(next.id.bytes()))
        .bind(2, next.name)
        .bind(3, std::int64_t{next.fee.basisPoints})
        .bind(4, next.fee.perCall.nano())
        .bind(5, next.version);
    return storage::runOnOneRow(database, **update);
}

Result<void> deletePlan(storage::Database& database, const Plan& plan)
{
    auto remove = database.cached("DELETE FROM plans WHERE id = ?1 AND version = ?2");
    if (!remove)
        return std::move(remove).error();
    (*remove)->bind(1, std::span(plan.id.bytes())).bind(2, plan.version);
    return storage::runOnOneRow(database, **remove);
}

} // namespace gotoai::hypercore
