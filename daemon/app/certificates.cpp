// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/certificates.h"

#include "base/log.h"
#include "supply/upstream/trustfile.h"

#include <string_view>

namespace gotoai::app {
namespace {

constexpr std::chrono::days kSoon{14};

Result<std::shared_ptr<const http::TlsContext>> load(const Config& config, std::string_view section,
                                                     const http::TlsFiles& files, const Clock& clock)
{
    if (files.certificate.empty())
        return std::shared_ptr<const http::TlsContext>();
    auto context = http::TlsContext::load(files, clock);
    if (context)
        return context;
    const std::string setting = std::string(section) + ".tls_" + context.error().param + "_file";
    return failure(ErrorCode::BadConfiguration,
                   config.origins.at(setting) + ": " + setting + ": " + context.error().detail, setting);
}

void logCertificate(std::string_view listener, const http::TlsContext& context, Instant now)
{
    const LogLevel level = context.expiresAt() - now < kSoon ? LogLevel::Warning : LogLevel::Info;
    writeLog(level, now < context.expiresAt() ? "certificate_in_use" : "certificate_expired",
             {{"listener", listener}, {"valid_until", toRfc3339(context.expiresAt())}});
}

} // namespace

Result<Certificates> loadCertificates(const Config& config, const Clock& clock)
{
    auto gateway = load(config, "gateway", config.gatewayTls, clock);
    if (!gateway)
        return std::move(gateway).error();
    auto admin = load(config, "admin", config.adminTls, clock);
    if (!admin)
        return std::move(admin).error();
    return Certificates{std::move(*gateway), std::move(*admin)};
}

Result<void> checkAuthorities(const Config& config)
{
    if (config.upstreamCaFile.empty())
        return {};
    const auto checked = supply::checkTrustFile(config.upstreamCaFile);
    if (checked)
        return {};
    const std::string setting = "upstream.ca_file";
    return failure(ErrorCode::BadConfiguration,
                   config.origins.at(setting) + ": " + setting + ": " + checked.error().detail, setting);
}

void logCertificates(const Certificates& certificates, const Clock& clock)
{
    if (certificates.gateway)
        logCertificate("gateway", *certificates.gateway, clock.now());
    if (certificates.admin)
        logCertificate("admin", *certificates.admin, clock.now());
}

} // namespace gotoai::app
