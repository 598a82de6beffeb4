// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/chunkwriter.h"
#include "supply/adapters/dialectreader.h"
#include "json/value.h"

#include <cstdint>
#include <string>

namespace gotoai::supply {

// Reads one attempt's answer from Ollama's /api/chat and tells it in OpenAI's shape: content, thinking as `reasoning`,
// tool calls whole, with ids where Ollama gives none. A stream is newline-delimited JSON and ends with the line that
// says `done`, which carries the counts.
// Sources: Ollama, docs/api.md, "Generate a chat completion"; docs/api/streaming.mdx; docs/api/errors.mdx.
class OllamaReader final : public DialectReader
{
public:
    OllamaReader(bool isStreamed, AnswerSink& sink, json::Parser& parser)
        : DialectReader(isStreamed, sink, parser, Framing::Lines)
    {}

private:
    Next readFrame(std::string_view frame) override;
    Next readBody(std::string_view body) override;
    Fault readError(int status, std::string_view body) override;

    void takeName(const json::Value& answer);
    Next tellMessage(const json::Value& message);
    Next finishStream(const json::Value& answer);
    std::string toolCalls(const json::Value& calls);
    std::string_view finishReason(const json::Value& answer) const;

    ChunkWriter m_chunks;
    bool m_hasBegun = false;
    std::string m_callPrefix; // of ids that are made up here
    std::int64_t m_toolCount = 0;
};

} // namespace gotoai::supply
