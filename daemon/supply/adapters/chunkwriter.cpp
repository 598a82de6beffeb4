// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/chunkwriter.h"

namespace gotoai::supply {

std::string usageObject(const std::optional<TokenCounts>& counts)
{
    if (!counts)
        return "{}";
    json::TextWriter out;
    out.beginObject().key("prompt_tokens").number(counts->prompt).key("completion_tokens").number(counts->completion);
    out.key("total_tokens").number(counts->prompt + counts->completion);
    out.key("prompt_tokens_details").beginObject().key("cached_tokens").number(counts->cacheRead);
    out.key("cache_write_tokens").number(counts->cacheWrite).endObject();
    if (counts->reasoning)
        out.key("completion_tokens_details")
            .beginObject()
            .key("reasoning_tokens")
            .number(*counts->reasoning)
            .endObject();
    return out.endObject().take();
}

void ChunkWriter::setName(std::string& name, std::string_view rawJson)
{
    if (rawJson.size() <= kMaxName)
        name = rawJson;
}

json::TextWriter& ChunkWriter::begin(std::string_view object)
{
    m_out.clear();
    m_out.beginObject().key("id").raw(m_id).key("object").string(object);
    if (m_created)
        m_out.key("created").number(*m_created);
    return m_out.key("model").raw(m_model).key("choices").beginArray();
}

const std::string& ChunkWriter::chunk(std::string_view delta)
{
    begin("chat.completion.chunk").beginObject().key("index").number(0).key("delta").raw(delta);
    m_out.key("logprobs").raw("null").key("finish_reason").raw("null").endObject().endArray().endObject();
    return m_out.text();
}

const std::string& ChunkWriter::finish(std::string_view delta, std::string_view reason, std::string_view nativeReason)
{
    begin("chat.completion.chunk").beginObject().key("index").number(0).key("delta").raw(delta);
    m_out.key("logprobs").raw("null").key("finish_reason").string(reason);
    m_out.key("native_finish_reason").raw(nativeReason).endObject().endArray().endObject();
    return m_out.text();
}

const std::string& ChunkWriter::usage(std::string_view usageObject)
{
    begin("chat.completion.chunk").endArray().key("usage").raw(usageObject).endObject();
    return m_out.text();
}

const std::string& ChunkWriter::completion(std::string_view message, std::string_view reason,
                                           std::string_view nativeReason, std::string_view usageObject)
{
    begin("chat.completion").beginObject().key("index").number(0).key("message").raw(message);
    m_out.key("logprobs").raw("null").key("finish_reason").string(reason);
    m_out.key("native_finish_reason").raw(nativeReason).endObject().endArray();
    if (!usageObject.empty())
        m_out.key("usage").raw(usageObject);
    m_out.endObject();
    return m_out.text();
}

} // namespace gotoai::supply
