// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/conversation.h"
#include "protocol/route.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace gotoai::playground {

// How a model is asked. Empty optionals are not sent: the model's own default counts then.
struct ChatSettings
{
    QString mode{}; // "cheap" …; empty: the key's
    bool isStreamed = true;
    std::optional<int> maxTokens{400};
    std::optional<double> temperature{};
    std::optional<double> topP{};
    std::optional<int> seed{};
    QString systemPrompt{};
    QString tools{};    // JSON: an array of functions; empty: none
    QString schema{};   // JSON: a schema that the answer is to follow; empty: none
    QString provider{}; // JSON: what the route is held to; empty: nothing

    // What is wrong with the texts that are to be JSON: a translated sentence; empty: nothing.
    QString fault() const;
    int toolCount() const;
    QString summary() const; // "max 400 tokens · temperature 0.7 · tools 0 · JSON schema off"

    // Of a request. The texts have no fault.
    QByteArray body(const QString& model, const Conversation& conversation) const;
    // What it would be asked of the daemon before it is made.
    protocol::RouteQuestion question(const QString& model, const Conversation& conversation) const;

    QJsonObject toJson() const;
    static ChatSettings fromJson(const QJsonObject& object);
    bool operator==(const ChatSettings&) const = default;
};

} // namespace gotoai::playground
