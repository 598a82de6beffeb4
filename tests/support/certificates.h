// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace gotoai::test {

enum class KeyKind { EllipticCurve, Rsa };

struct CertificateTerms
{
    std::vector<std::string> names{"DNS:localhost", "IP:127.0.0.1"}; // as OpenSSL writes alternative names
    std::chrono::seconds from = std::chrono::hours(-24);             // from the real now
    std::chrono::seconds until = std::chrono::hours(24);
    KeyKind kind = KeyKind::EllipticCurve;
};

// PEM texts.
struct CertificatePair
{
    std::string certificate;
    std::string key;
};

// A certificate authority that is made on the spot, so that no key lies in the tree. Stops the test program when
// OpenSSL fails.
class TestAuthority
{
public:
    TestAuthority();
    ~TestAuthority();

    const std::string& certificate() const; // PEM
    CertificatePair issue(const CertificateTerms& terms = {}) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

// A file for a test, with that mode.
void writeFile(const std::string& path, const std::string& text, unsigned mode = 0600);

} // namespace gotoai::test
