// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/tlscontext.h"
#include "support/certificates.h"

#include <QTemporaryDir>

namespace gotoai::http::test {

// Certificate files in a directory of their own.
class TlsScratch
{
public:
    explicit TlsScratch(const gotoai::test::CertificateTerms& terms = {}) { renew(terms); }

    // Another certificate in the same files.
    void renew(const gotoai::test::CertificateTerms& terms = {})
    {
        const auto pair = m_authority.issue(terms);
        gotoai::test::writeFile(files().certificate, pair.certificate, 0644);
        gotoai::test::writeFile(files().key, pair.key, 0600);
    }

    TlsFiles files() const { return {path("server.pem"), path("server.key")}; }
    std::string path(const std::string& name) const
    {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }
    const gotoai::test::TestAuthority& authority() const { return m_authority; }

    // Stops the test program when the files are bad.
    std::shared_ptr<const TlsContext> load(const Clock& clock) const { return *TlsContext::load(files(), clock); }

private:
    QTemporaryDir m_folder;
    gotoai::test::TestAuthority m_authority;
};

} // namespace gotoai::http::test
