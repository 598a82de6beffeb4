// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "money/usage.h"
#include "json/textwriter.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::supply {

// Token counts as OpenAI tells them: cache reads and writes inside the prompt, reasoning inside the completion.
struct TokenCounts
{
    std::int64_t prompt = 0;
    std::int64_t cacheRead = 0;
    std::int64_t cacheWrite = 0;
    std::int64_t completion = 0;
    std::optional<std::int64_t> reasoning;
};

// The `usage` object; an empty one, which stands for counts that cannot be true, without counts.
std::string usageObject(const std::optional<TokenCounts>& counts);

// Puts what a translating reader has found into OpenAI's shapes: chat.completion.chunk, frame by frame, and the whole
// chat.completion. Ids and models are JSON texts; `created` is left to the gateway where the provider does not say.
class ChunkWriter
{
public:
    // Longer ones than any provider's are left out: each frame repeats them.
    static constexpr std::size_t kMaxName = 256;
    void setId(std::string_view rawJson) { setName(m_id, rawJson); }
    void setModel(std::string_view rawJson) { setName(m_model, rawJson); }
    void setCreated(std::int64_t seconds) { m_created = seconds; }

    // `delta` is an object. Lives until the next call, as all of these.
    const std::string& chunk(std::string_view delta);
    // The frame that ends the answer; `nativeReason` is the provider's own word as JSON.
    const std::string& finish(std::string_view delta, std::string_view reason, std::string_view nativeReason);
    const std::string& usage(std::string_view usageObject);
    // A whole answer; `usageObject` is empty where the provider counted nothing.
    const std::string& completion(std::string_view message, std::string_view reason, std::string_view nativeReason,
                                  std::string_view usageObject);

private:
    static void setName(std::string& name, std::string_view rawJson);
    json::TextWriter& begin(std::string_view object);

    std::string m_id = R"("")";
    std::string m_model = R"("")";
    std::optional<std::int64_t> m_created;
    json::TextWriter m_out;
};

} // namespace gotoai::supply
