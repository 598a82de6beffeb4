// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/metricstext.h"

#include "money/decimal.h"

namespace gotoai::control {
namespace {

std::string_view typeWord(MetricsText::Type type)
{
    switch (type) {
    case MetricsText::Type::Counter: return "counter";
    case MetricsText::Type::Gauge: return "gauge";
    case MetricsText::Type::Histogram: return "histogram";
    }
    return "untyped";
}

void appendEscaped(std::string& text, std::string_view value)
{
    for (const char c : value) {
        if (c == '\\' || c == '"')
            text += '\\';
        if (c == '\n')
            text += "\\n";
        else
            text += c;
    }
}

std::string seconds(std::int64_t us) { return formatDecimal(us, 6); }

} // namespace

void MetricsText::describe(std::string_view name, Type type, std::string_view help)
{
    m_name = name;
    m_text.append("# HELP ").append(name).append(" ").append(help).append("\n");
    m_text.append("# TYPE ").append(name).append(" ").append(typeWord(type)).append("\n");
}

void MetricsText::sample(Labels labels, std::chrono::microseconds value) { sampleText(labels, seconds(value.count())); }

void MetricsText::sample(Labels labels, const telemetry::HistogramFigures& figures)
{
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < figures.boundsUs.size(); ++i) {
        below += figures.counts[i];
        append("_bucket", labels, "le=\"" + seconds(figures.boundsUs[i]) + "\"", std::to_string(below));
    }
    below += figures.counts.empty() ? 0 : figures.counts.back();
    append("_bucket", labels, "le=\"+Inf\"", std::to_string(below));
    append("_sum", labels, "", seconds(figures.sumUs));
    append("_count", labels, "", std::to_string(below));
}

void MetricsText::sampleText(Labels labels, std::string_view value) { append("", labels, "", value); }

void MetricsText::append(std::string_view suffix, Labels labels, std::string_view lastLabel, std::string_view value)
{
    m_text.append(m_name).append(suffix);
    if (labels.size() > 0 || !lastLabel.empty()) {
        char separator = '{';
        for (const auto& [name, text] : labels) {
            m_text += separator;
            m_text.append(name).append("=\"");
            appendEscaped(m_text, text);
            m_text += '"';
            separator = ',';
        }
        if (!lastLabel.empty()) {
            m_text += separator;
            m_text += lastLabel;
        }
        m_text += '}';
    }
    m_text.append(" ").append(value).append("\n");
}

} // namespace gotoai::control
