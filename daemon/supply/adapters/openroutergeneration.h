// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/generationlookup.h"

namespace gotoai::supply {

// OpenRouter's GET /generation?id=, which knows an answer some seconds after it, also one that was cut. Counts are
// those of the model's own tokenizer ("native"), by which it bills; cached ones are inside the prompt's, reasoning
// inside the completion's. Source: OpenRouter, "API Reference", "Get request & usage metadata for a generation".
class OpenRouterGeneration final : public GenerationLookup
{
public:
    std::string pathOf(std::string_view upstreamId) const override;
    Result<std::optional<GenerationRecord>> read(int status, std::string_view body,
                                                 json::Parser& parser) const override;
};

} // namespace gotoai::supply
