// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/rights.h"

namespace gotoai::control {
namespace {

using hypercore::Role;

constexpr RouteRight kAdminRights[] = {
    {"GET", "/healthz", Right::Open},
    {"GET", "/readyz", Right::Open},
    {"GET", "/metrics", Right::Open},
    {"GET", "/admin/v1/openapi.json", Right::SignedIn},
    {"GET", "/admin/v1/enterprise.json", Right::SignedIn},

    {"POST", "/admin/v1/sessions", Right::Open},
    {"GET", "/admin/v1/sessions", Right::SignedIn},
    {"GET", "/admin/v1/sessions/current", Right::SignedIn},
    {"DELETE", "/admin/v1/sessions/current", Right::SignedIn},
    {"DELETE", "/admin/v1/sessions/{id}", Right::SignedIn},
    {"PUT", "/admin/v1/sessions/current/password", Right::SignedIn},
    {"POST", "/admin/v1/invitations/accept", Right::Open},
    {"GET", "/admin/v1/users", Right::ReadAll},
    {"POST", "/admin/v1/users", Right::Platform},
    {"GET", "/admin/v1/users/{id}", Right::ReadAll},
    {"PATCH", "/admin/v1/users/{id}", Right::Platform},
    {"POST", "/admin/v1/users/{id}/invitation", Right::Platform},
    {"GET", "/admin/v1/admin-tokens", Right::ReadAll},
    {"POST", "/admin/v1/admin-tokens", Right::Platform},
    {"GET", "/admin/v1/admin-tokens/{id}", Right::ReadAll},
    {"DELETE", "/admin/v1/admin-tokens/{id}", Right::Platform},

    {"GET", "/admin/v1/accounts", Right::Read},
    {"POST", "/admin/v1/accounts", Right::Platform},
    {"GET", "/admin/v1/accounts/{id}", Right::Read},
    {"PATCH", "/admin/v1/accounts/{id}", Right::Platform},
    {"GET", "/admin/v1/accounts/{id}/statement", Right::Read},
    {"GET", "/admin/v1/keys", Right::Read},
    {"POST", "/admin/v1/keys", Right::OwnThings},
    {"GET", "/admin/v1/keys/{id}", Right::Read},
    {"PATCH", "/admin/v1/keys/{id}", Right::OwnThings},
    {"DELETE", "/admin/v1/keys/{id}", Right::OwnThings},
    {"GET", "/admin/v1/budgets", Right::Read},
    {"POST", "/admin/v1/budgets", Right::Platform},
    {"GET", "/admin/v1/budgets/{id}", Right::Read},
    {"PATCH", "/admin/v1/budgets/{id}", Right::Platform},
    {"DELETE", "/admin/v1/budgets/{id}", Right::Platform},
    {"GET", "/admin/v1/plans", Right::ReadAll},
    {"POST", "/admin/v1/plans", Right::Platform},
    {"GET", "/admin/v1/plans/{id}", Right::ReadAll},
    {"PATCH", "/admin/v1/plans/{id}", Right::Platform},
    {"DELETE", "/admin/v1/plans/{id}", Right::Platform},

    {"GET", "/admin/v1/alerts", Right::Read},
    {"GET", "/admin/v1/alerts/{id}", Right::Read},
    {"POST", "/admin/v1/alerts/{id}/acknowledgement", Right::Supply},

    // A webhook's URL may be all that a receiver asks for.
    {"GET", "/admin/v1/webhooks", Right::Platform},
    {"POST", "/admin/v1/webhooks", Right::Platform},
    {"GET", "/admin/v1/webhooks/{id}", Right::Platform},
    {"PATCH", "/admin/v1/webhooks/{id}", Right::Platform},
    {"DELETE", "/admin/v1/webhooks/{id}", Right::Platform},
    {"POST", "/admin/v1/webhooks/{id}/test", Right::Platform},

    {"GET", "/admin/v1/providers", Right::ReadAll},
    {"POST", "/admin/v1/providers", Right::Supply},
    {"GET", "/admin/v1/providers/{id}", Right::ReadAll},
    {"PATCH", "/admin/v1/providers/{id}", Right::Supply},
    {"GET", "/admin/v1/endpoints", Right::ReadAll},
    {"POST", "/admin/v1/endpoints", Right::Supply},
    {"GET", "/admin/v1/endpoints/{id}", Right::ReadAll},
    {"PATCH", "/admin/v1/endpoints/{id}", Right::Supply},
    {"POST", "/admin/v1/endpoints/{id}/test", Right::Supply},
    {"GET", "/admin/v1/endpoints/{id}/health", Right::ReadAll},
    {"GET", "/admin/v1/health", Right::ReadAll},
    {"GET", "/admin/v1/prices", Right::ReadAll},
    {"POST", "/admin/v1/prices", Right::Supply},
    {"POST", "/admin/v1/prices/preview", Right::Supply},
    {"POST", "/admin/v1/prices/apply", Right::Supply},
    {"POST", "/admin/v1/prices/undo", Right::Supply},
    {"GET", "/admin/v1/supply", Right::ReadAll},
    {"POST", "/admin/v1/supply/preview", Right::Supply},
    {"POST", "/admin/v1/supply/import", Right::Supply},
    {"GET", "/admin/v1/market", Right::ReadAll},
    {"POST", "/admin/v1/market/preview", Right::Supply},
    {"POST", "/admin/v1/market/import", Right::Supply},

    {"GET", "/admin/v1/kill-switches", Right::ReadAll},
    {"POST", "/admin/v1/kill-switches", Right::Supply},
    {"GET", "/admin/v1/kill-switches/preview", Right::ReadAll},
    {"GET", "/admin/v1/kill-switches/{id}", Right::ReadAll},
    {"DELETE", "/admin/v1/kill-switches/{id}", Right::Supply},

    {"GET", "/admin/v1/orders", Right::Read},
    {"GET", "/admin/v1/orders/{id}", Right::Read},
    {"GET", "/admin/v1/orders/{id}/route", Right::Read},
    {"POST", "/admin/v1/routes/explain", Right::ReadAll},
    {"GET", "/admin/v1/orders/{id}/receipt", Right::Read},
    {"GET", "/admin/v1/transfers", Right::Read},
    {"GET", "/admin/v1/wallets", Right::Read},
    {"GET", "/admin/v1/wallets/{account}", Right::Read},
    {"GET", "/admin/v1/usage", Right::Read},
    {"GET", "/admin/v1/topups", Right::Read},
    {"POST", "/admin/v1/topups", Right::Platform},
    {"GET", "/admin/v1/bookings", Right::Read},
    {"POST", "/admin/v1/chargebacks", Right::Platform},
    {"POST", "/admin/v1/grants", Right::Platform},
    {"POST", "/admin/v1/refunds", Right::Platform},
    {"POST", "/admin/v1/adjustments", Right::Platform},
    {"POST", "/admin/v1/provider-credits", Right::Platform},
    {"POST", "/admin/v1/payouts", Right::Platform},
    {"POST", "/admin/v1/late-costs", Right::Platform},
    {"GET", "/admin/v1/doubts", Right::ReadAll},
    {"POST", "/admin/v1/doubts/{id}/settle", Right::Platform},
    {"POST", "/admin/v1/doubts/{id}/release", Right::Platform},

    {"GET", "/admin/v1/reconciliations", Right::ReadAll},
    {"POST", "/admin/v1/reconciliations", Right::Platform},
    {"POST", "/admin/v1/reconciliations/import", Right::Platform},
    {"GET", "/admin/v1/reconciliations/statements", Right::ReadAll},
    {"GET", "/admin/v1/reconciliations/thresholds", Right::ReadAll},
    {"PUT", "/admin/v1/reconciliations/thresholds", Right::Platform},
    {"GET", "/admin/v1/reconciliations/{id}", Right::ReadAll},
    {"GET", "/admin/v1/reconciliations/{id}/differences", Right::ReadAll},
    {"POST", "/admin/v1/differences/{id}/resolution", Right::Platform},
    {"GET", "/admin/v1/books", Right::ReadAll},
    {"POST", "/admin/v1/books/audit", Right::Platform},
    {"POST", "/admin/v1/books/release", Right::Platform},

    {"GET", "/admin/v1/system/master-keys", Right::Platform},
    {"POST", "/admin/v1/system/master-keys", Right::Platform},
    {"GET", "/admin/v1/system/peppers", Right::Platform},
    {"POST", "/admin/v1/system/peppers", Right::Platform},
    {"GET", "/admin/v1/audit", Right::ReadAll},
    {"GET", "/admin/v1/events", Right::Read},
    {"GET", "/admin/v1/system", Right::ReadAll},
    {"GET", "/admin/v1/system/settings", Right::ReadAll},
    {"GET", "/admin/v1/system/log", Right::ReadAll},
    {"GET", "/admin/v1/system/figures", Right::ReadAll},
};

} // namespace

bool isAllowed(Right right, Role role)
{
    switch (right) {
    case Right::Open:
    case Right::SignedIn:
    case Right::Read: return true;
    case Right::ReadAll: return role != Role::Member;
    case Right::OwnThings: return role == Role::Admin || role == Role::Member;
    case Right::Supply: return role == Role::Admin || role == Role::Operator;
    case Right::Platform: return role == Role::Admin;
    }
    return false;
}

std::string_view allowedRoles(Right right)
{
    switch (right) {
    case Right::Open:
    case Right::SignedIn:
    case Right::Read: return "any";
    case Right::ReadAll: return "admin, operator or viewer";
    case Right::OwnThings: return "admin or member";
    case Right::Supply: return "admin or operator";
    case Right::Platform: return "admin";
    }
    return "";
}

std::span<const RouteRight> adminRights() { return kAdminRights; }

} // namespace gotoai::control
