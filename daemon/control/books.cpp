// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/books.h"
#include "control/resources.h"

namespace gotoai::control {
namespace {

using reconciliation::BooksAuditor;
using reconciliation::BooksFreeze;

constexpr std::size_t kMaxReasonSize = 500;

protocol::Books toWire(const reconciliation::BooksGuard& guard, const BooksAuditor& auditor)
{
    protocol::Books wire{.state = guard.current() ? "frozen" : "open",
                         .freeze = std::nullopt,
                         .progress = std::nullopt,
                         .audit = std::nullopt};
    if (const BooksFreeze* const freeze = guard.current())
        wire.freeze = {std::string(clearinghouse::bookFaultWord(freeze->fault)), freeze->finding, freeze->at};
    if (const auto& progress = auditor.progress())
        wire.progress = {progress->through.batches, progress->through.transfers, progress->at};
    if (const auto& full = auditor.lastFull())
        wire.audit = {full->beganAt, full->endedAt, full->through.transfers,
                      full->finding.empty() ? std::nullopt : std::optional(full->finding)};
    return wire;
}

void answer(const CallPtr& call, const Parts& parts, int status)
{
    call->answer(status, protocol::toJson(toWire(parts.booksGuard, parts.booksAuditor)));
}

void audit(const CallPtr& call, const Parts& parts)
{
    parts.booksAuditor.auditAll();
    answer(call, parts, 202);
}

void release(const CallPtr& call, const Parts& parts)
{
    auto draft = call->body<protocol::BooksRelease>();
    if (!draft)
        return call->refuse(draft.error());
    if (draft->reason.empty() || draft->reason.size() > kMaxReasonSize)
        return call->refuse(failure(ErrorCode::InvalidRequest, "a reason has 1 to 500 bytes", "reason"));
    call->setBefore(protocol::toJson(toWire(parts.booksGuard, parts.booksAuditor)));
    parts.booksGuard.lift(
        call->principal().id(), std::move(draft->reason),
        [call, parts](const Result<BooksFreeze>& lifted) {
            if (!lifted)
                return call->refuse(lifted.error());
            parts.booksAuditor.goOn();
            answer(call, parts, 200);
        },
        [call](const BooksFreeze& lifted) {
            return call->record(200, "ledger", {{QStringLiteral("reason"), QString::fromStdString(lifted.reason)}});
        });
}

} // namespace

std::vector<Route> bookRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/books", [parts](const CallPtr& call) { answer(call, parts, 200); }},
        {"POST", "/admin/v1/books/audit", [parts](const CallPtr& call) { audit(call, parts); }},
        {"POST", "/admin/v1/books/release", [parts](const CallPtr& call) { release(call, parts); }},
    };
}

} // namespace gotoai::control
