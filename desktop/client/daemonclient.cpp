// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/daemonclient.h"

#include "client/reply.h"

#include <QJsonDocument>
#include <QUuid>

namespace gotoai::client {
namespace {

constexpr int kUnauthorized = 401;

// Cuts an answer off that is larger than any of this protocol.
void bound(QNetworkReply* reply)
{
    QObject::connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
        if (received > DaemonClient::kMaxAnswerBytes)
            reply->abort();
    });
}

} // namespace

void Call::cancel()
{
    if (!m_reply)
        return;
    QNetworkReply* reply = m_reply;
    m_reply.clear();
    reply->disconnect();
    reply->abort();
    reply->deleteLater();
}

WriteOptions WriteOptions::once() { return {.idempotencyKey = QUuid::createUuid().toByteArray(QUuid::WithoutBraces)}; }

DaemonClient::DaemonClient(QObject* parent)
    : QObject(parent)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(false);
}

QString DaemonClient::consoleVersion() { return QStringLiteral(GOTOAI_VERSION); }

void DaemonClient::use(const Profile& profile, Secret token)
{
    ++m_use;
    m_profile = profile;
    m_token = std::move(token);
    m_daemonVersion.clear();
    m_network.clearConnectionCache();
}

QNetworkRequest DaemonClient::request(const QString& path, const QUrlQuery& query) const
{
    QUrl url = m_profile.adminUrl;
    url.setPath(url.path() + u'/' + path);
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setTransferTimeout(static_cast<int>(kTimeout.count()));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("gotoai/" GOTOAI_VERSION));
    if (!m_token.isEmpty()) {
        const std::string_view token = m_token.reveal();
        request.setRawHeader("authorization",
                             "Bearer " + QByteArray(token.data(), static_cast<qsizetype>(token.size())));
    }
    return request;
}

QNetworkReply* DaemonClient::start(const QByteArray& method, const QNetworkRequest& request, const Text& body)
{
    QNetworkRequest typed = request;
    if (!body.type.isEmpty())
        typed.setHeader(QNetworkRequest::ContentTypeHeader, body.type);
    QNetworkReply* reply = m_network.sendCustomRequest(typed, method, body.bytes);
    holdToTrust(reply, m_profile.pinnedCertificate,
                [this](const Distrust& distrust) { Q_EMIT certificateRefused(distrust); });
    return reply;
}

Call DaemonClient::send(const QByteArray& method, const QString& path, const QUrlQuery& query,
                        const std::optional<QJsonObject>& body, const WriteOptions& options, QObject* context,
                        Then<QJsonObject> then)
{
    QNetworkRequest asked = request(path, query);
    if (options.ifMatch)
        asked.setRawHeader("if-match", '"' + QByteArray::number(qint64{*options.ifMatch}) + '"');
    if (!options.idempotencyKey.isEmpty())
        asked.setRawHeader("idempotency-key", options.idempotencyKey);
    const Text text = body ? Text{"application/json", QJsonDocument(*body).toJson(QJsonDocument::Compact)} : Text();
    return finish(start(method, asked, text), context, std::move(then));
}

Call DaemonClient::finish(QNetworkReply* reply, QObject* context, Then<QJsonObject> then)
{
    bound(reply);
    connect(
        reply, &QNetworkReply::finished, this,
        [this, reply, then = std::move(then), target = QPointer<QObject>(context), hadToken = hasToken(), use = m_use] {
            reply->deleteLater();
            if (use != m_use)
                return;
            note(*reply, hadToken);
            if (target)
                then(readAnswer(*reply, reply->readAll()));
        });
    connect(context, &QObject::destroyed, reply, &QNetworkReply::abort, Qt::QueuedConnection);
    return Call(reply);
}

Call DaemonClient::remove(const QString& path, const WriteOptions& options, QObject* context, Then<Done> then)
{
    return send("DELETE", path, {}, {}, options, context, [then = std::move(then)](const Answer<QJsonObject>& answer) {
        then(answer ? Answer<Done>(Done()) : Answer<Done>(answer.failure()));
    });
}

Call DaemonClient::download(const QString& path, const QUrlQuery& query, QIODevice* into, QObject* context,
                            Then<Done> then)
{
    QNetworkReply* reply = start("GET", request(path, query), Text());
    const auto pass = [reply, into] {
        if (reply->error() == QNetworkReply::NoError && into->write(reply->readAll()) < 0)
            reply->abort();
    };
    connect(reply, &QNetworkReply::readyRead, this, [pass, target = QPointer<QObject>(context)] {
        if (target)
            pass();
    });
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, pass, then = std::move(then), target = QPointer<QObject>(context), hadToken = hasToken(),
             use = m_use] {
                reply->deleteLater();
                if (use != m_use)
                    return;
                note(*reply, hadToken);
                if (!target)
                    return;
                pass();
                then(reply->error() == QNetworkReply::NoError ? Answer<Done>(Done())
                                                              : Answer<Done>(readFailure(*reply, reply->readAll())));
            });
    connect(context, &QObject::destroyed, reply, &QNetworkReply::abort, Qt::QueuedConnection);
    return Call(reply);
}

void DaemonClient::note(const QNetworkReply& reply, bool hadToken)
{
    const int status = statusOf(reply);
    const bool isReachable = status != 0;
    if (std::exchange(m_isReachable, isReachable) != isReachable)
        Q_EMIT reachableChanged(isReachable);
    if (status == kUnauthorized && hadToken && hasToken())
        Q_EMIT signedOut();
}

Failure DaemonClient::misfit(const Error& error) const
{
    const bool isOther = !m_daemonVersion.isEmpty() && m_daemonVersion != consoleVersion();
    const QString field = error.param.empty() ? QString() : QString::fromStdString(error.param + ": ");
    return {.kind = isOther ? FailureKind::OtherVersion : FailureKind::Malformed,
            .detail = field + QString::fromStdString(error.detail)};
}

void DaemonClient::signIn(const QString& email, const Secret& password, QObject* context,
                          Then<protocol::StartedSession> then)
{
    m_token = Secret();
    post<protocol::StartedSession>(QStringLiteral("sessions"),
                                   protocol::SignIn{.email = email.toStdString(), .password = password.copy()}, {},
                                   context, std::move(then));
}

void DaemonClient::identify(QObject* context, Then<protocol::Identity> then)
{
    get<protocol::Identity>(QStringLiteral("sessions/current"), {}, context, std::move(then));
}

} // namespace gotoai::client
