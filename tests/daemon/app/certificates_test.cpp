// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/certificates.h"

#include "support/certificates.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::app;

class CertificatesTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    test::ManualClock m_clock;

    std::string path(const char* name) const { return m_directory.filePath(QString::fromLatin1(name)).toStdString(); }

    Config configOf(const std::string& keyOfAdmin) const
    {
        return *loadConfig({.flags = {{"gateway.tls_certificate_file", path("server.pem")},
                                      {"gateway.tls_key_file", path("server.key")},
                                      {"admin.tls_certificate_file", path("server.pem")},
                                      {"admin.tls_key_file", keyOfAdmin}}});
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto pair = test::TestAuthority().issue();
        test::writeFile(path("server.pem"), pair.certificate);
        test::writeFile(path("server.key"), pair.key);
    }

    void areOffByDefault()
    {
        const auto certificates = loadCertificates(*loadConfig({}), m_clock);
        QVERIFY(certificates && !certificates->gateway && !certificates->admin);
    }

    void serveBothListeners()
    {
        const auto certificates = loadCertificates(configOf(path("server.key")), m_clock);
        QVERIFY(certificates && certificates->gateway && certificates->admin);
    }

    void ofProvidersAreReadAtStart()
    {
        QVERIFY(checkAuthorities(*loadConfig({})));
        QVERIFY(checkAuthorities(*loadConfig({.flags = {{"upstream.ca_file", path("server.pem")}}})));
        const auto refused = checkAuthorities(*loadConfig({.flags = {{"upstream.ca_file", path("server.key")}}}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().detail,
                 "flag: upstream.ca_file: " + path("server.key") + " holds no certificate in PEM");
    }

    void nameTheSettingAndItsPlace()
    {
        const auto certificates = loadCertificates(configOf("/nonexistent/key"), m_clock);
        QVERIFY(!certificates);
        QCOMPARE(certificates.error().code, ErrorCode::BadConfiguration);
        QCOMPARE(certificates.error().param, "admin.tls_key_file");
        QCOMPARE(certificates.error().detail,
                 "flag: admin.tls_key_file: /nonexistent/key cannot be read: No such file or directory");
    }
};

QTEST_APPLESS_MAIN(CertificatesTest)
#include "certificates_test.moc"
