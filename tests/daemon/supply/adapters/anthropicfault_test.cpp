// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicfault.h"

#include "support/adapterfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class AnthropicFaultTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedErrorsHaveTheirKinds_data();
    void publishedErrorsHaveTheirKinds();
    void errorsComeThroughTheReader();
};

void AnthropicFaultTest::publishedErrorsHaveTheirKinds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<FaultKind>("kind");
    const auto row = [](int status, const char* type, const char* message, FaultKind kind) {
        QTest::addRow("%d %s %s", status, type, message) << status << QByteArray(type) << QByteArray(message) << kind;
    };
    const char* const invalid = "invalid_request_error";
    row(400, invalid, "messages: at least one message is required", FaultKind::InvalidRequest);
    row(400, invalid, "prompt is too long: 207310 tokens > 200000 maximum", FaultKind::ContextLength);
    row(400, invalid, "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
        FaultKind::ContextLength);
    row(400, invalid, "Your credit balance is too low to access the Anthropic API.", FaultKind::Billing);
    row(400, invalid, "You have reached your specified API usage limits.", FaultKind::Billing);
    row(400, invalid, "Output blocked by content filtering policy", FaultKind::ContentFilter);
    row(400, invalid, "role 'system' is not supported on this model", FaultKind::Unsupported);
    row(400, invalid, "\\\"thinking.type.enabled\\\" is not supported for this model.", FaultKind::Unsupported);
    row(400, invalid, "`temperature` is deprecated for this model.", FaultKind::Unsupported);
    row(401, "authentication_error", "invalid x-api-key", FaultKind::Auth);
    row(402, "billing_error", "m", FaultKind::Billing);
    row(403, "permission_error", "m", FaultKind::Auth);
    row(404, "not_found_error", "model: claude-x", FaultKind::NotFound);
    row(413, "request_too_large", "m", FaultKind::InvalidRequest);
    row(429, "rate_limit_error", "m", FaultKind::RateLimited);
    row(500, "api_error", "m", FaultKind::Server);
    row(504, "timeout_error", "m", FaultKind::Server);
    row(529, "overloaded_error", "Overloaded", FaultKind::Overloaded);
    row(500, "a_new_error", "m", FaultKind::Server);
    row(400, "a_new_error", "m", FaultKind::InvalidRequest);
}

void AnthropicFaultTest::publishedErrorsHaveTheirKinds()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, message);
    QFETCH(FaultKind, kind);
    const std::string body = R"({"type":"error","error":{"type":")" + type.toStdString() + R"(","message":")" +
                             message.toStdString() + R"("},"request_id":"req_1"})";
    json::Parser parser;
    QCOMPARE(faultKindWord(readAnthropicFault(status, body, parser).kind), faultKindWord(kind));
}

void AnthropicFaultTest::errorsComeThroughTheReader()
{
    const test::Reading told(
        Protocol::Anthropic, true,
        {.status = 401,
         .contentType = "application/json",
         .text =
             R"({"type":"error","error":{"type":"authentication_error","message":"key sk-ant-api03-abcdef is wrong"}})"});
    QCOMPARE(told.record.fault->kind, FaultKind::Auth);
    QCOMPARE(told.record.fault->error.detail, std::string("the provider answered with status 401: key *** is wrong"));
    const test::Reading page(Protocol::Anthropic, false, {.status = 502, .contentType = "text/html", .text = "<html>"});
    QCOMPARE(page.record.fault->kind, FaultKind::Server);
    const test::Reading inBand(Protocol::Anthropic, false,
                               {.contentType = "application/json",
                                .text = R"({"type":"error","error":{"type":"overloaded_error","message":"m"}})"});
    QCOMPARE(inBand.record.fault->kind, FaultKind::Overloaded);
}

QTEST_APPLESS_MAIN(AnthropicFaultTest)
#include "anthropicfault_test.moc"
