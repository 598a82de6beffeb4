// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/records.h"

namespace gotoai::clearinghouse {

BookingRecord recordOf(const BookingRow& row)
{
    return {.number = row.number,
            .id = row.id,
            .kind = row.kind,
            .account = row.account,
            .provider = row.provider,
            .order = row.order,
            .part = row.part,
            .rail = row.rail,
            .reference = row.reference,
            .amount = row.amount,
            .promo = row.promo,
            .absorbed = row.absorbed,
            .debit = row.debit,
            .credit = row.credit,
            .reason = row.reason,
            .by = row.by,
            .at = toMicroseconds(row.at),
            .expiresAt = row.expiresAt ? std::optional(toMicroseconds(*row.expiresAt)) : std::nullopt};
}

BookingRow rowOf(const BookingRecord& record)
{
    return {.number = record.number,
            .id = record.id,
            .kind = record.kind,
            .account = record.account,
            .provider = record.provider,
            .order = record.order,
            .part = record.part,
            .rail = std::string(record.rail),
            .reference = std::string(record.reference),
            .amount = record.amount,
            .promo = record.promo,
            .absorbed = record.absorbed,
            .debit = record.debit,
            .credit = record.credit,
            .reason = std::string(record.reason),
            .by = std::string(record.by),
            .at = fromMicroseconds(record.at),
            .expiresAt = record.expiresAt ? std::optional(fromMicroseconds(*record.expiresAt)) : std::nullopt};
}

} // namespace gotoai::clearinghouse
