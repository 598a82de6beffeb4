// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/chatrecord.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace gotoai::client {
namespace {

constexpr std::size_t kMaxToolCalls = 128;

} // namespace

QByteArray ChatRecord::header(const QByteArray& name) const
{
    for (const auto& [key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

void ChatRecord::keepRaw(const QByteArray& bytes)
{
    responseBytes += bytes.size();
    response.append(bytes.first(std::min(bytes.size(), kMaxRawBytes - response.size())));
}

void ChatRecord::takeFrame(const QByteArray& data, std::chrono::microseconds at)
{
    ++frameCount;
    if (frames.size() < kMaxFrames && response.size() < kMaxRawBytes)
        frames.push_back({at, data});
    if (data == "[DONE]")
        return;
    const QJsonObject chunk = QJsonDocument::fromJson(data).object();
    if (const QJsonObject error = chunk.value(u"error").toObject(); !error.isEmpty()) {
        failure = Failure{.kind = FailureKind::Refused,
                          .code = errorCodeFromWord(error.value(u"code").toString()),
                          .status = status,
                          .detail = error.value(u"message").toString()};
        return;
    }
    if (chunk.value(u"gotoai").toObject().value(u"restarted").toBool()) {
        isRestarted = true;
        text.clear();
        reasoning.clear();
        toolCalls.clear();
        return;
    }
    const QJsonArray choices = chunk.value(u"choices").toArray();
    if (!choices.isEmpty())
        takeChoice(choices.first().toObject(), u"delta", at);
    takeUsage(chunk);
}

void ChatRecord::takeWhole(const QByteArray& body, std::chrono::microseconds at)
{
    const QJsonObject answer = QJsonDocument::fromJson(body).object();
    const QJsonArray choices = answer.value(u"choices").toArray();
    if (choices.isEmpty()) {
        failure = Failure{.kind = FailureKind::Malformed, .status = status};
        return;
    }
    takeChoice(choices.first().toObject(), u"message", at);
    takeUsage(answer);
}

void ChatRecord::takeChoice(const QJsonObject& choice, QStringView part, std::chrono::microseconds at)
{
    const QJsonObject message = choice.value(part).toObject();
    const QString content = message.value(u"content").toString();
    QString thought = message.value(u"reasoning_content").toString();
    if (thought.isEmpty())
        thought = message.value(u"reasoning").toString();
    text += content;
    text += message.value(u"refusal").toString();
    reasoning += thought;
    takeToolCalls(message);
    if (!content.isEmpty() || !thought.isEmpty() || message.contains(u"tool_calls")) {
        if (!firstTokenAt)
            firstTokenAt = at;
        lastTokenAt = at;
    }
    if (choice.value(u"finish_reason").isString())
        finishReason = choice.value(u"finish_reason").toString();
}

// Pieces of a stream carry an index; the first of each has id and name, further ones more of the arguments.
void ChatRecord::takeToolCalls(const QJsonObject& message)
{
    const QJsonArray calls = message.value(u"tool_calls").toArray();
    for (qsizetype position = 0; position < calls.size(); ++position) {
        const QJsonObject piece = calls.at(position).toObject();
        const qint64 index = piece.value(u"index").toInteger(position);
        if (index < 0 || index >= static_cast<qint64>(kMaxToolCalls))
            continue;
        if (static_cast<std::size_t>(index) >= toolCalls.size())
            toolCalls.resize(static_cast<std::size_t>(index) + 1);
        ChatToolCall& call = toolCalls[static_cast<std::size_t>(index)];
        const QJsonObject function = piece.value(u"function").toObject();
        if (piece.contains(u"id"))
            call.id = piece.value(u"id").toString();
        if (function.contains(u"name"))
            call.name = function.value(u"name").toString();
        call.arguments += function.value(u"arguments").toString();
    }
}

void ChatRecord::takeUsage(const QJsonObject& chunk)
{
    const QJsonObject told = chunk.value(u"usage").toObject();
    if (!told.isEmpty())
        usage = ChatUsage{.promptTokens = told.value(u"prompt_tokens").toInteger(),
                          .completionTokens = told.value(u"completion_tokens").toInteger()};
}

} // namespace gotoai::client
