// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/adapter.h"
#include "supply/transport.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::test {

// Keeps what a transfer tells. Holds the transfer, too, so that a hook can destroy it from within a call.
class TransferRecord final : public supply::TransferSink
{
public:
    std::unique_ptr<supply::Transfer> transfer;
    std::optional<supply::UpstreamHead> head;
    std::string bytes;
    std::optional<supply::UpstreamEnd> end;
    std::function<void()> onHead = [] {};
    std::function<void()> onBytes = [] {};
    std::function<void()> onEnd = [] {};

    void headArrived(const supply::UpstreamHead& arrived) override
    {
        head = arrived;
        onHead();
    }
    void bytesArrived(std::string_view arrived) override
    {
        bytes += arrived;
        onBytes();
    }
    void transferEnded(const supply::UpstreamEnd& ended) override
    {
        end = ended;
        onEnd();
    }
};

// Keeps what a reader makes of an answer.
class AnswerRecord final : public supply::AnswerSink
{
public:
    std::vector<std::string> frames;
    std::optional<Usage> usage;
    int skippedFrames = 0;
    bool isCompleted = false;
    std::optional<Error> error;
    std::optional<supply::Fault> fault;
    std::function<void()> onAnswer = [] {};

    void answerArrived(const chat::Answer& answer) override
    {
        frames.emplace_back(answer.bytes);
        if (answer.usage)
            usage = answer.usage;
        onAnswer();
    }
    void frameSkipped() override { ++skippedFrames; }
    void answerCompleted() override { isCompleted = true; }
    void answerFailed(const supply::Fault& failed) override
    {
        error = failed.error;
        fault = failed;
    }
    bool hasEnded() const { return isCompleted || error; }
};

// A whole attempt: transfer, reader and record.
class Attempt final : public supply::TransferSink
{
public:
    Attempt(supply::Transport& transport, supply::UpstreamRequest request)
        : m_reader(
              supply::adapterOf(request.endpoint->provider->protocol).makeReader(request.isStreamed, record, m_parser))
        , m_transfer(transport.start(std::move(request), *this))
    {
        record.onAnswer = [this] { m_transfer->awaits(supply::Transfer::Awaited::NextToken); };
    }

    AnswerRecord record;
    std::optional<supply::UpstreamEnd> end;

    void headArrived(const supply::UpstreamHead& head) override { m_reader->head(head); }
    void bytesArrived(std::string_view bytes) override { m_reader->bytes(bytes); }
    void transferEnded(const supply::UpstreamEnd& ended) override
    {
        end = ended;
        m_reader->end(ended);
    }

private:
    json::Parser m_parser;
    std::unique_ptr<supply::AnswerReader> m_reader;
    std::unique_ptr<supply::Transfer> m_transfer;
};

} // namespace gotoai::test
