// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/finishedorder.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gotoai::telemetry {

using FinishedOrders = std::span<const std::shared_ptr<const hypercore::FinishedOrder>>;

// Orders as an ExportTraceServiceRequest in OTLP's JSON: a server span an order and a client span an attempt, with the
// GenAI attributes. Ids, counts, amounts and times; never what was asked or answered. The server span tells of models
// as the client knows them, client spans as the provider does; both name the provider by its well-known name, where it
// has one, and by the operator's in `gotoai.provider`. Sources:
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding,
// https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/.
std::string tracesText(FinishedOrders orders, std::string_view serviceVersion);

} // namespace gotoai::telemetry
