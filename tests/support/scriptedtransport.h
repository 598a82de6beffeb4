// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/transport.h"

#include <QObject>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gotoai::test {

// A Transport at the boundary to the network: records what is asked of it, and the test speaks as the provider.
class ScriptedTransport final : public supply::Transport
{
public:
    struct Call
    {
        supply::UpstreamRequest request;
        supply::TransferSink* sink = nullptr; // null once the transfer was cancelled or has ended
        bool isPaused = false;
        bool wasCancelled = false;
        supply::Transfer::Awaited awaited = supply::Transfer::Awaited::FirstToken;

        void head(int status, std::string contentType = "text/event-stream")
        {
            supply::UpstreamHead head;
            head.status = status;
            head.contentType = std::move(contentType);
            sink->headArrived(head);
        }
        void bytes(std::string_view text) { sink->bytesArrived(text); }
        void event(std::string_view json) { bytes("data: " + std::string(json) + "\n\n"); }
        void end(supply::UpstreamEnd::Kind kind = supply::UpstreamEnd::Kind::Complete)
        {
            supply::UpstreamEnd end;
            end.kind = kind;
            end.wasSent = true;
            std::exchange(sink, nullptr)->transferEnded(end);
        }
    };

    std::unique_ptr<supply::Transfer> start(supply::UpstreamRequest request, supply::TransferSink& sink) override
    {
        m_calls.push_back(std::make_shared<Call>(Call{.request = std::move(request), .sink = &sink}));
        return std::make_unique<Running>(m_calls.back());
    }

    std::size_t callCount() const { return m_calls.size(); }
    Call& call(std::size_t index) { return *m_calls.at(index); }

private:
    class Running final : public supply::Transfer
    {
    public:
        explicit Running(std::shared_ptr<Call> call)
            : m_call(std::move(call))
        {}
        ~Running() override
        {
            m_call->wasCancelled = m_call->sink != nullptr;
            m_call->sink = nullptr;
        }
        void pause() override { m_call->isPaused = true; }
        void resume() override { m_call->isPaused = false; }
        void awaits(Awaited next) override { m_call->awaited = next; }

    private:
        std::shared_ptr<Call> m_call;
    };

    std::vector<std::shared_ptr<Call>> m_calls;
};

// For who owns his transport: all that is asked of it is asked of another, which outlives it.
class SharedTransport final : public supply::Transport
{
public:
    explicit SharedTransport(supply::Transport& shared)
        : m_shared(shared)
    {}
    std::unique_ptr<supply::Transfer> start(supply::UpstreamRequest request, supply::TransferSink& sink) override
    {
        return m_shared.start(std::move(request), sink);
    }

private:
    supply::Transport& m_shared;
};

} // namespace gotoai::test
