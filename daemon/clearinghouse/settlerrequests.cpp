// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/settler.h"

// Requests that make one order, however often they are sent.
namespace gotoai::clearinghouse {

// What stands in the way of another order of the same request. One that ended released does not, unless it asked for
// something else; what has ended long ago is forgotten.
Result<std::optional<EarlierOrder>> Settler::earlierOrder(const RequestIdentity& request, Instant at)
{
    using Standing = EarlierOrder::Standing;
    std::optional<KeptRequest> kept;
    if (const KeptRequest* const recent = m_recentRequests.find(request.scope)) {
        kept = *recent;
    } else if (m_lookups.request) {
        auto found = m_lookups.request(request.scope);
        if (!found)
            return std::move(found).error();
        kept = *std::move(found);
    }
    const OpenOrder* const open = kept ? m_books.openOrder(kept->order) : nullptr;
    if (!kept || (!open && at - kept->at >= m_options.requestMemory))
        return std::optional<EarlierOrder>();
    EarlierOrder earlier{.id = kept->id, .isSameBody = kept->body == request.body};
    if (open)
        earlier.standing = open->state == OrderState::InDoubt ? Standing::InDoubt : Standing::Running;
    else if (!kept->end)
        earlier.standing = Standing::Ending;
    else
        earlier.standing = *kept->end == OrderState::Finalized ? Standing::Finalized : Standing::Released;
    if (earlier.standing == Standing::Released && earlier.isSameBody)
        return std::optional<EarlierOrder>();
    return std::optional(earlier);
}

void Settler::rememberRequest(const Reservation& reservation, OrderNumber number)
{
    if (reservation.request)
        m_recentRequests.begun(
            reservation.request->scope,
            {.order = number, .id = reservation.order, .body = reservation.request->body, .at = reservation.at},
            m_books.counters.batches + 1);
}

} // namespace gotoai::clearinghouse
