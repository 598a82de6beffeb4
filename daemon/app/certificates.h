// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "http/tlscontext.h"

#include <chrono>
#include <memory>

namespace gotoai::app {

// On what terms each listener encrypts; null: in clear.
struct Certificates
{
    std::shared_ptr<const http::TlsContext> gateway;
    std::shared_ptr<const http::TlsContext> admin;
};

// Reads the files that the configuration names, all or nothing. BadConfiguration naming the setting at fault and where
// it stands. `clock` outlives the certificates.
Result<Certificates> loadCertificates(const Config& config, const Clock& clock);

// That the file of providers' authorities can be used, if there is one. BadConfiguration as above.
Result<void> checkAuthorities(const Config& config);

// A line for each certificate that is about to be used: until when it is valid; a warning when that is soon or past.
void logCertificates(const Certificates& certificates, Instant now);
// The warnings alone, for certificates that have been in use for a while.
void warnOfExpiry(const Certificates& certificates, Instant now);

// From when on there are warnings.
inline constexpr std::chrono::days kExpiresSoon{30};

} // namespace gotoai::app
