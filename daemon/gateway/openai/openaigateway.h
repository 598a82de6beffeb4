// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "gateway/enterprise/stagegate.h"
#include "gateway/openai/chatcall.h"
#include "gateway/openai/crossorigin.h"
#include "gateway/openai/receipts.h"
#include "gateway/openai/refusalfigures.h"
#include "gateway/openai/repetition.h"
#include "http/exchange.h"
#include "hypercore/access/access.h"
#include "hypercore/orders/orderengine.h"
#include "trace/tracecontext.h"
#include "json/document.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace gotoai::gateway {

// The front door of one lane: authenticates, finds the resource, starts orders. On its lane's thread throughout.
class OpenAiGateway final : public http::RequestReceiver
{
public:
    // All outlive the gateway.
    OpenAiGateway(const Clock& clock, hypercore::OrderEngine& engine, json::Parser& parser, const trace::Tracer& tracer,
                  RefusalFigures& refusals);
    ~OpenAiGateway() override;

    void setAccess(std::shared_ptr<const hypercore::AccessSnapshot> access);
    void setTracer(const trace::Tracer& tracer) { m_tracer = tracer; }
    // Whether the paths of the Enterprise stage are let through. Closed at start.
    void setStageGate(StageGate gate) { m_stageGate = gate; }
    void setReceiptSource(ReceiptSource& source) { m_receipts.setSource(&source); } // outlives the gateway
    void setCrossOrigin(CrossOriginPolicy policy) { m_crossOrigin = std::move(policy); }
    // Draining refuses every request with 503 `draining`, LowSpace every new order with 503 `store_low_space`; what
    // runs goes on.
    enum class Intake { Open, LowSpace, Draining };
    void setIntake(Intake intake) { m_intake = intake; }
    // Once a second or so.
    void keepAlive();

    void requestArrived(std::unique_ptr<http::Exchange> exchange) override;
    http::RefusalAnswer wordRefusal(const http::Refusal& refusal, std::string_view origin) override;
    void refused(const http::Refusal& refusal) override { m_refusals.count(refusal.code); }
    bool isBusy() const override { return m_engine.isBusy(); }

    const Clock& clock() const { return m_clock; }
    json::Parser& parser() { return m_parser; }

private:
    friend class ChatCall;
    void remember(ChatCall& call) { m_streams.insert(&call); }
    void forget(ChatCall& call) { m_streams.erase(&call); }
    // Of a request that had made an order before: by its answer, if that is kept.
    void answerRepetition(std::unique_ptr<http::Exchange> exchange, const clearinghouse::EarlierOrder& earlier,
                          const OrderId& requestId);
    void replayIfKept(const OrderId& requestId, const hypercore::FoundTranscript& found);
    void refuseRepeated(http::Exchange& exchange, RepetitionFate fate, const OrderId& order, const OrderId& requestId);

    Result<void> dispatch(std::unique_ptr<http::Exchange>& exchange);
    Result<void> completeChat(std::unique_ptr<http::Exchange>& exchange, hypercore::Customer customer);

    const Clock& m_clock;
    hypercore::OrderEngine& m_engine;
    json::Parser& m_parser;
    trace::Tracer m_tracer;
    RefusalFigures& m_refusals;
    std::shared_ptr<const hypercore::AccessSnapshot> m_access;
    CrossOriginPolicy m_crossOrigin;
    std::unordered_set<ChatCall*> m_streams; // calls that may fall silent
    // Repetitions whose answer is being looked for, by their own id; and the order that each had made.
    struct Replay
    {
        std::unique_ptr<http::Exchange> exchange;
        OrderId order;
    };
    std::unordered_map<OrderId, Replay> m_replays;
    Receipts m_receipts;
    StageGate m_stageGate = StageGate::Closed;
    Intake m_intake = Intake::Open;
};

} // namespace gotoai::gateway
