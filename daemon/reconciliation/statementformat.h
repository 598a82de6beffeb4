// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::reconciliation {

// A value is that of the first alternative whose first name is there; the others of it are added where they are.
// Names are those of columns, or of JSON members with a point for each step down: "amount.value".
using FieldNames = std::vector<std::vector<std::string>>;

// Where a provider's statement has what.
struct StatementMapping
{
    FieldNames externalId; // of one request; rows without are of a day and a model
    FieldNames at;         // when it was, or its day or bucket began: RFC 3339, a date, or seconds since 1970
    FieldNames model;      // the provider's name; what stands behind ", " is not part of it
    FieldNames prompt;     // token counts
    FieldNames completion;
    FieldNames requests;
    FieldNames cost;
    FieldNames currency;  // USD where it is said
    int costDecimals = 0; // of the unit: 2 for cents
};

enum class StatementFormat : std::uint8_t {
    OpenAiCsv,
    OpenAiJson,
    AnthropicCsv,
    AnthropicJson,
    OpenRouterCsv,
    OpenRouterJson,
    GenericCsv,
    GenericJson
};

std::string_view statementFormatWord(StatementFormat format); // "openai_csv" …
std::optional<StatementFormat> statementFormatFromWord(std::string_view word);
bool isJson(StatementFormat format);

// The documented exports and usage and cost reports of OpenAI, Anthropic and OpenRouter; the generic one has the
// columns or members external_id, at, model, prompt_tokens, completion_tokens, requests, cost_usd and currency.
StatementMapping mappingOf(StatementFormat format);

// Other columns for a generic statement: "external_id=Request ID;cost_usd=Total". InvalidRequest at the param
// "columns".
Result<StatementMapping> withColumns(StatementMapping mapping, std::string_view columns);

} // namespace gotoai::reconciliation
