// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/adapter.h"

#include "supply/adapters/openai.h"

#include <cstdlib>

namespace gotoai::supply {

const ProviderAdapter& adapterOf(Protocol protocol)
{
    static const OpenAiAdapter openAi;
    switch (protocol) {
    case Protocol::OpenAi:
    case Protocol::Simulator: return openAi; // the simulator answers in OpenAI's shape
    }
    std::abort();
}

} // namespace gotoai::supply
