// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/trustfile.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace gotoai::supply {

Result<void> checkTrustFile(const std::string& path)
{
    const auto bad = [&path](const std::string& why) { return failure(ErrorCode::BadConfiguration, path + " " + why); };
    ERR_clear_error();
    const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), BIO_free);
    if (!file) {
        ERR_clear_error();
        return bad(std::string("cannot be read: ") + std::strerror(errno));
    }
    int count = 0;
    while (X509* certificate = PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)) {
        X509_free(certificate);
        ++count;
    }
    const bool isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE; // how PEM files end
    ERR_clear_error();
    if (!isAtEnd)
        return bad("holds a damaged certificate");
    return count > 0 ? Result<void>() : bad("holds no certificate in PEM");
}

} // namespace gotoai::supply
