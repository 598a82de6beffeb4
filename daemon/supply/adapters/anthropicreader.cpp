// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicreader.h"

#include "supply/adapters/anthropicfault.h"
#include "supply/adapters/anthropicmessages.h"

namespace gotoai::supply {
namespace {

using json::TextWriter;
using json::Value;

// OpenAI's word for why an answer ends. What is not known ended by itself; the provider's own word goes along.
std::string_view finishReason(const Value& stopReason)
{
    if (stopReason.is("max_tokens") || stopReason.is("model_context_window_exceeded"))
        return "length";
    if (stopReason.is("tool_use"))
        return "tool_calls";
    if (stopReason.is("refusal"))
        return "content_filter";
    return "stop";
}

// An object with one member.
std::string object(std::string_view key, std::string_view rawValue)
{
    return TextWriter().beginObject().key(key).raw(rawValue).endObject().take();
}

std::string literal(std::string_view inner) { return "\"" + std::string(inner) + "\""; }

TextWriter& beginDetail(TextWriter& out, std::string_view type, std::string_view index)
{
    out.beginObject().key("type").string(type).key("format").string(kAnthropicReasoning);
    if (!index.empty())
        out.key("index").raw(index);
    return out;
}

std::string reasoningDetail(std::string_view index, std::string_view type, std::string_view key, std::string_view value)
{
    TextWriter out;
    out.beginArray();
    return beginDetail(out, type, index).key(key).raw(value).endObject().endArray().take();
}

// A whole answer's content, gathered block by block.
struct Gathered
{
    std::string text; // between quotes
    std::string reasoning;
    TextWriter calls;
    TextWriter details;

    void add(const Value& block, std::size_t index)
    {
        const std::string number = std::to_string(index);
        if (block["type"].is("text")) {
            text += block["text"].inner();
        } else if (block["type"].is("tool_use")) {
            calls.beginObject().key("id").raw(block["id"].raw()).key("type").string("function").key("function");
            calls.beginObject().key("name").raw(block["name"].raw());
            calls.key("arguments").string(block["input"].raw()).endObject().endObject();
        } else if (block["type"].is("thinking")) {
            reasoning += block["thinking"].inner();
            beginDetail(details, "reasoning.text", number).key("text").raw(block["thinking"].raw());
            details.key("signature").raw(block["signature"].raw()).endObject();
        } else if (block["type"].is("redacted_thinking")) {
            beginDetail(details, "reasoning.encrypted", number).key("data").raw(block["data"].raw()).endObject();
        }
    }

    std::string message(const Value& explanation) const
    {
        TextWriter out;
        out.beginObject().key("role").string("assistant").key("content");
        out.raw(text.empty() && !calls.text().empty() ? "null" : literal(text));
        out.key("refusal").raw(explanation.isString() ? explanation.raw() : "null");
        if (!reasoning.empty())
            out.key("reasoning").raw(literal(reasoning));
        if (!details.text().empty())
            out.key("reasoning_details").raw("[" + details.text() + "]");
        if (!calls.text().empty())
            out.key("tool_calls").raw("[" + calls.text() + "]");
        return out.endObject().take();
    }
};

// What a block must carry to be told.
bool isSound(const Value& block)
{
    if (block["type"].is("text"))
        return block["text"].isString();
    if (block["type"].is("tool_use"))
        return block["id"].isString() && block["name"].isString() && block["input"].isObject();
    if (block["type"].is("thinking"))
        return block["thinking"].isString() && block["signature"].isString();
    return !block["type"].is("redacted_thinking") || block["data"].isString();
}

} // namespace

DialectReader::Next AnthropicReader::readFrame(std::string_view frame)
{
    if (!parser().parse(frame))
        return skipFrame("a frame of the provider's stream is not JSON");
    const Value event{frame};
    const std::string type = event["type"].text();
    if (type == "content_block_delta")
        return readDelta(event["delta"]);
    if (type == "content_block_start")
        return startBlock(event["content_block"], event["index"]);
    if (type == "content_block_stop")
        return stopBlock();
    if (type == "message_start")
        return startMessage(event["message"]);
    if (type == "message_delta")
        return finishMessage(event);
    if (type == "message_stop")
        return complete();
    if (type == "error")
        return fail(readAnthropicFault(frame, parser()));
    return type.empty() ? skipFrame("a frame of the provider's stream is no event") : Next::Continues;
}

DialectReader::Next AnthropicReader::startMessage(const Value& message)
{
    if (message["id"].isString())
        m_chunks.setId(message["id"].raw());
    if (message["model"].isString())
        m_chunks.setModel(message["model"].raw());
    m_usage.add(message["usage"]);
    return tellDelta(R"({"role":"assistant","content":"","refusal":null})");
}

DialectReader::Next AnthropicReader::startBlock(const Value& block, const Value& index)
{
    m_block = Block::Other;
    m_blockIndex = index.raw();
    m_hasInput = false;
    if (block["type"].is("text")) {
        m_block = Block::Text;
        return block["text"].inner().empty() ? Next::Continues : tellDelta(object("content", block["text"].raw()));
    }
    if (block["type"].is("thinking")) {
        m_block = Block::Thinking;
        return Next::Continues;
    }
    if (block["type"].is("redacted_thinking") && block["data"].isString())
        return tellDelta(object("reasoning_details",
                                reasoningDetail(m_blockIndex, "reasoning.encrypted", "data", block["data"].raw())));
    if (!block["type"].is("tool_use"))
        return Next::Continues;
    if (!block["id"].isString() || !block["name"].isString())
        return failMalformed("a tool call of the provider's stream has no id or name");
    m_block = Block::Tool;
    TextWriter out;
    out.beginObject().key("tool_calls").beginArray().beginObject().key("index").number(m_toolCount++);
    out.key("id").raw(block["id"].raw()).key("type").string("function").key("function").beginObject();
    out.key("name").raw(block["name"].raw()).key("arguments").string("").endObject().endObject().endArray().endObject();
    const Next next = tellDelta(out.text());
    if (next == Next::Ended || block["input"].fields().empty())
        return next;
    return tellToolInput(json::quoted(block["input"].raw()));
}

DialectReader::Next AnthropicReader::readDelta(const Value& delta)
{
    if (delta["type"].is("text_delta") && m_block == Block::Text && delta["text"].isString())
        return tellDelta(object("content", delta["text"].raw()));
    if (delta["type"].is("input_json_delta") && m_block == Block::Tool && !delta["partial_json"].inner().empty())
        return tellToolInput(delta["partial_json"].raw());
    if (m_block != Block::Thinking)
        return Next::Continues;
    const Value thinking = delta["thinking"];
    if (delta["type"].is("thinking_delta") && thinking.isString()) {
        const std::string details = reasoningDetail(m_blockIndex, "reasoning.text", "text", thinking.raw());
        TextWriter out;
        out.beginObject().key("reasoning").raw(thinking.raw()).key("reasoning_details").raw(details).endObject();
        return tellDelta(out.text());
    }
    if (delta["type"].is("signature_delta") && delta["signature"].isString())
        return tellDelta(object("reasoning_details", reasoningDetail(m_blockIndex, "reasoning.text", "signature",
                                                                     delta["signature"].raw())));
    return Next::Continues;
}

DialectReader::Next AnthropicReader::tellToolInput(std::string_view literal)
{
    m_hasInput = true;
    TextWriter out;
    out.beginObject().key("tool_calls").beginArray().beginObject().key("index").number(m_toolCount - 1);
    out.key("function").beginObject().key("arguments").raw(literal).endObject().endObject().endArray().endObject();
    return tellDelta(out.text());
}

// A tool without input sends none; OpenAI's clients parse what they have got.
DialectReader::Next AnthropicReader::stopBlock()
{
    const bool lacksInput = m_block == Block::Tool && !m_hasInput;
    const Next next = lacksInput ? tellToolInput(R"("{}")") : Next::Continues;
    if (next == Next::Continues)
        m_block = Block::Other;
    return next;
}

DialectReader::Next AnthropicReader::finishMessage(const Value& event)
{
    m_usage.add(event["usage"]);
    const Value reason = event["delta"]["stop_reason"];
    if (!reason.isString())
        return Next::Continues;
    const Value explanation = event["delta"]["stop_details"]["explanation"];
    const std::string delta = explanation.isString() ? object("refusal", explanation.raw()) : "{}";
    const std::string usage = m_usage.isThere() ? usageObject(m_usage.counts()) : std::string();
    const Next next = tellChunk(m_chunks.finish(delta, finishReason(reason), reason.raw()));
    return next == Next::Ended || usage.empty() ? next : tellChunk(m_chunks.usage(usage));
}

DialectReader::Next AnthropicReader::tellDelta(std::string_view delta) { return tellChunk(m_chunks.chunk(delta)); }

DialectReader::Next AnthropicReader::readBody(std::string_view body)
{
    if (!parser().parse(body))
        return failMalformed("the provider's answer is not JSON");
    const Value message{body};
    if (message["type"].is("error"))
        return fail(readAnthropicFault(body, parser()));
    if (isStreamed())
        return failMalformed("the provider did not stream its answer");
    const Value reason = message["stop_reason"];
    if (!message["content"].isArray() || !reason.isString())
        return failMalformed("the provider's answer is no message");
    Gathered gathered;
    const auto blocks = message["content"].elements();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (!isSound(blocks[i]))
            return failMalformed("a block of the provider's answer lacks what it is for");
        gathered.add(blocks[i], i);
    }
    if (message["id"].isString())
        m_chunks.setId(message["id"].raw());
    if (message["model"].isString())
        m_chunks.setModel(message["model"].raw());
    m_usage.add(message["usage"]);
    const Next next =
        tellChunk(m_chunks.completion(gathered.message(message["stop_details"]["explanation"]), finishReason(reason),
                                      reason.raw(), m_usage.isThere() ? usageObject(m_usage.counts()) : std::string()));
    return next == Next::Ended ? next : complete();
}

Fault AnthropicReader::readError(int status, std::string_view body)
{
    return readAnthropicFault(status, body, parser());
}

} // namespace gotoai::supply
