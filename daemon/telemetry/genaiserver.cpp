// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/genaiserver.h"

#include <charconv>

namespace gotoai::telemetry {
namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;

// A name that begins with a dot stands for all hosts below it.
struct KnownHost
{
    std::string_view host;
    std::string_view name;
};

constexpr KnownHost kKnownHosts[] = {
    {"api.openai.com", "openai"},
    {"api.anthropic.com", "anthropic"},
    {"api.cohere.com", "cohere"},
    {"api.cohere.ai", "cohere"},
    {"api.mistral.ai", "mistral_ai"},
    {"api.groq.com", "groq"},
    {"api.deepseek.com", "deepseek"},
    {"api.perplexity.ai", "perplexity"},
    {"api.x.ai", "x_ai"},
    {"generativelanguage.googleapis.com", "gcp.gemini"},
    {"aiplatform.googleapis.com", "gcp.vertex_ai"},
    {"-aiplatform.googleapis.com", "gcp.vertex_ai"}, // of a region
    {".openai.azure.com", "azure.ai.openai"},
    {".services.ai.azure.com", "azure.ai.inference"},
    {".ml.cloud.ibm.com", "ibm.watsonx.ai"},
};

bool isAwsBedrock(std::string_view host)
{
    return host.starts_with("bedrock-runtime.") && host.ends_with(".amazonaws.com");
}

bool matches(std::string_view host, std::string_view known)
{
    return known.starts_with('.') || known.starts_with('-') ? host.ends_with(known) : host == known;
}

} // namespace

ServerAddress serverAddressOf(std::string_view baseUrl)
{
    const auto scheme = baseUrl.find("://");
    if (scheme == std::string_view::npos)
        return {};
    ServerAddress address{.host = {}, .port = baseUrl.starts_with("https:") ? kHttpsPort : kHttpPort};
    std::string_view authority = baseUrl.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    std::size_t end = authority.find(':');
    if (authority.starts_with('[')) {
        const std::size_t bracket = authority.find(']');
        if (bracket == std::string_view::npos)
            return {};
        address.host = authority.substr(1, bracket - 1);
        end = bracket + 1;
    } else {
        address.host = authority.substr(0, end);
    }
    if (end >= authority.size())
        return address;
    const std::string_view port = authority.substr(end + 1);
    if (std::from_chars(port.data(), port.data() + port.size(), address.port).ec != std::errc())
        address.port = 0;
    return address;
}

std::string_view genAiProviderName(const supply::Provider& provider)
{
    const std::string_view host = serverAddressOf(provider.baseUrl).host;
    for (const KnownHost& known : kKnownHosts) {
        if (matches(host, known.host))
            return known.name;
    }
    return isAwsBedrock(host) ? std::string_view("aws.bedrock") : std::string_view(provider.name);
}

} // namespace gotoai::telemetry
