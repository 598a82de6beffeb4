// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/endpointtraits.h"

#include <cstdlib>

namespace gotoai::supply {

std::string_view featureWord(Feature feature)
{
    switch (feature) {
    case Feature::Tools: return "tools";
    case Feature::ParallelTools: return "parallel_tools";
    case Feature::Vision: return "vision";
    case Feature::JsonObject: return "json_object";
    case Feature::JsonSchema: return "json_schema";
    case Feature::Reasoning: return "reasoning";
    case Feature::WebSearch: return "web_search";
    case Feature::Prefill: return "prefill";
    }
    std::abort();
}

std::optional<Feature> featureFromWord(std::string_view word)
{
    for (const Feature feature : kFeatures)
        if (featureWord(feature) == word)
            return feature;
    return std::nullopt;
}

std::string_view quantizationWord(Quantization quantization)
{
    switch (quantization) {
    case Quantization::Unknown: return "unknown";
    case Quantization::Int4: return "int4";
    case Quantization::Int8: return "int8";
    case Quantization::Fp4: return "fp4";
    case Quantization::Fp6: return "fp6";
    case Quantization::Fp8: return "fp8";
    case Quantization::Fp16: return "fp16";
    case Quantization::Bf16: return "bf16";
    case Quantization::Fp32: return "fp32";
    }
    std::abort();
}

std::optional<Quantization> quantizationFromWord(std::string_view word)
{
    for (const Quantization quantization : kQuantizations)
        if (quantizationWord(quantization) == word)
            return quantization;
    return std::nullopt;
}

} // namespace gotoai::supply
