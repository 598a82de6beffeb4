// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/statementformat.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gotoai::reconciliation {
namespace {

constexpr std::array kFormats = {
    std::pair{StatementFormat::OpenAiCsv, std::string_view("openai_csv")},
    std::pair{StatementFormat::OpenAiJson, std::string_view("openai_json")},
    std::pair{StatementFormat::AnthropicCsv, std::string_view("anthropic_csv")},
    std::pair{StatementFormat::AnthropicJson, std::string_view("anthropic_json")},
    std::pair{StatementFormat::OpenRouterCsv, std::string_view("openrouter_csv")},
    std::pair{StatementFormat::OpenRouterJson, std::string_view("openrouter_json")},
    std::pair{StatementFormat::GenericCsv, std::string_view("generic_csv")},
    std::pair{StatementFormat::GenericJson, std::string_view("generic_json")},
};

constexpr int kCents = 2;

// The exports of usage and of costs, and the pages of /v1/organization/usage/completions and /v1/organization/costs:
// daily buckets of models or of line items ("gpt-4o, input").
StatementMapping openAi()
{
    return {.externalId = {{"request_id"}},
            .at = {{"start_time"}, {"start_time_iso"}},
            .model = {{"model"}, {"line_item"}},
            .prompt = {{"input_tokens"}},
            .completion = {{"output_tokens"}},
            .requests = {{"num_model_requests"}},
            .cost = {{"amount_value"}, {"amount.value"}},
            .currency = {{"amount_currency"}, {"amount.currency"}}};
}

// The exports of usage and of cost in dollars.
StatementMapping anthropicCsv()
{
    return {.externalId = {{"request_id"}},
            .at = {{"usage_date_utc"}},
            .model = {{"model_version"}, {"model"}},
            .prompt = {{"usage_input_tokens_no_cache", "usage_input_tokens_cache_write_5m",
                        "usage_input_tokens_cache_write_1h", "usage_input_tokens_cache_read"}},
            .completion = {{"usage_output_tokens"}},
            .requests = {},
            .cost = {{"cost_usd"}},
            .currency = {}};
}

// The pages of the usage report for messages and of the cost report, whose amounts are in cents.
StatementMapping anthropicJson()
{
    return {.externalId = {{"request_id"}},
            .at = {{"starting_at"}},
            .model = {{"model"}},
            .prompt = {{"uncached_input_tokens", "cache_read_input_tokens", "cache_creation.ephemeral_5m_input_tokens",
                        "cache_creation.ephemeral_1h_input_tokens"}},
            .completion = {{"output_tokens"}},
            .requests = {},
            .cost = {{"amount"}},
            .currency = {{"currency"}},
            .costDecimals = kCents};
}

// The activity export and the records of generations, a request each; the daily activity of the API.
StatementMapping openRouter()
{
    return {.externalId = {{"generation_id"}, {"id"}},
            .at = {{"created_at"}, {"date"}},
            .model = {{"model_permaslug"}, {"model"}},
            .prompt = {{"native_tokens_prompt"}, {"tokens_prompt"}, {"prompt_tokens"}},
            .completion = {{"native_tokens_completion"}, {"tokens_completion"}, {"completion_tokens"}},
            .requests = {{"requests"}},
            .cost = {{"cost_total"}, {"total_cost"}, {"usage"}},
            .currency = {}};
}

StatementMapping generic()
{
    return {.externalId = {{"external_id"}},
            .at = {{"at"}},
            .model = {{"model"}},
            .prompt = {{"prompt_tokens"}},
            .completion = {{"completion_tokens"}},
            .requests = {{"requests"}},
            .cost = {{"cost_usd"}},
            .currency = {{"currency"}}};
}

FieldNames* fieldOf(StatementMapping& mapping, std::string_view name)
{
    const std::array fields = {std::pair{std::string_view("external_id"), &mapping.externalId},
                               std::pair{std::string_view("at"), &mapping.at},
                               std::pair{std::string_view("model"), &mapping.model},
                               std::pair{std::string_view("prompt_tokens"), &mapping.prompt},
                               std::pair{std::string_view("completion_tokens"), &mapping.completion},
                               std::pair{std::string_view("requests"), &mapping.requests},
                               std::pair{std::string_view("cost_usd"), &mapping.cost},
                               std::pair{std::string_view("currency"), &mapping.currency}};
    const auto found = std::ranges::find(fields, name, [](const auto& field) { return field.first; });
    return found == fields.end() ? nullptr : found->second;
}

} // namespace

std::string_view statementFormatWord(StatementFormat format)
{
    for (const auto& [known, word] : kFormats) {
        if (known == format)
            return word;
    }
    return "unknown";
}

std::optional<StatementFormat> statementFormatFromWord(std::string_view word)
{
    for (const auto& [format, known] : kFormats) {
        if (known == word)
            return format;
    }
    return std::nullopt;
}

bool isJson(StatementFormat format) { return statementFormatWord(format).ends_with("_json"); }

StatementMapping mappingOf(StatementFormat format)
{
    switch (format) {
    case StatementFormat::OpenAiCsv:
    case StatementFormat::OpenAiJson: return openAi();
    case StatementFormat::AnthropicCsv: return anthropicCsv();
    case StatementFormat::AnthropicJson: return anthropicJson();
    case StatementFormat::OpenRouterCsv:
    case StatementFormat::OpenRouterJson: return openRouter();
    case StatementFormat::GenericCsv:
    case StatementFormat::GenericJson: break;
    }
    return generic();
}

Result<StatementMapping> withColumns(StatementMapping mapping, std::string_view columns)
{
    while (!columns.empty()) {
        const std::size_t end = std::min(columns.find(';'), columns.size());
        const std::string_view pair = columns.substr(0, end);
        columns.remove_prefix(std::min(end + 1, columns.size()));
        const std::size_t equals = pair.find('=');
        FieldNames* const field = equals == std::string_view::npos ? nullptr : fieldOf(mapping, pair.substr(0, equals));
        if (!field || equals + 1 == pair.size())
            return failure(ErrorCode::InvalidRequest,
                           "columns are name=column with a semicolon between; names are external_id, at, model, "
                           "prompt_tokens, completion_tokens, requests, cost_usd and currency",
                           "columns");
        *field = {{std::string(pair.substr(equals + 1))}};
    }
    return mapping;
}

} // namespace gotoai::reconciliation
