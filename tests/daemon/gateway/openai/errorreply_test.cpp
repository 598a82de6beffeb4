// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/errorreply.h"

#include "hypercore/risk/killswitches.h"
#include "json/document.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gotoai;
using namespace gotoai::gateway;

class ErrorReplyTest : public QObject
{
    Q_OBJECT

private:
    static QJsonObject body(const Error& error)
    {
        return QJsonDocument::fromJson(QByteArray::fromStdString(errorBody(error)))
            .object()
            .value(QStringLiteral("error"))
            .toObject();
    }

private Q_SLOTS:
    void hasOpenAisShape()
    {
        const QJsonObject error = body(failure(ErrorCode::InvalidRequest, "n is \"odd\"\n", "n"));
        QCOMPARE(error.keys(), QStringList({QStringLiteral("code"), QStringLiteral("message"), QStringLiteral("param"),
                                            QStringLiteral("type")}));
        QCOMPARE(error.value(QStringLiteral("message")).toString(), QStringLiteral("n is \"odd\"\n"));
        QCOMPARE(error.value(QStringLiteral("param")).toString(), QStringLiteral("n"));
        QVERIFY(body(failure(ErrorCode::Internal, "x")).value(QStringLiteral("param")).isNull());
    }

    void namesAKillSwitchByItsCodeAlone()
    {
        hypercore::KillSwitch killSwitch;
        const Error everybodys = hypercore::refusalBy(killSwitch);
        killSwitch.target = AccountId::make(fromMicroseconds(1));
        const Error oneCustomers = hypercore::refusalBy(killSwitch);
        QCOMPARE(httpStatus(everybodys.code), 503);
        QCOMPARE(httpStatus(oneCustomers.code), 403);
        for (const Error& error : {everybodys, oneCustomers}) {
            QVERIFY(isFinal(error));
            QCOMPARE(body(error).value(QStringLiteral("code")).toString(), QStringLiteral("kill_switch"));
            QVERIFY(body(error).value(QStringLiteral("param")).isNull());
        }
        QVERIFY(!isFinal(failure(ErrorCode::NoRoute, "x")));
    }

    void mapsEveryCode()
    {
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
            const auto code = static_cast<ErrorCode>(i);
            QVERIFY(httpStatus(code) >= 400 && httpStatus(code) < 600);
            QVERIFY(!body(failure(code, "x")).value(QStringLiteral("code")).toString().isEmpty());
        }
    }

    void mapsWhatClientsRelyOn_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, ErrorCode code, int status, const char* word) {
            QTest::newRow(name) << static_cast<int>(code) << status << QString::fromLatin1(word);
        };
        row("bad JSON", ErrorCode::InvalidJson, 400, "invalid_json");
        row("no key", ErrorCode::MissingCredential, 401, "invalid_api_key");
        row("revoked", ErrorCode::RevokedCredential, 401, "revoked_api_key");
        row("empty wallet", ErrorCode::InsufficientFunds, 402, "insufficient_funds");
        row("model", ErrorCode::ModelNotFound, 404, "model_not_found");
        row("too large", ErrorCode::BodyTooLarge, 413, "request_too_large");
        row("content", ErrorCode::ContentFilter, 400, "content_filter");
        row("busy provider", ErrorCode::UpstreamRateLimited, 429, "upstream_rate_limited");
        row("broken provider", ErrorCode::UpstreamCut, 502, "upstream_cut");
        row("silent provider", ErrorCode::UpstreamTimeout, 504, "upstream_timeout");
        row("store", ErrorCode::StoreUnavailable, 503, "store_unavailable");
    }
    void mapsWhatClientsRelyOn()
    {
        QFETCH(int, code);
        QFETCH(int, status);
        QFETCH(QString, word);
        const auto error = static_cast<ErrorCode>(code);
        QCOMPARE(httpStatus(error), status);
        QCOMPARE(body(failure(error, "x")).value(QStringLiteral("code")).toString(), word);
    }

    void wordsWhatTheEdgeRefuses()
    {
        QVERIFY(errorBody(http::Refusal{431, "a", "b"}).find("invalid_request_error") != std::string::npos);
        QVERIFY(errorBody(http::Refusal{501, "a", "b"}).find("invalid_request_error") != std::string::npos);
        QVERIFY(errorBody(http::Refusal{503, "a", "b"}).find("server_error") != std::string::npos);
    }

    void boundsRetryAfter()
    {
        using std::chrono::seconds;
        QCOMPARE(retryAfterSeconds(ErrorCode::UpstreamRateLimited, seconds(7)).value_or(-1), 7);
        QCOMPARE(retryAfterSeconds(ErrorCode::UpstreamRateLimited, seconds(86'400)).value_or(-1), 60);
        QCOMPARE(retryAfterSeconds(ErrorCode::Overloaded, std::nullopt).value_or(-1), 1);
        QCOMPARE(retryAfterSeconds(ErrorCode::Draining, seconds(-5)).value_or(-1), 1);
        QVERIFY(!retryAfterSeconds(ErrorCode::InvalidJson, seconds(5)));
        QCOMPARE(retryAfterSeconds(ErrorCode::UpstreamRefused, seconds(30)).value_or(-1), 30);
        QVERIFY(!retryAfterSeconds(ErrorCode::UpstreamRefused, std::nullopt));
    }
};

QTEST_GUILESS_MAIN(ErrorReplyTest)
#include "errorreply_test.moc"
