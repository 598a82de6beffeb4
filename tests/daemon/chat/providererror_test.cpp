// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/providererror.h"

#include <QTest>

#include <simdjson.h>

using namespace gotoai;

class ProviderErrorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codesAreRead_data();
    void codesAreRead();
    void keysAreMasked_data();
    void keysAreMasked();
    void messagesAreCapped();
};

void ProviderErrorTest::codesAreRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* text, ErrorCode code) { QTest::newRow(text) << QByteArray(text) << code; };
    row(R"({"message":"m","type":"invalid_request_error","code":"context_length_exceeded"})",
        ErrorCode::ContextLengthExceeded);
    row(R"({"message":"m","type":"invalid_request_error","param":"top_p"})", ErrorCode::InvalidRequest);
    row(R"({"message":"m","type":"invalid_request_error","code":"invalid_api_key"})", ErrorCode::UpstreamRefused);
    row(R"({"message":"m","code":429})", ErrorCode::UpstreamRateLimited);
    row(R"({"message":"m","type":"tokens","code":"rate_limit_exceeded"})", ErrorCode::UpstreamRateLimited);
    row(R"({"message":"m","code":502})", ErrorCode::UpstreamRefused);
    row(R"("just text")", ErrorCode::UpstreamRefused);
    row(R"(7)", ErrorCode::UpstreamRefused);
}

void ProviderErrorTest::codesAreRead()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    simdjson::dom::parser parser;
    const std::string padded = text.toStdString();
    QCOMPARE(chat::readProviderError(parser.parse(padded)).code, code);
}

void ProviderErrorTest::keysAreMasked_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* text, const char* expected) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    };
    row("Incorrect API key provided: sk-proj-abc123. Find yours.", "Incorrect API key provided: *** Find yours.");
    row("header was 'Bearer abc.def-123' here", "header was 'Bearer ***' here");
    row("token 0123456789abcdef0123456789abcdef refused", "token *** refused");
    row("model meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8 unknown",
        "model meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8 unknown");
    // As providers word it, with keys of their kinds.
    row("Incorrect API key provided: sk-svcacct-********************************************x9Qa.",
        "Incorrect API key provided: ***");
    row("invalid x-api-key: sk-ant-api03-AbCd_efGh-ijKl1234AA", "invalid x-api-key: ***");
    row("API key not valid: key=AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "API key not valid: ***");
    row("GET https://api.example.com/v1/models?api_key=gsk_1a2b3c4d5e returned 401",
        "GET https://api.example.com/v1/models?*** returned 401");
    row("{\"authorization\":\"Bearer hunter2\"}", "{\"authorization\":\"Bearer ***\"}");
    row("AUTHORIZATION: bearer   hunter2", "AUTHORIZATION: bearer   ***");
    row("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc expired", "token *** expired");
    row("The security token AKIAIOSFODNN7EXAMPLE is invalid", "The security token *** is invalid");
    row("hf_abcdefghij cannot read this model", "*** cannot read this model");
    row("bad key key-7f3a (project key-value-store)", "bad key *** (project key-value-store)");
    row("x-api-key header 'gat_0190f0aa' is one of ours", "x-api-key header '***' is one of ours");
    row("401 for 5f1d7a84db00d2fce00b31a7fc73224f", "401 for ***");
    // What only looks like one.
    row("the risk-free disk-cache of task-force and sk- alone", "the risk-free disk-cache of task-force and sk- alone");
    row("model openai/gpt-4o-mini-2024-07-18 at https://platform.openai.com/account/api-keys",
        "model openai/gpt-4o-mini-2024-07-18 at https://platform.openai.com/account/api-keys");
    row("This model's maximum context length is 128000 tokens.",
        "This model's maximum context length is 128000 tokens.");
    row("two\r\nlines", "two  lines");
}

void ProviderErrorTest::keysAreMasked()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(chat::scrubbed(text.toStdString())), expected);
}

void ProviderErrorTest::messagesAreCapped()
{
    QCOMPARE(chat::scrubbed(std::string(5'000, ' ')).size(), chat::kMaxErrorMessage);
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += "\xc3\xa9 ";
    const std::string capped = chat::scrubbed(text);
    QVERIFY(capped.size() <= chat::kMaxErrorMessage);
    QVERIFY(QString::fromStdString(capped).indexOf(QChar::ReplacementCharacter) < 0);
}

QTEST_APPLESS_MAIN(ProviderErrorTest)
#include "providererror_test.moc"
