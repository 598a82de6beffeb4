// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "http/exchange.h"
#include "hypercore/access/principal.h"
#include "protocol/codec.h"

#include <QJsonObject>

#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::control {

// One request to the admin API and its answer. Shared by the replies that it waits for; the first answer counts, and a
// call that is dropped without one answers 500. Lives on the listener's thread.
class Call
{
public:
    using Query = std::map<std::string, std::string, std::less<>>;

    explicit Call(std::unique_ptr<http::Exchange> exchange);

    const http::Request& request() const { return m_exchange->request(); }

    // Set by the router: the segment of the path that stands for {…}, and who calls.
    void setParameter(std::string parameter) { m_parameter = std::move(parameter); }
    void setPrincipal(hypercore::Principal principal) { m_principal = std::move(principal); }
    // Not to be asked on an open route, which nobody in particular calls.
    const hypercore::Principal& principal() const { return m_principal.value(); }

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

    // The body as a wire struct. InvalidJson, InvalidRequest naming the field.
    template<protocol::Described T>
    Result<T> body() const
    {
        auto object = jsonBody();
        if (!object)
            return std::move(object).error();
        return protocol::fromJson<T>(*object);
    }

    // The version that the caller made his change on: that of If-Match ("3" or 3), or `current` when there is none
    // or *. InvalidRequest for anything else.
    Result<std::int64_t> expectedVersion(std::int64_t current) const;

    void answer(int status, const QJsonObject& body, std::vector<http::Header> headers = {});
    // With the resource's version as its entity tag.
    void answerVersioned(int status, const QJsonObject& body, std::int64_t version,
                         std::vector<http::Header> headers = {});
    void answerText(int status, std::string_view contentType, std::string_view body);
    // A problem. `current` goes along with a version conflict.
    void refuse(const Error& error, const QJsonObject& current = {}, std::vector<http::Header> headers = {});

private:
    Result<QJsonObject> jsonBody() const;
    void respond(int status, std::string_view contentType, std::string_view body, std::vector<http::Header> headers);

    std::unique_ptr<http::Exchange> m_exchange;
    std::string m_parameter;
    std::optional<hypercore::Principal> m_principal;
};

using CallPtr = std::shared_ptr<Call>;

} // namespace gotoai::control
