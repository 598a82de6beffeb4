// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "client/answer.h"
#include "client/profile.h"
#include "client/trust.h"
#include "protocol/codec.h"
#include "protocol/session.h"

#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPointer>
#include <QUrlQuery>

#include <functional>
#include <optional>

namespace gotoai::client {

// A call that runs. Forgetting it lets it run on.
class Call
{
public:
    Call() = default;
    explicit Call(QNetworkReply* reply)
        : m_reply(reply)
    {}

    bool isRunning() const { return m_reply && m_reply->isRunning(); }
    void cancel(); // its `then` is not called any more

private:
    QPointer<QNetworkReply> m_reply;
};

struct WriteOptions
{
    std::optional<std::int64_t> ifMatch{}; // the version that is to be changed
    QByteArray idempotencyKey{};

    static WriteOptions once(); // with a fresh key: keep it while the same act is tried again
    static WriteOptions over(std::int64_t version) { return {.ifMatch = version}; }
};

// `/admin/v1` of one daemon, asynchronously, in the values of shared/protocol. A call's `then` is called once, unless
// it was cancelled or `context` died before; never from within the call. Paths are relative ("orders/ord_…").
class DaemonClient : public QObject
{
    Q_OBJECT

public:
    template<class T>
    using Then = std::function<void(Answer<T>)>;

    // Of a request's body.
    struct Text
    {
        QByteArray type{}; // "application/json"; empty: there is no body
        QByteArray bytes{};
    };

    static constexpr std::chrono::milliseconds kTimeout{15'000};
    static constexpr qint64 kMaxAnswerBytes = 64 * 1024 * 1024;

    explicit DaemonClient(QObject* parent = nullptr);

    // What was asked before is never answered: it is of another daemon, or for another token.
    void use(const Profile& profile, Secret token);
    void setToken(Secret token) { m_token = std::move(token); }
    const Profile& profile() const { return m_profile; }
    bool hasToken() const { return !m_token.isEmpty(); }
    // What a whole answer that does not fit the protocol is judged by; empty: not known.
    void setDaemonVersion(const QString& version) { m_daemonVersion = version; }
    const QString& daemonVersion() const { return m_daemonVersion; }
    static QString consoleVersion();

    template<class T>
    Call get(const QString& path, const QUrlQuery& query, QObject* context, Then<T> then)
    {
        return send("GET", path, query, {}, {}, context, typed<T>(std::move(then)));
    }
    template<class T, protocol::Described Body>
    Call post(const QString& path, const Body& body, const WriteOptions& options, QObject* context, Then<T> then)
    {
        return send("POST", path, {}, protocol::toJson(body), options, context, typed<T>(std::move(then)));
    }
    template<class T>
    Call post(const QString& path, const WriteOptions& options, QObject* context, Then<T> then) // without a body
    {
        return send("POST", path, {}, {}, options, context, typed<T>(std::move(then)));
    }
    template<class T, protocol::Described Body>
    Call patch(const QString& path, const Body& body, const WriteOptions& options, QObject* context, Then<T> then)
    {
        return send("PATCH", path, {}, protocol::toJson(body), options, context, typed<T>(std::move(then)));
    }
    template<class T, protocol::Described Body>
    Call put(const QString& path, const Body& body, const WriteOptions& options, QObject* context, Then<T> then)
    {
        return send("PUT", path, {}, protocol::toJson(body), options, context, typed<T>(std::move(then)));
    }
    // A text that is not of the protocol, as a file is.
    template<class T>
    Call upload(const QString& path, const QUrlQuery& query, const Text& text, QObject* context, Then<T> then)
    {
        return finish(start("POST", request(path, query), text), context, typed<T>(std::move(then)));
    }
    Call remove(const QString& path, const WriteOptions& options, QObject* context, Then<Done> then);
    // Any call, untyped.
    Call send(const QByteArray& method, const QString& path, const QUrlQuery& query,
              const std::optional<QJsonObject>& body, const WriteOptions& options, QObject* context,
              Then<QJsonObject> then);
    // Writes an answer of any size to `into`, which must outlive the call, as it comes.
    Call download(const QString& path, const QUrlQuery& query, QIODevice* into, QObject* context, Then<Done> then);

    void signIn(const QString& email, const Secret& password, QObject* context, Then<protocol::StartedSession> then);
    void identify(QObject* context, Then<protocol::Identity> then);

    QNetworkRequest request(const QString& path, const QUrlQuery& query) const;

Q_SIGNALS:
    void signedOut(); // the daemon does not take the token any more
    void reachableChanged(bool isReachable);
    void certificateRefused(const gotoai::client::Distrust& distrust);

private:
    QNetworkReply* start(const QByteArray& method, const QNetworkRequest& request, const Text& body);
    Call finish(QNetworkReply* reply, QObject* context, Then<QJsonObject> then);
    void note(const QNetworkReply& reply, bool hadToken);

    template<class T>
    Then<QJsonObject> typed(Then<T> then)
    {
        return [this, then = std::move(then)](Answer<QJsonObject> answer) {
            if constexpr (std::is_same_v<T, QJsonObject>) {
                then(std::move(answer));
            } else if (!answer) {
                then(answer.failure());
            } else if (auto value = protocol::fromJson<T>(*answer)) {
                then(*std::move(value));
            } else {
                then(misfit(value.error()));
            }
        };
    }
    Failure misfit(const Error& error) const;

    QNetworkAccessManager m_network;
    Profile m_profile;
    Secret m_token;
    std::uint64_t m_use = 0; // counts them
    QString m_daemonVersion;
    bool m_isReachable = true;
};

} // namespace gotoai::client
