// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/routetable.h"

#include "base/log.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace gotoai::control {
namespace {

// The path's segment that stands for the one in braces; empty optional when the path does not fit.
std::optional<std::string_view> parameterOf(std::string_view pattern, std::string_view path)
{
    const std::size_t open = pattern.find('{');
    if (open == std::string_view::npos)
        return pattern == path ? std::optional(std::string_view()) : std::nullopt;
    const std::string_view before = pattern.substr(0, open);
    const std::string_view after = pattern.substr(pattern.find('}') + 1);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
        return std::nullopt;
    const std::string_view segment = path.substr(before.size(), path.size() - before.size() - after.size());
    return segment.find('/') == std::string_view::npos ? std::optional(segment) : std::nullopt;
}

} // namespace

void RouteTable::add(std::vector<Route> routes)
{
    for (Route& route : routes) {
        route.right = rightOf(route);
        m_routes.push_back(std::move(route));
    }
}

Right RouteTable::rightOf(const Route& route) const
{
    for (const RouteRight& row : m_rights) {
        if (row.method == route.method && row.pattern == route.pattern)
            return row.right;
    }
    writeLog(LogLevel::Error, "route_without_right", {{"method", route.method}, {"pattern", route.pattern}});
    std::abort();
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path) const
{
    const bool isLiteral = std::ranges::find(m_routes, path, &Route::pattern) != m_routes.end();
    Match match;
    for (const Route& route : m_routes) {
        const auto parameter = parameterOf(route.pattern, path);
        if (!parameter || (isLiteral && route.pattern != path))
            continue;
        if (route.method == method || (method == "HEAD" && route.method == "GET")) {
            match.route = &route;
            match.parameter = *parameter;
        }
        match.allowed += match.allowed.empty() ? route.method : ", " + route.method;
    }
    return match;
}

} // namespace gotoai::control
