// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/chatstream.h"

#include "client/daemonclient.h"
#include "client/reply.h"

namespace gotoai::client {
namespace {

constexpr int kFirstError = 400;

QUrl completionsOf(const QUrl& gateway)
{
    QUrl url = gateway;
    url.setPath(gateway.path() + QStringLiteral("/chat/completions"));
    return url;
}

QByteArray headOf(const QNetworkRequest& request)
{
    QByteArray head = "POST " + request.url().path(QUrl::FullyEncoded).toUtf8() + " HTTP/1.1\n";
    head += "host: " + request.url().authority(QUrl::FullyEncoded).toUtf8() + '\n';
    for (const QByteArray& name : request.rawHeaderList()) {
        const bool isKey = name.compare("authorization", Qt::CaseInsensitive) == 0;
        head += name.toLower() + ": " + (isKey ? QByteArray("Bearer $GOTOAI_API_KEY") : request.rawHeader(name)) + '\n';
    }
    return head;
}

QString shellQuoted(QString text) { return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\''; }

} // namespace

ChatStream::ChatStream(const Profile& profile, QObject* parent)
    : QObject(parent)
    , m_profile(profile)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

ChatStream::~ChatStream()
{
    if (m_reply)
        m_reply->disconnect();
}

std::chrono::microseconds ChatStream::elapsed() const
{
    return std::chrono::microseconds(m_timer.isValid() ? m_timer.nsecsElapsed() / 1'000 : 0);
}

void ChatStream::start(const Secret& key, const ChatRequest& request)
{
    QNetworkRequest http(completionsOf(m_profile.gatewayUrl));
    http.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    http.setTransferTimeout(0);
    http.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (!request.mode.isEmpty())
        http.setRawHeader("x-gotoai-mode", request.mode.toUtf8());
    http.setRawHeader("authorization",
                      "Bearer " + QByteArray(key.reveal().data(), static_cast<qsizetype>(key.reveal().size())));
    m_record.requestHead = headOf(http);
    m_record.requestBody = request.body;
    m_timer.start();
    m_reply = m_network.post(http, request.body);
    holdToTrust(m_reply, m_profile.pinnedCertificate,
                [this](const Distrust& distrust) { Q_EMIT certificateRefused(distrust); });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &ChatStream::takeHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &ChatStream::read);
    connect(m_reply, &QNetworkReply::finished, this, &ChatStream::finish);
}

void ChatStream::stop()
{
    if (!m_reply)
        return;
    m_record.isStopped = true;
    m_reply->abort(); // finish() runs within
}

void ChatStream::takeHead()
{
    if (m_record.status != 0)
        return;
    m_record.status = statusOf(*m_reply);
    m_record.headers = m_reply->rawHeaderPairs();
    m_isStream = m_record.header("content-type").startsWith("text/event-stream");
    Q_EMIT begun();
}

void ChatStream::read()
{
    const QByteArray bytes = m_reply->readAll();
    m_record.keepRaw(bytes);
    const auto at = elapsed();
    const auto take = [this, at](const SseEvent& event) { m_record.takeFrame(event.data, at); };
    if (!m_isStream)
        m_whole += bytes;
    else if (!m_parser.feed(bytes, take))
        m_reply->abort();
    if (m_whole.size() > DaemonClient::kMaxAnswerBytes)
        m_reply->abort();
    if (m_reply)
        Q_EMIT advanced();
}

void ChatStream::finish()
{
    read();
    QNetworkReply* reply = std::exchange(m_reply, nullptr);
    reply->deleteLater();
    m_record.endedAt = elapsed();
    if (m_record.status >= kFirstError)
        m_record.failure = readFailure(*reply, m_whole);
    else if (!m_record.isStopped && reply->error() != QNetworkReply::NoError && !m_record.failure)
        m_record.failure = readFailure(*reply, {});
    else if (!m_record.isStopped && !m_isStream)
        m_record.takeWhole(m_whole, *m_record.endedAt);
    m_whole.clear();
    Q_EMIT ended();
}

QString curlCommand(const QUrl& gateway, const ChatRequest& request)
{
    QString command = QStringLiteral("curl -N ") + shellQuoted(completionsOf(gateway).toString()) +
                      QStringLiteral(" \\\n  -H \"authorization: Bearer $GOTOAI_API_KEY\""
                                     " -H 'content-type: application/json'");
    if (!request.mode.isEmpty())
        command += QStringLiteral(" \\\n  -H ") + shellQuoted(QStringLiteral("x-gotoai-mode: ") + request.mode);
    return command + QStringLiteral(" \\\n  -d ") + shellQuoted(QString::fromUtf8(request.body));
}

} // namespace gotoai::client
