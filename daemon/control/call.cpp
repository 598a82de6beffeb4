// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/call.h"

#include "audit/auditlog.h"
#include "base/log.h"
#include "control/masking.h"
#include "control/problem.h"
#include "json/repeats.h"

#include <QJsonDocument>
#include <QUrlQuery>

#include <algorithm>
#include <charconv>
#include <utility>

namespace gotoai::control {
namespace {

std::string textOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

constexpr int kMaxDepth = 64;

// Brackets in texts do not count.
bool isTooDeep(const QByteArray& json)
{
    int depth = 0;
    bool isInText = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"')
            isInText = !isInText;
        else if (isInText && c == '\\')
            ++i;
        else if (!isInText && (c == '{' || c == '['))
            ++depth;
        else if (!isInText && (c == '}' || c == ']'))
            --depth;
        if (depth > kMaxDepth)
            return true;
    }
    return false;
}

} // namespace

Call::Call(std::unique_ptr<http::Exchange> exchange, Instant arrivedAt)
    : m_exchange(std::move(exchange))
    , m_arrivedAt(arrivedAt)
    , m_requestId(idToString("req_", makeUuidV7(arrivedAt)))
{}

bool Call::maySee(const AccountId& account) const
{
    return principal().role != hypercore::Role::Member || principal().account == account;
}

Result<std::optional<AccountId>> Call::confine(const std::optional<AccountId>& asked) const
{
    if (asked && !maySee(*asked))
        return failure(ErrorCode::NotFound, "there is no such account", "account");
    return asked ? asked : principal().account;
}

Result<Call::Query> Call::query(std::initializer_list<std::string_view> known) const
{
    Query query;
    const QUrlQuery parsed(QString::fromStdString(request().query));
    const auto items = parsed.queryItems(QUrl::FullyDecoded);
    for (const auto& [encodedName, value] : items) {
        const std::string name = encodedName.left(64).toStdString();
        if (std::ranges::find(known, name) == known.end())
            return failure(ErrorCode::InvalidRequest, "there is no such parameter", name);
        if (!query.emplace(name, value.toStdString()).second)
            return failure(ErrorCode::InvalidRequest, "it is given twice", name);
    }
    return query;
}

Result<QJsonObject> Call::jsonBody() const
{
    if (isTooDeep(request().body))
        return failure(ErrorCode::InvalidJson, "the body is nested deeper than " + std::to_string(kMaxDepth));
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(request().body, &error);
    if (error.error != QJsonParseError::NoError)
        return failure(ErrorCode::InvalidJson, "the body is not JSON: " + error.errorString().toStdString());
    if (!document.isObject())
        return failure(ErrorCode::InvalidJson, "the body is not a JSON object");
    if (auto path = json::repeatedMember({request().body.data(), std::size_t(request().body.size())}))
        return failure(ErrorCode::InvalidRequest, "it appears twice", *std::move(path));
    return document.object();
}

Result<std::int64_t> Call::expectedVersion(std::int64_t current) const
{
    std::string_view tag = request().header("if-match");
    if (tag.empty() && request().method != "POST")
        return failure(ErrorCode::PreconditionRequired,
                       "a change names the version that it is made on: If-Match with the resource's entity tag",
                       "if-match");
    if (tag.empty() || tag == "*")
        return current;
    if (tag.size() >= 2 && tag.starts_with('"') && tag.ends_with('"'))
        tag = tag.substr(1, tag.size() - 2);
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    if (error != std::errc() || end != tag.data() + tag.size() || version < 1)
        return failure(ErrorCode::InvalidRequest, "If-Match holds one version", "if-match");
    return version;
}

void Call::setBefore(const QJsonObject& before) { m_before = masked(before); }

audit::AuditRecord Call::auditRecord(int status, std::string code) const
{
    audit::AuditRecord record;
    record.at = m_arrivedAt;
    if (m_principal) {
        record.principal = m_principal->id();
        record.name = m_principal->name;
        record.role = hypercore::roleWord(m_principal->role);
        record.credential = m_principal->credentialId();
    }
    record.address = clientAddress();
    record.requestId = m_requestId;
    record.method = request().method;
    record.route = m_pattern;
    record.resource = maskedSegment(m_parameter);
    record.before = m_before;
    record.status = status;
    record.code = std::move(code);
    return record;
}

storage::FunctionUnit::Apply Call::record(int status, std::string resource, QJsonObject after)
{
    m_isRecorded = true;
    if (const auto body = jsonBody()) {
        for (const QString& name : secretMembers(*body))
            after.insert(name, body->value(name)); // that it was set is worth knowing; masked like the rest
    }
    audit::AuditRecord record = auditRecord(status, {});
    record.resource = std::move(resource);
    if (!after.isEmpty())
        record.after = masked(after);
    return [record = std::move(record)](storage::Database& database) { return audit::append(database, record); };
}

void Call::answer(int status, const QJsonObject& body, std::vector<http::Header> headers)
{
    respond({status, "application/json", textOf(body), std::move(headers), {}});
}

void Call::answerVersioned(int status, const QJsonObject& body, std::int64_t version, std::vector<http::Header> headers)
{
    headers.push_back({"etag", '"' + std::to_string(version) + '"'});
    answer(status, body, std::move(headers));
}

void Call::answerEmpty() { respond({204, {}, {}, {}, {}}); }

void Call::answerText(int status, std::string_view contentType, std::string_view body)
{
    respond({status, std::string(contentType), std::string(body), {}, {}});
}

Answer Call::answerOf(const Error& error)
{
    const protocol::Problem problem = problemOf(error);
    return {problem.status, "application/problem+json", textOf(protocol::toJson(problem)), {}, problem.code};
}

void Call::refuse(const Error& error, const QJsonObject& current, std::vector<http::Header> headers)
{
    protocol::Problem problem = problemOf(error);
    if ((error.code == ErrorCode::VersionConflict || error.code == ErrorCode::Conflict) && !current.isEmpty())
        problem.current = current;
    if (problem.status >= 500) {
        writeLog(LogLevel::Warning, "admin_request_failed",
                 {{"route", m_pattern}, {"code", problem.code}, {"detail", error.detail}});
    }
    if (problem.status == 401)
        headers.push_back({"www-authenticate", "Bearer"});
    respond({problem.status, "application/problem+json", textOf(protocol::toJson(problem)), std::move(headers),
             problem.code});
}

void Call::respond(Answer answer)
{
    if (std::exchange(m_isAnswered, true))
        return;
    if (!m_closing)
        return send(std::move(answer));
    m_closing(shared_from_this(), std::move(answer),
              [call = shared_from_this()](Answer closed) { call->send(std::move(closed)); });
}

void Call::send(Answer answer)
{
    if (!answer.contentType.empty())
        answer.headers.push_back({"content-type", answer.contentType});
    answer.headers.push_back({"cache-control", "no-store"});
    answer.headers.push_back({"x-request-id", m_requestId});
    m_exchange->respond(answer.status, answer.headers, answer.body);
}

} // namespace gotoai::control
