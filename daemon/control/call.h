// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditrecord.h"
#include "base/id.h"
#include "base/result.h"
#include "http/exchange.h"
#include "hypercore/access/principal.h"
#include "protocol/codec.h"
#include "storage/functionunit.h"

#include <QJsonObject>

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::control {

// An answer before it goes out.
struct Answer
{
    int status = 200;
    std::string contentType;
    std::string body;
    std::vector<http::Header> headers;
    std::string code; // the problem's word; empty when there is none
};

// One request to the admin API and its answer. Shared by the replies that it waits for; the first answer counts, and a
// call that is dropped without one answers 500. Lives on the listener's thread.
class Call : public std::enable_shared_from_this<Call>
{
public:
    // What must happen before an answer goes out: `send` sends it, or another in its place.
    using Closing =
        std::function<void(const std::shared_ptr<Call>& call, Answer answer, const std::function<void(Answer)>& send)>;

    using Query = std::map<std::string, std::string, std::less<>>;

    Call(std::unique_ptr<http::Exchange> exchange, Instant arrivedAt);

    const http::Request& request() const { return m_exchange->request(); }
    // Where an answer that is a stream goes; the caller then owns it, and the call is answered.
    std::unique_ptr<http::Exchange> takeExchange() { return std::move(m_exchange); }
    void giveExchange(std::unique_ptr<http::Exchange> exchange) { m_exchange = std::move(exchange); }

    // Set by the router: the segment of the path that stands for {…}, and who calls.
    void setParameter(std::string parameter) { m_parameter = std::move(parameter); }
    void setPattern(std::string pattern) { m_pattern = std::move(pattern); }
    void setPrincipal(hypercore::Principal principal) { m_principal = std::move(principal); }
    void setClosing(Closing closing) { m_closing = std::move(closing); }
    void setClaim(const crypto::Digest& scope) { m_claim = scope; }
    const std::string& parameter() const { return m_parameter; }
    const std::string& pattern() const { return m_pattern; }
    bool hasPrincipal() const { return m_principal.has_value(); }
    const std::optional<crypto::Digest>& claim() const { return m_claim; } // of its Idempotency-Key
    // Not to be asked on an open route, which nobody in particular calls.
    const hypercore::Principal& principal() const { return m_principal.value(); }

    // Numeric. Known on open routes, too.
    const std::string& clientAddress() const { return request().clientAddress; }

    // Whether the caller may know what belongs to `account`: a member may of his own only. What he may not know is
    // answered like what does not exist.
    bool maySee(const AccountId& account) const;
    // The account that a list is to be confined to: the one asked for, a member's own, or all (empty). NotFound when a
    // member asks for another than his own.
    Result<std::optional<AccountId>> confine(const std::optional<AccountId>& asked) const;

    // The id in the path. NotFound when it is none: there is nothing under such a name.
    template<class IdType>
    Result<IdType> id() const
    {
        auto id = IdType::parse(m_parameter);
        if (!id)
            return failure(ErrorCode::NotFound, "there is no such thing");
        return id;
    }

    // The query's parameters, decoded. InvalidRequest naming one that is not known, or that stands twice.
    Result<Query> query(std::initializer_list<std::string_view> known) const;

    // The body as a wire struct. InvalidJson, InvalidRequest naming the field, or one that stands twice.
    template<protocol::Described T>
    Result<T> body() const
    {
        auto object = jsonBody();
        if (!object)
            return std::move(object).error();
        return protocol::fromJson<T>(*object);
    }

    // The version that the caller made his change on: that of If-Match ("3" or 3), or `current` for *. Without it a
    // POST goes by `current`, any other change is refused: PreconditionRequired. InvalidRequest for anything else.
    Result<std::int64_t> expectedVersion(std::int64_t current) const;

    // What is to be written was like this; for the audit record.
    void setBefore(const QJsonObject& before);
    // The record of this call as far as it is known.
    audit::AuditRecord auditRecord(int status, std::string code) const;
    // Makes the record of a change that will be answered with `status`, to be written in the change's transaction.
    storage::FunctionUnit::Apply record(int status, std::string resource, QJsonObject after);
    bool isRecorded() const { return m_isRecorded; }

    void answer(int status, const QJsonObject& body, std::vector<http::Header> headers = {});
    // With the resource's version as its entity tag.
    void answerVersioned(int status, const QJsonObject& body, std::int64_t version,
                         std::vector<http::Header> headers = {});
    void answerEmpty(); // 204
    void answerText(int status, std::string_view contentType, std::string_view body);
    // A problem. `current` goes along with a conflict.
    void refuse(const Error& error, const QJsonObject& current = {}, std::vector<http::Header> headers = {});
    void send(Answer answer);
    static Answer answerOf(const Error& error);

private:
    Result<QJsonObject> jsonBody() const;
    void respond(Answer answer);

    std::unique_ptr<http::Exchange> m_exchange;
    const Instant m_arrivedAt;
    const std::string m_requestId;
    std::string m_parameter;
    std::string m_pattern;
    std::optional<hypercore::Principal> m_principal;
    Closing m_closing;
    std::optional<crypto::Digest> m_claim;
    std::string m_before;
    bool m_isRecorded = false;
    bool m_isAnswered = false;
};

using CallPtr = std::shared_ptr<Call>;

} // namespace gotoai::control
