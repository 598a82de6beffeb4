// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/dialectreader.h"

namespace gotoai::supply {

// Reads one attempt's answer in OpenAI's shape: a JSON body, or server-sent events that end with [DONE].
class OpenAiReader final : public DialectReader
{
public:
    // Whether `usage` says what the provider bills.
    enum class Costs { Untold, InUsage };

    OpenAiReader(bool isStreamed, AnswerSink& sink, json::Parser& parser, Costs costs = Costs::Untold)
        : DialectReader(isStreamed, sink, parser)
        , m_costs(costs)
    {}

    std::optional<Money> reportedCost() const override { return m_reportedCost; }

private:
    Next readFrame(std::string_view frame) override;
    Next readBody(std::string_view body) override;
    Fault readError(int status, std::string_view body) override;
    bool isWhole(std::string_view frame) override;
    Next failBroken();
    void noteCost(const chat::Answer& answer);

    const Costs m_costs;
    std::optional<Money> m_reportedCost;
};

} // namespace gotoai::supply
