// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/conversation.h"

#include <QCoreApplication>

namespace gotoai::playground {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::playground::Conversation)
};

const QString userWord = QStringLiteral("user");
const QString assistantWord = QStringLiteral("assistant");
const QString systemWord = QStringLiteral("system");

QJsonValue contentOf(const Turn& turn)
{
    if (turn.pictures.empty())
        return turn.text;
    QJsonArray parts{
        QJsonObject{{QStringLiteral("type"), QStringLiteral("text")}, {QStringLiteral("text"), turn.text}}};
    for (const Picture& picture : turn.pictures)
        parts.append(
            QJsonObject{{QStringLiteral("type"), QStringLiteral("image_url")},
                        {QStringLiteral("image_url"), QJsonObject{{QStringLiteral("url"), picture.dataUrl()}}}});
    return parts;
}

QJsonArray toolCallsOf(const Turn& turn)
{
    QJsonArray calls;
    for (const client::ChatToolCall& call : turn.toolCalls)
        calls.append(
            QJsonObject{{QStringLiteral("id"), call.id},
                        {QStringLiteral("type"), QStringLiteral("function")},
                        {QStringLiteral("function"), QJsonObject{{QStringLiteral("name"), call.name},
                                                                 {QStringLiteral("arguments"), call.arguments}}}});
    return calls;
}

QJsonObject messageOf(const Turn& turn)
{
    QJsonObject message{{QStringLiteral("role"), turn.role == Turn::Role::User ? userWord : assistantWord},
                        {QStringLiteral("content"), contentOf(turn)}};
    if (!turn.toolCalls.empty())
        message.insert(QStringLiteral("tool_calls"), toolCallsOf(turn));
    return message;
}

void readContent(const QJsonValue& content, Turn& turn)
{
    if (content.isString()) {
        turn.text = content.toString();
        return;
    }
    for (const QJsonValue part : content.toArray()) {
        const QJsonObject object = part.toObject();
        if (object.value(u"type").toString() == u"text")
            turn.text += object.value(u"text").toString();
        const QString url = object.value(u"image_url").toObject().value(u"url").toString();
        if (auto picture = Picture::fromDataUrl(url, Texts::tr("image %1").arg(turn.pictures.size() + 1)))
            turn.pictures.push_back(*std::move(picture));
    }
}

} // namespace

QString Picture::dataUrl() const
{
    return QStringLiteral("data:%1;base64,%2")
        .arg(QString::fromLatin1(mimeType), QString::fromLatin1(bytes.toBase64()));
}

std::optional<Picture> Picture::fromDataUrl(const QString& url, const QString& name)
{
    const qsizetype comma = url.indexOf(QLatin1Char(','));
    if (!url.startsWith(QStringLiteral("data:image/")) || comma < 0 ||
        !url.left(comma).endsWith(QStringLiteral(";base64")))
        return std::nullopt;
    const qsizetype semicolon = url.indexOf(QLatin1Char(';'));
    return Picture{.name = name,
                   .mimeType = url.mid(5, semicolon - 5).toLatin1(),
                   .bytes = QByteArray::fromBase64(url.mid(comma + 1).toLatin1())};
}

// A tool's result has no field of its own here: calls stay in the history only where their answer follows.
QJsonArray Conversation::messages(const QString& systemPrompt) const
{
    QJsonArray messages;
    if (!systemPrompt.isEmpty())
        messages.append(QJsonObject{{QStringLiteral("role"), systemWord}, {QStringLiteral("content"), systemPrompt}});
    for (const Turn& turn : turns) {
        QJsonObject message = messageOf(turn);
        message.remove(QStringLiteral("tool_calls"));
        messages.append(message);
    }
    return messages;
}

Conversation Conversation::fromMessages(const QJsonArray& messages, QString& systemPrompt)
{
    Conversation conversation;
    for (const QJsonValue value : messages) {
        const QJsonObject message = value.toObject();
        const QString role = message.value(u"role").toString();
        if (role == systemWord || role == u"developer") {
            systemPrompt = message.value(u"content").toString();
            continue;
        }
        Turn turn{.role = role == userWord ? Turn::Role::User : Turn::Role::Assistant};
        readContent(message.value(u"content"), turn);
        conversation.turns.push_back(std::move(turn));
    }
    return conversation;
}

QString harmless(const QString& text)
{
    constexpr char16_t joiner = 0x200D; // holds emoji together
    QString shown = text;
    for (QChar& character : shown) {
        const bool isLayout =
            character == QLatin1Char('\n') || character == QLatin1Char('\t') || character == QChar(joiner);
        const auto category = character.category();
        if (!isLayout && (category == QChar::Other_Control || category == QChar::Other_Format))
            character = QChar(0xFFFD);
    }
    return shown;
}

} // namespace gotoai::playground
