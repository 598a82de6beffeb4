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
