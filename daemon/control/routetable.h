// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/call.h"
#include "control/rights.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::control {

// What the repetition of a POST is to its caller.
enum class Repetition {
    MayCarryKey, // with an Idempotency-Key it gives the first answer
    NeedsKey,    // always; and serving it again under the same key has no second effect
    Question,    // nothing: it writes nothing, is not recorded, and may be asked again
};

// One operation: what the OpenAPI document lists, and what serves it.
struct Route
{
    std::string method;  // "GET"
    std::string pattern; // "/admin/v1/accounts/{id}": at most one segment in braces
    std::function<void(const CallPtr&)> serve;
    Right right = Right::Platform; // put in by the table
    Repetition repetition = Repetition::MayCarryKey;
};

class RouteTable
{
public:
    // `rights` outlives the table.
    explicit RouteTable(std::span<const RouteRight> rights)
        : m_rights(rights)
    {}

    struct Match
    {
        const Route* route = nullptr; // null when no method of the path fits
        std::string parameter;        // the segment in braces, as sent
        std::string allowed;          // the methods of the path, for the Allow header; empty: no such path
    };

    // A route that `rights` does not list is a broken program: it ends.
    void add(std::vector<Route> routes);
    const std::vector<Route>& routes() const { return m_routes; }

    // HEAD is served as GET. A path that is a pattern to the letter is never taken for one with a segment in braces.
    Match find(std::string_view method, std::string_view path) const;

private:
    Right rightOf(const Route& route) const;

    std::span<const RouteRight> m_rights;
    std::vector<Route> m_routes;
};

} // namespace gotoai::control
