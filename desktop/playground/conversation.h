// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/chatrecord.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace gotoai::playground {

// A picture that goes along with a message, as it is sent.
struct Picture
{
    QString name;
    QByteArray mimeType;
    QByteArray bytes;

    QString dataUrl() const;
    static std::optional<Picture> fromDataUrl(const QString& url, const QString& name);
};

struct Turn
{
    enum class Role { User, Assistant };
    Role role = Role::User;
    QString text{};
    std::vector<Picture> pictures{};
    std::vector<client::ChatToolCall> toolCalls{};
};

// What was said so far.
struct Conversation
{
    std::vector<Turn> turns;

    // As the field `messages` of a request.
    QJsonArray messages(const QString& systemPrompt) const;
    static Conversation fromMessages(const QJsonArray& messages, QString& systemPrompt);
};

// Control and bidirectional characters made visible; lines stay lines.
QString harmless(const QString& text);

} // namespace gotoai::playground
