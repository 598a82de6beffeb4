// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <fstream>

namespace gotoai::test {
namespace {

struct Deleter
{
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Certificate = std::unique_ptr<X509, Deleter>;
using Key = std::unique_ptr<EVP_PKEY, Deleter>;
using Text = std::unique_ptr<BIO, Deleter>;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

Key makeKey(KeyKind kind)
{
    Key key(kind == KeyKind::Rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"));
    require(key != nullptr);
    return key;
}

void addExtension(X509& certificate, X509& issuer, int kind, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    require(extension && X509_add_ext(&certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

Certificate beginCertificate(const std::string& subject, EVP_PKEY& key, const CertificateTerms& terms)
{
    static std::atomic<long> s_serial{1};
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), s_serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), terms.from.count());
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), terms.until.count());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(subject.c_str()), -1, -1, 0);
    require(X509_set_pubkey(certificate.get(), &key) == 1);
    return certificate;
}

std::string textOf(BIO& bio)
{
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(&bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string pemOf(X509& certificate)
{
    const Text text(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_X509(text.get(), &certificate) == 1);
    return textOf(*text);
}

std::string pemOf(EVP_PKEY& key)
{
    const Text text(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_PrivateKey(text.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return textOf(*text);
}

} // namespace

struct TestAuthority::Parts
{
    Key key;
    Certificate certificate;
    std::string pem;
};

TestAuthority::TestAuthority()
    : m_parts(new Parts{makeKey(KeyKind::EllipticCurve), nullptr, {}})
{
    m_parts->certificate = beginCertificate("Test authority", *m_parts->key, {});
    X509& certificate = *m_parts->certificate;
    X509_set_issuer_name(&certificate, X509_get_subject_name(&certificate));
    addExtension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    addExtension(certificate, certificate, NID_key_usage, "critical,keyCertSign");
    addExtension(certificate, certificate, NID_subject_key_identifier, "hash");
    require(X509_sign(&certificate, m_parts->key.get(), EVP_sha256()) > 0);
    m_parts->pem = pemOf(certificate);
}

TestAuthority::~TestAuthority() = default;

const std::string& TestAuthority::certificate() const { return m_parts->pem; }

CertificatePair TestAuthority::issue(const CertificateTerms& terms) const
{
    const Key key = makeKey(terms.kind);
    const Certificate certificate = beginCertificate("server", *key, terms);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(m_parts->certificate.get()));
    std::string names;
    for (const std::string& name : terms.names)
        names += (names.empty() ? "" : ",") + name;
    addExtension(*certificate, *m_parts->certificate, NID_subject_alt_name, names);
    addExtension(*certificate, *m_parts->certificate, NID_authority_key_identifier, "keyid");
    require(X509_sign(certificate.get(), m_parts->key.get(), EVP_sha256()) > 0);
    return {pemOf(*certificate), pemOf(*key)};
}

void writeFile(const std::string& path, const std::string& text, unsigned mode)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    require(chmod(path.c_str(), mode) == 0);
}

} // namespace gotoai::test
