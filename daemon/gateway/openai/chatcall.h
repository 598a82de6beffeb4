// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "gateway/openai/answertext.h"
#include "gateway/openai/recording.h"
#include "http/exchange.h"
#include "http/ssewriter.h"
#include "hypercore/orders/heldanswer.h"
#include "hypercore/orders/order.h"
#include "hypercore/orders/orderobserver.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::gateway {

class OpenAiGateway;

// One POST /v1/chat/completions on its way back: turns what an order says into OpenAI's answer on an exchange.
// Streams begin with the first frame that carries output, so that failures before it are plain HTTP errors; from the
// frame with a finish_reason on, everything waits for the settlement. An answer that may be asked for again is
// recorded, whether or not its client is still there. Owned by its order.
class ChatCall final : public hypercore::OrderObserver, private http::ExchangeObserver
{
public:
    ChatCall(OpenAiGateway& gateway, std::unique_ptr<http::Exchange> exchange);
    ~ChatCall() override;

    // A refusal before there was an order takes the exchange back.
    std::unique_ptr<http::Exchange> takeExchange();

    // For streams that have been silent for a while: a comment that keeps proxies and clients from giving up.
    void keepAlive(Tick now);

private:
    void orderStarted(hypercore::Order& order) override;
    void answerArrived(const chat::Answer& answer) override;
    void answerRestarted() override;
    void orderEnded(const hypercore::OrderEnd& end) override;
    int answeredStatus() const override { return m_status; }
    std::optional<hypercore::Transcript> takeTranscript() override;
    void clientGone() override;
    void drained() override;

    bool isHeard() const;
    void beginStream();
    void respond(int status, const std::vector<http::Header>& headers, std::string_view body);
    void relayFrame(const chat::Answer& answer);
    void writeEvent(std::string_view json);
    void finishStream();
    void endWhole(const hypercore::OrderEnd& end);
    void endStream(const hypercore::OrderEnd& end);
    void answerError(const hypercore::OrderEnd& end);
    std::vector<http::Header> commonHeaders() const;
    std::vector<http::Header> streamHeaders() const;

    OpenAiGateway& m_gateway;
    std::unique_ptr<http::Exchange> m_exchange;
    http::SseWriter m_sse;
    hypercore::Order* m_order = nullptr;
    AnswerName m_name;
    std::vector<hypercore::HeldAnswer> m_tail; // frames that wait for the settlement; or the one whole answer
    std::string m_providersUsage;
    std::string m_created; // as the first frame says
    Tick m_lastWriteAt;
    int m_status = 0; // that the client has been sent
    std::optional<Recording> m_recording;
    std::vector<http::Header> m_recordedHeaders; // of the answer that is whole
};

} // namespace gotoai::gateway
