// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/dialectreader.h"

namespace gotoai::supply {

// Reads one attempt's answer in OpenAI's shape: a JSON body, or server-sent events that end with [DONE].
class OpenAiReader final : public DialectReader
{
public:
    OpenAiReader(bool isStreamed, AnswerSink& sink, json::Parser& parser)
        : DialectReader(isStreamed, sink, parser)
    {}

private:
    Next readFrame(std::string_view frame) override;
    Next readBody(std::string_view body) override;
    Fault readError(int status, std::string_view body) override;
    bool isWhole(std::string_view frame) override;
};

} // namespace gotoai::supply
