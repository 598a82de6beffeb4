// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/failure.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace gotoai::client {

struct ChatFrame
{
    std::chrono::microseconds at{0}; // since the request was sent
    QByteArray data{};
};

struct ChatToolCall
{
    QString id{};
    QString name{};
    QString arguments{};
};

struct ChatUsage
{
    qint64 promptTokens = 0;
    qint64 completionTokens = 0;
};

// What went over the wire in one chat completion, and what it said. Text is kept whole; of the wire, no more than the
// bounds.
struct ChatRecord
{
    static constexpr std::size_t kMaxFrames = 20'000;
    static constexpr qsizetype kMaxRawBytes = 4 * 1024 * 1024;

    QByteArray requestHead{}; // without the key
    QByteArray requestBody{};
    int status = 0; // 0: no answer
    QList<std::pair<QByteArray, QByteArray>> headers{};
    std::vector<ChatFrame> frames{};
    std::size_t frameCount = 0; // those that were not kept, too
    QByteArray response{};      // as it came
    qint64 responseBytes = 0;

    QString text{};
    QString reasoning{};
    std::vector<ChatToolCall> toolCalls{};
    QString finishReason{};
    std::optional<ChatUsage> usage{};
    std::optional<Failure> failure{}; // before or in the stream
    bool isStopped = false;           // by the user
    bool isRestarted = false;         // another endpoint began anew: what came before is void
    std::optional<std::chrono::microseconds> firstTokenAt{};
    std::optional<std::chrono::microseconds> lastTokenAt{};
    std::optional<std::chrono::microseconds> endedAt{};

    QByteArray header(const QByteArray& name) const;
    bool isCut() const { return responseBytes > response.size() || frameCount > frames.size(); }

    void keepRaw(const QByteArray& bytes);
    // The data of one frame of a stream: a chunk, an error, "[DONE]".
    void takeFrame(const QByteArray& data, std::chrono::microseconds at);
    // The body of an answer that was not streamed.
    void takeWhole(const QByteArray& body, std::chrono::microseconds at);

private:
    void takeChoice(const QJsonObject& choice, QStringView part, std::chrono::microseconds at);
    void takeToolCalls(const QJsonObject& message);
    void takeUsage(const QJsonObject& chunk);
};

} // namespace gotoai::client
