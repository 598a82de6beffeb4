// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/durationhistogram.h"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace gotoai::control {

// Prometheus text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/.
// All samples of a name stand together, behind its description.
class MetricsText
{
public:
    enum class Type { Counter, Gauge, Histogram };
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void describe(std::string_view name, Type type, std::string_view help);
    // Of the name that was described last.
    void sample(Labels labels, std::uint64_t value) { sampleText(labels, std::to_string(value)); }
    void sample(Labels labels, std::int64_t value) { sampleText(labels, std::to_string(value)); }
    void sample(Labels labels, std::chrono::microseconds value); // in seconds
    void sample(Labels labels, const telemetry::HistogramFigures& figures);

    // A name with one sample.
    template<class Value>
    void single(std::string_view name, Type type, std::string_view help, const Value& value)
    {
        describe(name, type, help);
        sample({}, value);
    }

    std::string take() { return std::move(m_text); }

private:
    void sampleText(Labels labels, std::string_view value);
    void append(std::string_view suffix, Labels labels, std::string_view lastLabel, std::string_view value);

    std::string m_text;
    std::string m_name;
};

} // namespace gotoai::control
