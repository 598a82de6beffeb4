// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/catalogrules.h"

#include "money/costbound.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gotoai::supply {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMaxNameBytes = 64;
constexpr std::size_t kMaxUrlBytes = 500;
constexpr std::size_t kMaxModelBytes = 200;
constexpr std::string_view kOwnModels = "gotoai/"; // gotoai/auto, and what is yet to come
constexpr std::size_t kMaxSecretBytes = 4096;
constexpr std::size_t kMaxRegionBytes = 64;
constexpr std::size_t kMaxHeaders = 16;
constexpr std::size_t kMaxHeaderNameBytes = 64;
constexpr std::size_t kMaxHeaderValueBytes = 1'024;
constexpr std::int64_t kMaxContextTokens = 100'000'000;
constexpr std::int64_t kMaxImageTokens = 1'000'000;
constexpr std::int32_t kMaxRetentionDays = 36'500;

bool isAlphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool consistsOf(std::string_view text, bool (*isAllowed)(char)) { return std::ranges::all_of(text, isAllowed); }

Error invalid(std::string detail, std::string field)
{
    return failure(ErrorCode::InvalidRequest, std::move(detail), std::move(field));
}

template<class T>
Result<void> checkRange(T value, T lowest, T highest, const char* field)
{
    if (value < lowest || value > highest)
        return invalid("it is between " + std::to_string(lowest) + " and " + std::to_string(highest), field);
    return {};
}

Result<void> checkRange(milliseconds value, milliseconds lowest, milliseconds highest, const char* field)
{
    return checkRange<std::int64_t>(value.count(), lowest.count(), highest.count(), field);
}

bool isPort(std::string_view text)
{
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65'535;
}

// RFC 3986, section 3.2, without the user: a name, an IPv4 address or a bracketed IPv6 address, and a port.
bool isAuthority(std::string_view text)
{
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos || end < 3 ||
            !consistsOf(text.substr(1, end - 1), [](char c) { return isAlphanumeric(c) || c == ':' || c == '.'; }))
            return false;
        rest = text.substr(end + 1);
    } else {
        const std::size_t end = std::min(text.find(':'), text.size());
        const std::string_view host = text.substr(0, end);
        if (host.empty() || host.size() > 253 ||
            !consistsOf(host, [](char c) { return isAlphanumeric(c) || c == '.' || c == '-'; }))
            return false;
        rest = text.substr(end);
    }
    return rest.empty() || (rest.starts_with(':') && isPort(rest.substr(1)));
}

// What every URL that is dialled has in common.
Result<void> checkUrl(std::string_view url, bool allowsPrivateAddresses, const char* field)
{
    constexpr std::string_view kHttps = "https://";
    constexpr std::string_view kHttp = "http://";
    const bool isPlain = url.starts_with(kHttp);
    if (!isPlain && !url.starts_with(kHttps))
        return invalid("a URL begins with https:// or http://", field);
    if (isPlain && !allowsPrivateAddresses)
        return invalid("http is only for where private addresses are allowed", field);
    if (url.size() > kMaxUrlBytes)
        return invalid("a URL has at most 500 bytes", field);
    if (!consistsOf(url,
                    [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>'; }) ||
        url.find_first_of("#@") != std::string_view::npos)
        return invalid("a URL has no user, fragment or blank", field);
    const std::string_view rest = url.substr(isPlain ? kHttp.size() : kHttps.size());
    if (!isAuthority(rest.substr(0, rest.find_first_of("/?"))))
        return invalid("a URL names a host", field);
    return {};
}

// "." and "..", escaped or not: they climb out of the path (RFC 3986, section 5.2.4).
bool hasDotSegment(std::string_view url)
{
    std::string path(url.substr(originOf(url).size()));
    for (const std::string_view escaped : {"%2e", "%2E"})
        for (auto at = path.find(escaped); at != std::string::npos; at = path.find(escaped, at))
            path.replace(at, escaped.size(), ".");
    path += '/';
    return path.find("/./") != std::string::npos || path.find("/../") != std::string::npos;
}

Result<void> checkBaseUrl(std::string_view url, bool allowsPrivateAddresses)
{
    if (auto checked = checkUrl(url, allowsPrivateAddresses, "base_url"); !checked)
        return checked;
    if (url.find('?') != std::string_view::npos || url.ends_with('/'))
        return invalid("a base URL has no query and ends without a slash", "base_url");
    if (hasDotSegment(url))
        return invalid("a base URL has no segments . and ..", "base_url");
    return {};
}

Result<void> checkSimulator(const SimulatorSettings& simulator)
{
    auto checked = checkRange(simulator.firstToken, milliseconds{0}, milliseconds{600'000}, "simulator.first_token_ms");
    if (checked)
        checked = checkRange(simulator.tokensPerSecond, 0, 1'000'000, "simulator.tokens_per_second");
    if (checked)
        checked = checkRange(simulator.completionTokens, 1, 100'000, "simulator.completion_tokens");
    if (checked)
        checked = checkRange(simulator.errorsPerMille, 0, 1'000, "simulator.errors_per_mille");
    if (checked)
        checked = checkRange(simulator.cutsPerMille, 0, 1'000, "simulator.cuts_per_mille");
    return checked;
}

// What frames a request (RFC 9112), what carries a credential, which has a place of its own where it is sealed, and
// what the daemon says itself.
constexpr std::array<std::string_view, 24> kOwnHeaders = {"accept",
                                                          "accept-encoding",
                                                          "api-key",
                                                          "authorization",
                                                          "connection",
                                                          "content-encoding",
                                                          "content-type",
                                                          "content-length",
                                                          "cookie",
                                                          "expect",
                                                          "host",
                                                          "keep-alive",
                                                          "proxy-authenticate",
                                                          "proxy-authorization",
                                                          "te",
                                                          "trailer",
                                                          "traceparent",
                                                          "tracestate",
                                                          "transfer-encoding",
                                                          "upgrade",
                                                          "user-agent",
                                                          "x-api-key",
                                                          "x-goog-api-key",
                                                          "x-request-id"};

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

bool isToken(std::string_view text)
{
    return !text.empty() && consistsOf(text, [](char c) {
        return isAlphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

Result<void> checkHeaders(const std::vector<HeaderField>& headers)
{
    if (headers.size() > kMaxHeaders)
        return invalid("a provider has at most 16 header fields", "headers");
    std::vector<std::string> names;
    for (const HeaderField& header : headers) {
        const std::string name = lowerCase(header.name);
        if (!isToken(name) || name.size() > kMaxHeaderNameBytes)
            return invalid("a header field's name is a token of at most 64 characters", "headers");
        if (std::ranges::find(kOwnHeaders, name) != kOwnHeaders.end())
            return invalid("the header field '" + name + "' is not the operator's to set", "headers");
        if (std::ranges::find(names, name) != names.end())
            return invalid("the header field '" + name + "' stands there twice", "headers");
        if (header.value.empty() || header.value.size() > kMaxHeaderValueBytes ||
            !consistsOf(header.value, [](char c) { return c >= 0x20 && c < 0x7f; }) || header.value.front() == ' ' ||
            header.value.back() == ' ')
            return invalid("a header field's value has 1 to 1,024 printable ASCII characters", "headers");
        names.push_back(name);
    }
    return {};
}

Result<void> checkRegion(std::string_view region)
{
    const auto isRegionCharacter = [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; };
    if (region.size() > kMaxRegionBytes || !consistsOf(region, isRegionCharacter))
        return invalid("a region has at most 64 letters, digits and ._-", "region");
    return {};
}

Result<void> checkAddress(const Provider& provider)
{
    if (provider.protocol != Protocol::Simulator)
        return checkBaseUrl(provider.baseUrl, provider.allowsPrivateAddresses);
    if (!provider.baseUrl.empty())
        return invalid("the simulator has no base URL", "base_url");
    if (!provider.secret.isEmpty())
        return invalid("the simulator has no secret", "secret");
    return checkSimulator(provider.simulator);
}

Result<void> checkTraits(const EndpointTraits& traits)
{
    auto checked = checkRange(traits.quality.value_or(0), 0, 100, "quality");
    if (checked)
        checked = checkRange(traits.codeScore.value_or(0), 0, 100, "code_score");
    if (checked)
        checked = checkRange(traits.tier, 1, 9, "tier");
    if (checked)
        checked = checkRange(traits.weight, 1, 1'000, "weight");
    return checked;
}

Result<void> checkModel(std::string_view model, const char* field)
{
    const auto isModelCharacter = [](char c) {
        return isAlphanumeric(c) || std::string_view("._:/@+-").find(c) != std::string_view::npos;
    };
    if (model.empty() || model.size() > kMaxModelBytes || !consistsOf(model, isModelCharacter))
        return invalid("a model's id has 1 to 200 letters, digits and ._:/@+-", field);
    return {};
}

} // namespace

std::string_view originOf(std::string_view baseUrl)
{
    const std::size_t authority = baseUrl.find("://");
    return authority == std::string_view::npos ? std::string_view()
                                               : baseUrl.substr(0, baseUrl.find('/', authority + 3));
}

std::string_view withoutTrailingSlash(std::string_view url)
{
    while (url.ends_with('/'))
        url.remove_suffix(1);
    return url;
}

bool wantsSecret(const Provider& provider)
{
    return provider.protocol != Protocol::Simulator && provider.protocol != Protocol::Ollama &&
           !provider.allowsPrivateAddresses;
}

Result<void> checkProvider(const Provider& provider)
{
    const auto isNameCharacter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    if (provider.name.empty() || provider.name.size() > kMaxNameBytes || !consistsOf(provider.name, isNameCharacter))
        return invalid("a provider's name has 1 to 64 small letters, digits and ._-", "name");
    const std::string_view secret = provider.secret.reveal();
    if (secret.size() > kMaxSecretBytes || !consistsOf(secret, [](char c) { return c > 0x20 && c < 0x7f; }))
        return invalid("a secret has at most 4,096 visible ASCII characters", "secret");
    auto checked = checkRegion(provider.region);
    if (checked)
        checked = checkHeaders(provider.headers);
    if (checked)
        checked = checkRange(provider.dataPolicy.retentionDays.value_or(0), 0, kMaxRetentionDays,
                             "data_policy.retention_days");
    if (checked)
        checked = checkAddress(provider);
    if (checked && provider.isEnabled && provider.secret.isEmpty() && wantsSecret(provider))
        checked = invalid("a provider on the public network is enabled once it has a secret", "secret");
    return checked;
}

Result<void> checkEndpoint(const Endpoint& endpoint)
{
    auto checked = checkModel(endpoint.model, "model");
    if (checked && endpoint.model.starts_with(kOwnModels))
        checked = invalid("a model's id does not begin with gotoai/, which is for what GotoAI itself chooses", "model");
    if (checked)
        checked = checkModel(endpoint.upstreamModel, "upstream_model");
    if (checked)
        checked = checkRange<std::int64_t>(endpoint.contextTokens, 1, kMaxContextTokens, "context_tokens");
    if (checked)
        checked = checkRange<std::int64_t>(endpoint.maxOutputTokens, 1, endpoint.contextTokens, "max_output_tokens");
    if (checked)
        checked = checkRange<std::int64_t>(endpoint.imageTokens, 0, kMaxImageTokens, "image_tokens");
    if (checked)
        checked = checkTraits(endpoint.traits);
    const Deadlines& deadlines = endpoint.deadlines;
    if (checked)
        checked = checkRange(deadlines.connect, milliseconds{1}, milliseconds{60'000}, "deadlines.connect_ms");
    if (checked)
        checked = checkRange(deadlines.firstByte, milliseconds{1}, milliseconds{3'600'000}, "deadlines.first_byte_ms");
    if (checked)
        checked =
            checkRange(deadlines.firstToken, milliseconds{1}, milliseconds{3'600'000}, "deadlines.first_token_ms");
    if (checked)
        checked = checkRange(deadlines.idle, milliseconds{1}, milliseconds{3'600'000}, "deadlines.idle_ms");
    return checked ? checkPrice(endpoint, *endpoint.price) : checked;
}

Result<void> checkPrice(const Endpoint& endpoint, const Price& price)
{
    const auto bounded = checkBounded(price, endpoint.contextTokens, endpoint.maxOutputTokens);
    return bounded ? Result<void>() : invalid(bounded.error().detail, "price");
}

Result<void> checkTargetUrl(std::string_view url, bool allowsPrivateAddresses, const char* field)
{
    return checkUrl(url, allowsPrivateAddresses, field);
}

} // namespace gotoai::supply
