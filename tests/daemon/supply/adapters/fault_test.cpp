// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/fault.h"

#include <QTest>

#include <set>

using namespace gotoai;
using namespace gotoai::supply;
using End = UpstreamEnd::Kind;

Q_DECLARE_METATYPE(gotoai::supply::UpstreamEnd::Kind)

class FaultTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindHasItsClass_data();
    void everyKindHasItsClass();
    void endsOfTransfersAreFaults_data();
    void endsOfTransfersAreFaults();
    void statusesHaveTheirKinds_data();
    void statusesHaveTheirKinds();
    void statusesAreToldInOneShape();
    void refusalsOfAdaptersAreFaults();
    void wordsAreDistinct();
};

void FaultTest::everyKindHasItsClass_data()
{
    QTest::addColumn<FaultKind>("kind");
    QTest::addColumn<FaultClass>("expected");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](FaultKind kind, FaultClass expected, ErrorCode code) {
        QTest::newRow(faultKindWord(kind).data()) << kind << expected << code;
    };
    row(FaultKind::Unreachable, FaultClass::RetrySame, ErrorCode::UpstreamUnreachable);
    row(FaultKind::Untrusted, FaultClass::Elsewhere, ErrorCode::UpstreamUnreachable);
    row(FaultKind::Timeout, FaultClass::Elsewhere, ErrorCode::UpstreamTimeout);
    row(FaultKind::Cut, FaultClass::RetrySame, ErrorCode::UpstreamCut);
    row(FaultKind::Malformed, FaultClass::Elsewhere, ErrorCode::UpstreamMalformed);
    row(FaultKind::Empty, FaultClass::Elsewhere, ErrorCode::UpstreamMalformed);
    row(FaultKind::RateLimited, FaultClass::RetrySame, ErrorCode::UpstreamRateLimited);
    row(FaultKind::Overloaded, FaultClass::RetrySame, ErrorCode::UpstreamRefused);
    row(FaultKind::Server, FaultClass::RetrySame, ErrorCode::UpstreamRefused);
    row(FaultKind::Auth, FaultClass::Elsewhere, ErrorCode::UpstreamRefused);
    row(FaultKind::Billing, FaultClass::Elsewhere, ErrorCode::UpstreamRefused);
    row(FaultKind::NotFound, FaultClass::Elsewhere, ErrorCode::UpstreamRefused);
    row(FaultKind::Unsupported, FaultClass::Elsewhere, ErrorCode::UnsupportedParameter);
    row(FaultKind::ContextLength, FaultClass::Elsewhere, ErrorCode::ContextLengthExceeded);
    row(FaultKind::ContentFilter, FaultClass::GiveUp, ErrorCode::ContentFilter);
    row(FaultKind::InvalidRequest, FaultClass::ClientFault, ErrorCode::InvalidRequest);
}

void FaultTest::everyKindHasItsClass()
{
    QFETCH(FaultKind, kind);
    QFETCH(FaultClass, expected);
    QFETCH(ErrorCode, code);
    const Fault fault = faultOf(kind, "why", "field");
    QCOMPARE(fault.faultClass(), expected);
    QCOMPARE(fault.error.code, code);
    QCOMPARE(fault.error.detail, std::string("why"));
    QCOMPARE(fault.error.param, std::string("field"));
}

void FaultTest::endsOfTransfersAreFaults_data()
{
    QTest::addColumn<End>("end");
    QTest::addColumn<FaultKind>("kind");
    QTest::newRow("unreachable") << End::Unreachable << FaultKind::Unreachable;
    QTest::newRow("untrusted") << End::Untrusted << FaultKind::Untrusted;
    QTest::newRow("connect timeout") << End::ConnectTimeout << FaultKind::Timeout;
    QTest::newRow("first byte timeout") << End::FirstByteTimeout << FaultKind::Timeout;
    QTest::newRow("idle timeout") << End::IdleTimeout << FaultKind::Timeout;
    QTest::newRow("cut") << End::Cut << FaultKind::Cut;
    QTest::newRow("too large") << End::TooLarge << FaultKind::Malformed;
    QTest::newRow("malformed") << End::Malformed << FaultKind::Malformed;
}

void FaultTest::endsOfTransfersAreFaults()
{
    QFETCH(End, end);
    QFETCH(FaultKind, kind);
    const Fault fault = faultOf(UpstreamEnd{end, "for the log alone", true});
    QCOMPARE(fault.kind, kind);
    QVERIFY(!fault.error.detail.empty());
    QCOMPARE(fault.error.detail.find("for the log") == std::string::npos, end != End::Untrusted);
}

void FaultTest::statusesHaveTheirKinds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<FaultKind>("kind");
    const auto row = [](int status, FaultKind kind) { QTest::addRow("%d", status) << status << kind; };
    for (const int status : {400, 413, 422})
        row(status, FaultKind::InvalidRequest);
    for (const int status : {401, 403})
        row(status, FaultKind::Auth);
    row(402, FaultKind::Billing);
    for (const int status : {301, 302, 308, 404, 405, 410})
        row(status, FaultKind::NotFound);
    row(429, FaultKind::RateLimited);
    for (const int status : {503, 529})
        row(status, FaultKind::Overloaded);
    for (const int status : {100, 408, 409, 418, 500, 502, 504, 599})
        row(status, FaultKind::Server);
}

void FaultTest::statusesHaveTheirKinds()
{
    QFETCH(int, status);
    QFETCH(FaultKind, kind);
    QCOMPARE(kindOfStatus(status), kind);
}

void FaultTest::statusesAreToldInOneShape()
{
    const Fault blamed = faultOfStatus(FaultKind::InvalidRequest, 400, "too hot", "temperature");
    QCOMPARE(blamed.error.detail, std::string("too hot"));
    QCOMPARE(blamed.error.param, std::string("temperature"));
    QCOMPARE(faultOfStatus(FaultKind::InvalidRequest, 400, {}, {}).error.detail,
             std::string("the provider refused the request with status 400"));
    const Fault ours = faultOfStatus(FaultKind::Auth, 401, "no such key", "key");
    QCOMPARE(ours.error.detail, std::string("the provider answered with status 401: no such key"));
    QVERIFY2(ours.error.param.empty(), "a field of ours is nothing that the client could mend");
    QCOMPARE(faultOfStatus(FaultKind::Server, 500, {}, {}).error.detail,
             std::string("the provider answered with status 500: no reason given"));
}

void FaultTest::refusalsOfAdaptersAreFaults()
{
    const Fault cannot = faultOfRefusal(failure(ErrorCode::UnsupportedParameter, "no logit_bias there", "logit_bias"));
    QCOMPARE(cannot.kind, FaultKind::Unsupported);
    QCOMPARE(cannot.error.param, std::string("logit_bias"));
    const Fault wrong = faultOfRefusal(failure(ErrorCode::InvalidRequest, "a member appears twice", "stream_options"));
    QCOMPARE(wrong.kind, FaultKind::InvalidRequest);
}

void FaultTest::wordsAreDistinct()
{
    std::set<std::string_view> words;
    for (int kind = 0; kind <= static_cast<int>(FaultKind::InvalidRequest); ++kind)
        words.insert(faultKindWord(static_cast<FaultKind>(kind)));
    QCOMPARE(words.size(), static_cast<std::size_t>(FaultKind::InvalidRequest) + 1);
    for (int which = 0; which <= static_cast<int>(FaultClass::ClientFault); ++which)
        words.insert(faultClassWord(static_cast<FaultClass>(which)));
    QCOMPARE(words.size(), static_cast<std::size_t>(FaultKind::InvalidRequest) +
                               static_cast<std::size_t>(FaultClass::ClientFault) + 2);
}

QTEST_APPLESS_MAIN(FaultTest)
#include "fault_test.moc"
