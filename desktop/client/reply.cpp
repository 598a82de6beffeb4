// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/reply.h"

#include "protocol/problem.h"

#include <QJsonDocument>

namespace gotoai::client {
namespace {

constexpr int kUnauthorized = 401;
constexpr int kFirstError = 400;

Failure networkFailure(const QNetworkReply& reply)
{
    Failure failure{.kind = FailureKind::Unreachable, .detail = reply.errorString()};
    if (reply.error() == QNetworkReply::OperationCanceledError || reply.error() == QNetworkReply::TimeoutError)
        failure.kind = FailureKind::TimedOut; // calls that were cancelled are not asked
    else if (reply.error() == QNetworkReply::SslHandshakeFailedError)
        failure.kind = FailureKind::Certificate;
    else if (reply.error() == QNetworkReply::ProtocolFailure)
        failure.kind = FailureKind::Malformed;
    return failure;
}

// `{"error":{"message","code","param"}}` of the gateway.
Failure openAiFailure(const QJsonObject& error)
{
    return {.kind = FailureKind::Refused,
            .code = errorCodeFromWord(error.value(u"code").toString()),
            .detail = error.value(u"message").toString(),
            .param = error.value(u"param").toString()};
}

} // namespace

int statusOf(const QNetworkReply& reply) { return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }

Failure readFailure(const QNetworkReply& reply, const QByteArray& body)
{
    const int status = statusOf(reply);
    if (status < kFirstError)
        return networkFailure(reply);
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    Failure failure{.kind = FailureKind::Malformed, .detail = reply.errorString()};
    if (object.value(u"error").isObject()) {
        failure = openAiFailure(object.value(u"error").toObject());
    } else if (auto problem = protocol::fromJson<protocol::Problem>(object)) {
        failure = {.kind = FailureKind::Refused,
                   .code = errorCodeFromWord(QString::fromStdString(problem->code)),
                   .detail = QString::fromStdString(problem->detail),
                   .param = QString::fromStdString(problem->param.value_or(std::string())),
                   .current = problem->current};
    }
    failure.status = status;
    if (status == kUnauthorized)
        failure.kind = FailureKind::SignedOut;
    return failure;
}

Answer<QJsonObject> readAnswer(const QNetworkReply& reply, const QByteArray& body)
{
    if (reply.error() != QNetworkReply::NoError)
        return readFailure(reply, body);
    if (body.isEmpty())
        return QJsonObject();
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (!document.isObject())
        return Failure{.kind = FailureKind::Malformed, .status = statusOf(reply), .detail = error.errorString()};
    return document.object();
}

} // namespace gotoai::client
