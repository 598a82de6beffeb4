// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/changerecorder.h"

#include "audit/auditlog.h"
#include "base/log.h"
#include "control/masking.h"
#include "storage/functionunit.h"

#include <QJsonDocument>

#include <memory>

namespace gotoai::control {
namespace {

constexpr int kStrangersAMinute = 30;

std::string afterOf(const Answer& answer)
{
    const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    return body.isEmpty() ? std::string() : masked(body);
}

std::string idIn(const Answer& answer)
{
    const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    return body.value(QLatin1String("id")).toString().toStdString();
}

} // namespace

bool ChangeRecorder::isWrite(std::string_view method)
{
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

void ChangeRecorder::watch(const CallPtr& call)
{
    call->setClosing([this](const CallPtr& closing, Answer answer, const std::function<void(Answer)>& send) {
        close(closing, std::move(answer), send);
    });
}

void ChangeRecorder::serve(const CallPtr& call, const Route& route)
{
    const bool isMoney = route.repetition == Repetition::NeedsKey;
    // Whoever is yet to prove who he is has no keys, and what he is answered is not kept.
    if (!call->hasPrincipal() || route.method != "POST" ||
        (!isMoney && call->request().header("idempotency-key").empty()))
        return route.serve(call);
    const auto claim = claimOf(*call);
    if (!claim)
        return call->refuse(claim.error());
    if (!m_running.insert(claim->scope).second)
        return call->refuse(failure(ErrorCode::Conflict, "the first request with this Idempotency-Key is running still",
                                    "idempotency-key"));
    const auto outcome = std::make_shared<ClaimOutcome>();
    storage::submitFunctions(
        m_parts.writer, m_parts.queue,
        [claim = *claim, outcome, now = m_parts.clock.now()](storage::Database& database) -> Result<void> {
            auto taken = takeClaim(database, claim, now);
            if (!taken)
                return std::move(taken).error();
            *outcome = *std::move(taken);
            return {};
        },
        [this, call, &route, claim = *claim, outcome](const Result<void>& done) {
            claimed(call, route, claim, done ? Result<ClaimOutcome>(std::move(*outcome)) : done.error());
        });
}

void ChangeRecorder::claimed(const CallPtr& call, const Route& route, const IdempotencyClaim& claim,
                             Result<ClaimOutcome> outcome)
{
    const bool isServed =
        outcome && (outcome->isFresh || (!outcome->answer && route.repetition == Repetition::NeedsKey));
    if (isServed) {
        call->setClaim(claim.scope);
        return route.serve(call);
    }
    m_running.erase(claim.scope);
    if (!outcome)
        return call->refuse(outcome.error());
    if (outcome->answer)
        return replay(call, claim, *outcome->answer);
    call->refuse(failure(ErrorCode::Conflict,
                         "a request with this Idempotency-Key was interrupted; see what became of it, then use another",
                         "idempotency-key"));
}

void ChangeRecorder::replay(const CallPtr& call, const IdempotencyClaim& claim, const std::vector<std::uint8_t>& sealed)
{
    auto answer = openAnswer(m_parts.keyRotation.ring(), claim.scope, sealed);
    if (!answer)
        return call->refuse(answer.error());
    answer->headers.push_back({"idempotency-replayed", "true"});
    call->setClosing({}); // nothing was written now
    call->send(*std::move(answer));
}

// One unit for both, then the answer.
void ChangeRecorder::close(const CallPtr& call, Answer answer, const std::function<void(Answer)>& send)
{
    const bool isDone = answer.status < 400;
    std::vector<storage::FunctionUnit::Apply> steps;
    if (!(isDone && call->isRecorded()) && (call->hasPrincipal() || mayRecordStranger())) {
        audit::AuditRecord record = call->auditRecord(answer.status, answer.code);
        if (record.resource.empty())
            record.resource = idIn(answer);
        if (isDone)
            record.after = afterOf(answer);
        else if (m_omitted > 0)
            record.after = R"({"refusals_not_recorded":)" + std::to_string(std::exchange(m_omitted, 0)) + "}";
        steps.emplace_back(
            [record = std::move(record)](storage::Database& database) { return audit::append(database, record); });
    }
    if (const auto& scope = call->claim()) {
        if (isDone)
            steps.emplace_back([scope = *scope, sealed = sealAnswer(m_parts.keyRotation.ring(), *scope, answer)](
                                   storage::Database& database) { return keepAnswer(database, scope, sealed); });
        else
            steps.emplace_back([scope = *scope](storage::Database& database) { return dropClaim(database, scope); });
    }
    const auto finish = [this, call, send, answer = std::move(answer), isDone](const Result<void>& kept) {
        if (call->claim())
            m_running.erase(*call->claim());
        if (!kept)
            writeLog(LogLevel::Error, "audit_record_lost",
                     {{"route", call->pattern()}, {"detail", kept.error().detail}});
        if (!kept && isDone)
            return send(Call::answerOf(failure(ErrorCode::StoreUnavailable, "the change could not be recorded")));
        if (isDone && m_subscriber)
            m_subscriber(*call, answer);
        send(answer);
    };
    if (steps.empty())
        return finish({});
    storage::submitFunctions(
        m_parts.writer, m_parts.queue,
        [steps = std::move(steps)](storage::Database& database) -> Result<void> {
            for (const auto& step : steps) {
                if (auto done = step(database); !done)
                    return done;
            }
            return {};
        },
        finish);
}

bool ChangeRecorder::mayRecordStranger()
{
    const Tick now = m_parts.clock.tick();
    if (now - m_minuteBegan >= std::chrono::minutes(1)) {
        m_minuteBegan = now;
        m_strangersThisMinute = 0;
    }
    if (m_strangersThisMinute < kStrangersAMinute) {
        ++m_strangersThisMinute;
        return true;
    }
    ++m_omitted;
    return false;
}

} // namespace gotoai::control
