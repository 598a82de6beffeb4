// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// One write through the admin API, done or refused.
struct AuditRecord
{
    std::int64_t number = 0; // dense, from 1
    Instant at{};
    std::string principal; // "usr_…" or "tok_…"; empty when the caller was not let in
    std::string name;      // the user's e-mail address or the token's label, as it was then
    std::string role;
    std::string credential; // id of the session or token
    std::string address;
    std::string requestId;
    std::string method;
    std::string route;
    std::string resource;              // id of what was written; empty when there is none
    std::optional<QJsonObject> before; // secrets as "***"
    std::optional<QJsonObject> after;
    std::int32_t status = 0;
    std::string code; // the problem's; empty when it was done

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("number", self.number);
        codec.required("at", self.at);
        codec.required("principal", self.principal);
        codec.required("name", self.name);
        codec.required("role", self.role);
        codec.required("credential", self.credential);
        codec.required("address", self.address);
        codec.required("request_id", self.requestId);
        codec.required("method", self.method);
        codec.required("route", self.route);
        codec.required("resource", self.resource);
        codec.nullable("before", self.before);
        codec.nullable("after", self.after);
        codec.required("status", self.status);
        codec.required("code", self.code);
    }
};

} // namespace gotoai::protocol
