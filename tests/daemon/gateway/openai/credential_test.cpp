// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/credential.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::gateway;

using Headers = std::vector<http::Header>;
Q_DECLARE_METATYPE(Headers)

class CredentialTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheKey_data()
    {
        QTest::addColumn<Headers>("headers");
        QTest::addColumn<QString>("key"); // empty: refused
        QTest::addColumn<int>("code");
        const int missing = static_cast<int>(ErrorCode::MissingCredential);
        const int invalid = static_cast<int>(ErrorCode::InvalidCredential);
        const auto row = [](const char* name, const Headers& headers, const char* key, int code = 0) {
            QTest::newRow(name) << headers << QString::fromLatin1(key) << code;
        };
        row("bearer", {{"authorization", "Bearer k"}}, "k");
        row("scheme in any case", {{"authorization", "bEARER k"}}, "k");
        row("x-api-key", {{"x-api-key", "k"}}, "k");
        row("api-key", {{"host", "h"}, {"api-key", "k"}}, "k");
        row("the same twice", {{"authorization", "Bearer k"}, {"api-key", "k"}}, "k");
        row("none", {{"host", "h"}}, "", missing);
        row("empty bearer", {{"authorization", "Bearer "}}, "", missing);
        row("empty header", {{"x-api-key", ""}}, "", missing);
        row("another scheme", {{"authorization", "Basic a2V5"}}, "", invalid);
        row("two different", {{"authorization", "Bearer k"}, {"x-api-key", "l"}}, "", invalid);
        row("two authorizations", {{"authorization", "Bearer k"}, {"authorization", "Bearer l"}}, "", invalid);
    }
    void readsTheKey()
    {
        QFETCH(Headers, headers);
        QFETCH(QString, key);
        QFETCH(int, code);
        http::Request request;
        request.headers = headers;
        const auto credential = credentialOf(request);
        QCOMPARE(credential.has_value(), !key.isEmpty());
        if (credential)
            QCOMPARE(*credential, key.toStdString());
        else
            QCOMPARE(static_cast<int>(credential.error().code), code);
    }
};

QTEST_GUILESS_MAIN(CredentialTest)
#include "credential_test.moc"
