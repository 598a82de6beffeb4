// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/anthropicusage.h"
#include "supply/adapters/chunkwriter.h"
#include "supply/adapters/dialectreader.h"

#include <cstdint>
#include <string>

namespace gotoai::supply {

// Reads one attempt's answer from Anthropic's Messages API and tells it in OpenAI's shape: texts as content, tool_use
// as tool calls, thinking as `reasoning` and, with its signature, as `reasoning_details` (OpenRouter's names). A stream
// tells a frame for each event that says something, its usage with the stop reason, and ends with message_stop. Events
// and blocks of kinds that are not known are passed over, as Anthropic's versioning policy asks of clients.
// Sources: Anthropic API reference, "Create a Message"; "Streaming messages"; "Handling stop reasons".
class AnthropicReader final : public DialectReader
{
public:
    AnthropicReader(bool isStreamed, AnswerSink& sink, json::Parser& parser)
        : DialectReader(isStreamed, sink, parser)
    {}

private:
    enum class Block { Other, Text, Tool, Thinking };

    Next readFrame(std::string_view frame) override;
    Next readBody(std::string_view body) override;
    Fault readError(int status, std::string_view body) override;

    Next startMessage(const json::Value& message);
    Next startBlock(const json::Value& block, const json::Value& index);
    Next readDelta(const json::Value& delta);
    Next stopBlock();
    Next finishMessage(const json::Value& event);
    Next tellDelta(std::string_view delta);
    Next tellToolInput(std::string_view literal);

    ChunkWriter m_chunks;
    AnthropicUsage m_usage;
    Block m_block = Block::Other;
    std::string m_blockIndex; // as JSON
    std::int64_t m_toolCount = 0;
    bool m_hasInput = false; // the tool block has told some of its input
};

} // namespace gotoai::supply
