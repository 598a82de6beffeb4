// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/catalog.h"

#include <string_view>

namespace gotoai::telemetry {

// Where a provider is, as `server.address` and `server.port` tell it.
struct ServerAddress
{
    std::string_view host; // without brackets; empty of a URL that names none. Points into the URL
    int port = 0;          // the scheme's where the URL has none; 0: nobody knows
};

// Of "https://api.openai.com/v1": api.openai.com and 443.
ServerAddress serverAddressOf(std::string_view baseUrl);

// `gen_ai.provider.name`: the well-known name of who runs the host that a provider's URL names; of every other host the
// name that the operator gave the provider. Points into the provider or into the program.
// Source: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/.
std::string_view genAiProviderName(const supply::Provider& provider);

} // namespace gotoai::telemetry
