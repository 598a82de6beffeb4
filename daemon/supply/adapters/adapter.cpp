// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/adapter.h"

#include "supply/adapters/anthropic.h"
#include "supply/adapters/ollama.h"
#include "supply/adapters/openai.h"
#include "supply/adapters/openrouter.h"

#include <cstdlib>

namespace gotoai::supply {

const ProviderAdapter& adapterOf(Protocol protocol)
{
    static const OpenAiAdapter openAi;
    static const OpenRouterAdapter openRouter;
    static const AnthropicAdapter anthropic;
    static const OllamaAdapter ollama;
    switch (protocol) {
    case Protocol::OpenRouter: return openRouter;
    case Protocol::Anthropic: return anthropic;
    case Protocol::Ollama: return ollama;
    case Protocol::OpenAi:
    case Protocol::Simulator: return openAi; // the simulator answers in OpenAI's shape
    }
    std::abort();
}

} // namespace gotoai::supply
