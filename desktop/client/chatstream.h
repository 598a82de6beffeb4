// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "client/chatrecord.h"
#include "client/profile.h"
#include "client/sseparser.h"
#include "client/trust.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>

namespace gotoai::client {

struct ChatRequest
{
    QByteArray body{}; // JSON, as it is to be sent
    QString mode{};    // x-gotoai-mode; empty: the key's default
};

// One POST of /v1/chat/completions and its answer, streamed or whole. Used once.
class ChatStream : public QObject
{
    Q_OBJECT

public:
    explicit ChatStream(const Profile& profile, QObject* parent = nullptr);
    ~ChatStream() override;

    void start(const Secret& key, const ChatRequest& request);
    void stop(); // leaves; what has come stays. ended() follows

    bool isRunning() const { return m_reply != nullptr; }
    const ChatRecord& record() const { return m_record; }
    std::chrono::microseconds elapsed() const; // since it was sent

Q_SIGNALS:
    void begun();    // the answer's head is there
    void advanced(); // more of it; as often as the network gives it
    void ended();
    void certificateRefused(const gotoai::client::Distrust& distrust);

private:
    void takeHead();
    void read();
    void finish();

    const Profile m_profile;
    QNetworkAccessManager m_network;
    QNetworkReply* m_reply = nullptr;
    SseParser m_parser;
    QElapsedTimer m_timer;
    ChatRecord m_record;
    QByteArray m_whole; // of an answer that is not streamed
    bool m_isStream = false;
};

// The call as a line for a shell, reading the key from the variable GOTOAI_API_KEY.
QString curlCommand(const QUrl& gateway, const ChatRequest& request);

} // namespace gotoai::client
