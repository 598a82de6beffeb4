// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/certificates.h"

#include "base/log.h"
#include "supply/upstream/trustfile.h"

#include <string_view>

namespace gotoai::app {
namespace {

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

enum class Lines { All, Warnings };

void logCertificate(std::string_view listener, const http::TlsContext& context, Instant now, Lines lines)
{
    const bool isSoon = context.expiresAt() - now < kExpiresSoon;
    if (!isSoon && lines == Lines::Warnings)
        return;
    const bool isPast = context.expiresAt() <= now;
    writeLog(isSoon ? LogLevel::Warning : LogLevel::Info,
             isPast   ? "certificate_expired"
             : isSoon ? "certificate_expires_soon"
                      : "certificate_in_use",
             {{"listener", listener}, {"valid_until", toRfc3339(context.expiresAt())}});
}

void logEach(const Certificates& certificates, Instant now, Lines lines)
{
    if (certificates.gateway)
        logCertificate("gateway", *certificates.gateway, now, lines);
    if (certificates.admin)
        logCertificate("admin", *certificates.admin, now, lines);
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

void logCertificates(const Certificates& certificates, Instant now) { logEach(certificates, now, Lines::All); }

void warnOfExpiry(const Certificates& certificates, Instant now) { logEach(certificates, now, Lines::Warnings); }

} // namespace gotoai::app
