// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/tlscontext.h"

#include "support/manualclock.h"
#include "tlsfixture.h"

#include <QTest>

#include <openssl/pem.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

using namespace gotoai;
using namespace gotoai::http;
using namespace gotoai::http::test;
using gotoai::test::ManualClock;
using gotoai::test::writeFile;

namespace {

std::string contentOf(const std::string& path)
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::string encrypted(const std::string& key)
{
    BIO* const source = BIO_new_mem_buf(key.data(), static_cast<int>(key.size()));
    EVP_PKEY* const parsed = PEM_read_bio_PrivateKey(source, nullptr, nullptr, nullptr);
    BIO* const target = BIO_new(BIO_s_mem());
    PEM_write_bio_PKCS8PrivateKey(target, parsed, EVP_aes_256_cbc(), "passphrase", 10, nullptr, nullptr);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(target, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_free(source);
    BIO_free(target);
    EVP_PKEY_free(parsed);
    return text;
}

} // namespace

class TlsContextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhenItExpires();
    void sendsTheWholeChain();
    void keepsKeysFromOthers_data();
    void keepsKeysFromOthers();
    void refusesBadFiles_data();
    void refusesBadFiles();
    void refusesAKeyWithPassphrase();
    void refusesDirectoriesAndPipes();

private:
    ManualClock m_clock;
};

void TlsContextTest::knowsWhenItExpires()
{
    const TlsScratch scratch({.until = std::chrono::hours(48)});
    const auto left = scratch.load(m_clock)->expiresAt() - SystemClock().now();
    QVERIFY(left > std::chrono::hours(47) && left <= std::chrono::hours(48));
}

void TlsContextTest::sendsTheWholeChain()
{
    const TlsScratch scratch;
    writeFile(scratch.files().certificate, contentOf(scratch.files().certificate) + scratch.authority().certificate());
    const auto session = scratch.load(m_clock)->newSession();
    STACK_OF(X509)* chain = nullptr;
    SSL_get0_chain_certs(session.get(), &chain);
    QCOMPARE(sk_X509_num(chain), 1);
}

void TlsContextTest::keepsKeysFromOthers_data()
{
    QTest::addColumn<unsigned>("mode");
    QTest::addColumn<bool>("isFine");
    for (const unsigned mode : {0400U, 0600U, 0440U, 0640U})
        QTest::addRow("%o", mode) << mode << true;
    for (const unsigned mode : {0644U, 0604U, 0660U, 0602U, 0601U, 0610U, 0777U})
        QTest::addRow("%o", mode) << mode << false;
}

void TlsContextTest::keepsKeysFromOthers()
{
    QFETCH(unsigned, mode);
    QFETCH(bool, isFine);
    const TlsScratch scratch;
    writeFile(scratch.files().key, contentOf(scratch.files().key), mode);
    const auto context = TlsContext::load(scratch.files(), m_clock);
    QCOMPARE(context.has_value(), isFine);
    if (isFine)
        return;
    QCOMPARE(context.error().code, ErrorCode::BadConfiguration);
    QCOMPARE(context.error().param, std::string("key"));
    QVERIFY(context.error().detail.find("is open to others") != std::string::npos);
}

void TlsContextTest::refusesBadFiles_data()
{
    QTest::addColumn<QByteArray>("certificate");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("complaint");
    const gotoai::test::TestAuthority authority;
    const auto pair = authority.issue();
    const auto certificate = QByteArray::fromStdString(pair.certificate);
    const auto key = QByteArray::fromStdString(pair.key);
    const auto other = QByteArray::fromStdString(authority.issue().key);
    const auto rsa = QByteArray::fromStdString(authority.issue({.kind = gotoai::test::KeyKind::Rsa}).key);
    const QByteArray damaged = certificate + certificate.left(200) + "!" + certificate.mid(200);
    QTest::newRow("no certificate") << QByteArray("-") << key << QByteArray("certificate")
                                    << QByteArray("cannot be read");
    QTest::newRow("no key") << certificate << QByteArray("-") << QByteArray("key") << QByteArray("cannot be read");
    QTest::newRow("empty certificate") << QByteArray() << key << QByteArray("certificate")
                                       << QByteArray("holds no certificate");
    QTest::newRow("empty key") << certificate << QByteArray() << QByteArray("key")
                               << QByteArray("holds no private key");
    QTest::newRow("swapped") << key << certificate << QByteArray("certificate") << QByteArray("holds no certificate");
    QTest::newRow("certificate as key") << certificate << certificate << QByteArray("key")
                                        << QByteArray("holds no private key");
    QTest::newRow("damaged chain") << damaged << key << QByteArray("certificate") << QByteArray("damaged");
    QTest::newRow("another key") << certificate << other << QByteArray("key") << QByteArray("does not belong");
    QTest::newRow("a key of another kind") << certificate << rsa << QByteArray("key") << QByteArray("does not belong");
    QTest::newRow("noise") << certificate << QByteArray(5'000, '\x01') << QByteArray("key")
                           << QByteArray("holds no private key");
    QTest::newRow("huge") << QByteArray(2'000'000, 'x') << key << QByteArray("certificate")
                          << QByteArray("is not a PEM file");
}

void TlsContextTest::refusesBadFiles()
{
    QFETCH(QByteArray, certificate);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, fault);
    QFETCH(QByteArray, complaint);
    const TlsScratch scratch;
    const TlsFiles files{scratch.path("c.pem"), scratch.path("k.pem")};
    if (certificate != "-")
        writeFile(files.certificate, certificate.toStdString());
    if (key != "-")
        writeFile(files.key, key.toStdString());
    const auto context = TlsContext::load(files, m_clock);
    QVERIFY(!context);
    QCOMPARE(context.error().code, ErrorCode::BadConfiguration);
    QCOMPARE(QByteArray::fromStdString(context.error().param), fault);
    QVERIFY2(context.error().detail.find(complaint.toStdString()) != std::string::npos, context.error().detail.c_str());
    QVERIFY(context.error().detail.find(scratch.path("")) == 0); // names the file
    QVERIFY(context.error().detail.find("PRIVATE") == std::string::npos);
}

void TlsContextTest::refusesAKeyWithPassphrase()
{
    const TlsScratch scratch;
    writeFile(scratch.files().key, encrypted(contentOf(scratch.files().key)));
    const auto context = TlsContext::load(scratch.files(), m_clock);
    QVERIFY(!context);
    QVERIFY2(context.error().detail.find("passphrase") != std::string::npos, context.error().detail.c_str());
}

void TlsContextTest::refusesDirectoriesAndPipes()
{
    const TlsScratch scratch;
    QVERIFY(!TlsContext::load({scratch.path("."), scratch.files().key}, m_clock));
    QCOMPARE(mkfifo(scratch.path("pipe").c_str(), 0600), 0);
    QVERIFY(!TlsContext::load({scratch.path("pipe"), scratch.files().key}, m_clock)); // and does not wait for it
}

QTEST_APPLESS_MAIN(TlsContextTest)
#include "tlscontext_test.moc"
