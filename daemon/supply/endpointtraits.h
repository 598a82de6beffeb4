// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gotoai::supply {

enum class Feature : std::uint8_t {
    Tools,
    ParallelTools,
    Vision,
    JsonObject, // response_format json_object
    JsonSchema, // response_format json_schema
    Reasoning,
    WebSearch,
    Prefill, // goes on from an assistant message that comes last
};

inline constexpr std::array kFeatures = {Feature::Tools,      Feature::ParallelTools, Feature::Vision,
                                         Feature::JsonObject, Feature::JsonSchema,    Feature::Reasoning,
                                         Feature::WebSearch,  Feature::Prefill};

std::string_view featureWord(Feature feature); // "tools", "json_schema" …
std::optional<Feature> featureFromWord(std::string_view word);

class Features
{
public:
    bool has(Feature feature) const { return m_bits.test(static_cast<std::size_t>(feature)); }
    void add(Feature feature) { m_bits.set(static_cast<std::size_t>(feature)); }
    bool includes(const Features& others) const { return (others.m_bits & ~m_bits).none(); }
    bool operator==(const Features&) const = default;

private:
    std::bitset<kFeatures.size()> m_bits;
};

enum class Quantization : std::uint8_t { Unknown, Int4, Int8, Fp4, Fp6, Fp8, Fp16, Bf16, Fp32 };

inline constexpr std::array kQuantizations = {Quantization::Unknown, Quantization::Int4, Quantization::Int8,
                                              Quantization::Fp4,     Quantization::Fp6,  Quantization::Fp8,
                                              Quantization::Fp16,    Quantization::Bf16, Quantization::Fp32};

std::string_view quantizationWord(Quantization quantization); // "fp8"
std::optional<Quantization> quantizationFromWord(std::string_view word);

// What the operator says about an endpoint, for routing to choose by.
struct EndpointTraits
{
    std::optional<Features> features;      // empty: not known, so nothing is held against it
    std::optional<std::int32_t> quality;   // 0…100, the higher the better; empty: not scored
    std::optional<std::int32_t> codeScore; // the same, for writing code
    std::int32_t tier = 1;                 // 1…9: a class of its own; fallback stays within it as long as it can
    std::int32_t weight = 100;             // 1…1,000: its share of what goes to endpoints that are as good
    Quantization quantization = Quantization::Unknown;
    bool operator==(const EndpointTraits&) const = default;
};

} // namespace gotoai::supply
