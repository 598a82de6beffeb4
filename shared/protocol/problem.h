// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// Why a request was refused: RFC 9457, as application/problem+json. `code` is stable, `detail` is for people.
struct Problem
{
    std::string type = "about:blank";
    std::string title; // the status in words
    std::int32_t status = 500;
    std::string code; // the word of an ErrorCode
    std::string detail;
    std::optional<std::string> param;   // the field at fault
    std::optional<QJsonObject> current; // of a conflict: what stands in the way, as it is

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("type", self.type);
        codec.required("title", self.title);
        codec.required("status", self.status);
        codec.required("code", self.code);
        codec.required("detail", self.detail);
        codec.change("param", self.param);
        codec.change("current", self.current);
    }
};

} // namespace gotoai::protocol
