// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/call.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::control {

enum class Guard {
    Admin, // a bearer token of an administrator
    None,  // probes that watchers read without one
};

// One operation: what the OpenAPI document lists, and what serves it.
struct Route
{
    std::string method;  // "GET"
    std::string pattern; // "/admin/v1/accounts/{id}": at most one segment in braces
    Guard guard = Guard::Admin;
    std::function<void(const CallPtr&)> serve;
};

class RouteTable
{
public:
    struct Match
    {
        const Route* route = nullptr; // null when no method of the path fits
        std::string parameter;        // the segment in braces, as sent
        std::string allowed;          // the methods of the path, for the Allow header; empty: no such path
    };

    void add(std::vector<Route> routes);
    const std::vector<Route>& routes() const { return m_routes; }

    // HEAD is served as GET.
    Match find(std::string_view method, std::string_view path) const;

private:
    std::vector<Route> m_routes;
};

} // namespace gotoai::control
