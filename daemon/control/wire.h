// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "clearinghouse/ledgerqueries.h"
#include "control/vitals.h"
#include "hypercore/access/access.h"
#include "hypercore/access/admintoken.h"
#include "hypercore/access/user.h"
#include "hypercore/budgets/budget.h"
#include "protocol/account.h"
#include "protocol/admintoken.h"
#include "protocol/alert.h"
#include "protocol/booking.h"
#include "protocol/budget.h"
#include "protocol/endpoint.h"
#include "protocol/health.h"
#include "protocol/key.h"
#include "protocol/order.h"
#include "protocol/plan.h"
#include "protocol/price.h"
#include "protocol/provider.h"
#include "protocol/session.h"
#include "protocol/system.h"
#include "protocol/topup.h"
#include "protocol/transfer.h"
#include "protocol/user.h"
#include "protocol/wallet.h"
#include "supply/catalog.h"
#include "supply/health/trackrecord.h"

namespace gotoai::control {

// The daemon's values as those of the wire, and what comes in drafts back.
protocol::Account toWire(const hypercore::Account& account);
protocol::Plan toWire(const hypercore::Plan& plan);
protocol::BudgetSettings toWire(const hypercore::Budget& budget);
protocol::Key toWire(const hypercore::ApiKey& key);
protocol::User toWire(const hypercore::User& user);
protocol::AdminToken toWire(const hypercore::AdminToken& token);
protocol::Provider toWire(const supply::Provider& provider);
protocol::EndpointTraits toWire(const supply::EndpointTraits& traits);
protocol::Endpoint toWire(const supply::Endpoint& endpoint);
protocol::EndpointHealth toWire(const EndpointId& endpoint, const supply::TrackRecord::Figures& figures);
protocol::Price toWire(const EndpointId& endpoint, const Price& price);
protocol::Usage toWire(const Usage& usage, UsageSource source);
protocol::Attempt toWire(const clearinghouse::AttemptRow& attempt);
protocol::Order toWire(const clearinghouse::OrderRow& order);
protocol::Transfer toWire(const clearinghouse::TransferRow& transfer);
// What a transfer's id says: its number within the book.
std::optional<std::int64_t> transferNumber(const protocol::TransferId& id); // empty: an id that none can have
protocol::TopUp toWire(const clearinghouse::TopUpRow& topUp);
protocol::SystemFigures toWire(const Figures& figures);
protocol::Booking toWire(const clearinghouse::BookingView& view);
protocol::Wallet toWire(const clearinghouse::Wallet& wallet, Money creditLimit);

// InvalidRequest naming `role`.
Result<hypercore::Role> roleFromWire(std::string_view word);
// InvalidRequest naming `mode`; empty where there is none.
Result<std::optional<hypercore::RoutingMode>> modeFromWire(const std::optional<std::string>& word);
Result<std::optional<std::optional<hypercore::RoutingMode>>>
modeFromWire(const std::optional<std::optional<std::string>>& change);
Result<hypercore::AllowedModels> modelsFromWire(std::optional<std::vector<std::string>> models);
MeterPicos fromWire(const protocol::MeterFigures& prices);
PriceFigures fromWire(const protocol::MeterPrices& prices);
std::vector<supply::HeaderField> fromWire(const std::vector<protocol::HeaderField>& headers);
// InvalidRequest naming the field whose word is not known.
Result<supply::EndpointTraits> fromWire(const protocol::EndpointTraits& traits);
Result<supply::Features> featuresFromWire(const std::vector<std::string>& words);
Result<supply::Quantization> quantizationFromWire(std::string_view word);
supply::SimulatorSettings fromWire(const protocol::Simulator& simulator);

} // namespace gotoai::control
