// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/openaigateway.h"

#include "base/log.h"
#include "chat/providererror.h"
#include "chat/request.h"
#include "gateway/openai/credential.h"
#include "gateway/openai/errorreply.h"
#include "gateway/openai/modellist.h"
#include "hypercore/orders/requestidentity.h"
#include "hypercore/routing/servedmodels.h"

namespace gotoai::gateway {
namespace {

constexpr std::string_view kChatPath = "/v1/chat/completions";
constexpr std::string_view kModelsPath = "/v1/models";
constexpr std::string_view kModeHeader = "x-gotoai-mode";

void refuse(http::Exchange& exchange, const OrderId& id, const Error& error,
            std::optional<std::chrono::seconds> providersWish = {})
{
    std::vector<http::Header> headers{{"content-type", "application/json"}, {"x-request-id", id.toString()}};
    if (const auto seconds = retryAfterSeconds(error.code, providersWish); seconds && !isFinal(error))
        headers.push_back({"retry-after", std::to_string(*seconds)});
    if (isFinal(error))
        headers.push_back({"x-should-retry", "false"});
    if (error.code == ErrorCode::MethodNotAllowed)
        headers.push_back({"allow", exchange.request().path == kChatPath ? "POST" : "GET"});
    writeLog(LogLevel::Info, "request_refused",
             {{"request", id.toString()},
              {"path", chat::scrubbed(exchange.request().path)},
              {"status", httpStatus(error.code)},
              {"code", hypercore::wordOf(error)}});
    exchange.respond(httpStatus(error.code), headers, errorBody(error));
}

void answerJson(http::Exchange& exchange, const OrderId& id, std::string_view text)
{
    exchange.respond(200, {{"content-type", "application/json"}, {"x-request-id", id.toString()}}, text);
}

std::vector<std::string_view> valuesOf(const http::Request& request, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const http::Header& header : request.headers)
        if (header.name == name)
            values.push_back(header.value);
    return values;
}

Result<std::optional<hypercore::RoutingMode>> askedMode(const http::Request& request)
{
    const std::string_view word = request.header(kModeHeader);
    if (word.empty())
        return std::optional<hypercore::RoutingMode>();
    const auto mode = hypercore::routingModeFromWord(word);
    if (!mode)
        return failure(ErrorCode::InvalidRequest, "A mode is cheap, quality, latency, privacy or code.",
                       std::string(kModeHeader));
    return mode;
}

// Empty where the client does not say that it may send the request again.
Result<std::optional<clearinghouse::RequestIdentity>> askedIdentity(const http::Request& request, const KeyId& key)
{
    const auto names = valuesOf(request, "idempotency-key");
    if (names.empty())
        return std::optional<clearinghouse::RequestIdentity>();
    if (names.size() > 1)
        return failure(ErrorCode::InvalidRequest, "A request has one Idempotency-Key.", "idempotency-key");
    auto identity =
        hypercore::identityOf({.key = key,
                               .method = request.method,
                               .path = request.path,
                               .idempotencyKey = names.front(),
                               .body = {request.body.constData(), static_cast<std::size_t>(request.body.size())}});
    if (!identity)
        return std::move(identity).error();
    return std::optional(*identity);
}

Result<void> requireMethod(const http::Request& request, std::string_view method)
{
    if (request.method == method || (method == "GET" && request.method == "HEAD"))
        return {};
    return failure(ErrorCode::MethodNotAllowed, request.path + " is answered for " + std::string(method) + " only.");
}

} // namespace

OpenAiGateway::OpenAiGateway(const Clock& clock, hypercore::OrderEngine& engine, json::Parser& parser,
                             const trace::Tracer& tracer, RefusalFigures& refusals)
    : m_clock(clock)
    , m_engine(engine)
    , m_parser(parser)
    , m_tracer(tracer)
    , m_refusals(refusals)
    , m_access(std::make_shared<hypercore::AccessSnapshot>())
{}

OpenAiGateway::~OpenAiGateway() = default;

void OpenAiGateway::setAccess(std::shared_ptr<const hypercore::AccessSnapshot> access) { m_access = std::move(access); }

void OpenAiGateway::keepAlive()
{
    const Tick now = m_clock.tick();
    for (ChatCall* call : m_streams)
        call->keepAlive(now);
}

void OpenAiGateway::requestArrived(std::unique_ptr<http::Exchange> exchange)
{
    if (m_crossOrigin.admit(*exchange))
        return;
    if (auto result = dispatch(exchange); !result) {
        m_refusals.count(hypercore::wordOf(result.error()));
        refuse(*exchange, OrderId::make(m_clock.now()), result.error());
    }
}

http::RefusalAnswer OpenAiGateway::wordRefusal(const http::Refusal& refusal, std::string_view origin)
{
    const OrderId id = OrderId::make(m_clock.now());
    http::RefusalAnswer answer{.headers = {{"content-type", "application/json"}, {"x-request-id", id.toString()}},
                               .body = errorBody(refusal)};
    if (refusal.status == 503)
        answer.headers.push_back({"retry-after", "1"});
    m_crossOrigin.let(origin, answer.headers);
    return answer;
}

// Takes the exchange or answers it where it succeeds, leaves it where it fails.
Result<void> OpenAiGateway::dispatch(std::unique_ptr<http::Exchange>& exchange)
{
    const http::Request& request = exchange->request();
    if (m_intake == Intake::Draining)
        return failure(ErrorCode::Draining, "The gateway is shutting down; try again in a moment.");
    const std::string_view path = request.path;
    if (auto passed = passStageGate(m_stageGate, path); !passed)
        return passed;
    const bool isModel = path.starts_with(kModelsPath) && path.substr(kModelsPath.size()).starts_with('/');
    const auto receipted = Receipts::orderOf(path);
    if (path != kChatPath && path != kModelsPath && !isModel && !receipted)
        return failure(ErrorCode::NotFound, "Unknown request URL: " + request.method + " " + request.path);
    if (auto allowed = requireMethod(request, path == kChatPath ? "POST" : "GET"); !allowed)
        return allowed;

    const auto credential = credentialOf(request);
    if (!credential)
        return credential.error();
    auto customer = m_access->authenticate(*credential, m_clock.now());
    if (!customer)
        return std::move(customer).error();
    if (path == kChatPath)
        return completeChat(exchange, std::move(*customer));
    if (receipted) {
        const std::string order(*receipted); // the path goes with its exchange
        m_receipts.answer(std::move(exchange), customer->account->id, order, OrderId::make(m_clock.now()));
        return {};
    }

    if (!isModel) {
        const auto models = hypercore::servedModels(m_engine.catalog(), m_engine.killSwitches(), customer->key->models);
        answerJson(*exchange, OrderId::make(m_clock.now()), modelListText(models));
        return {};
    }
    const std::string id = decodedModelId(path.substr(kModelsPath.size() + 1));
    const auto model = hypercore::servedModel(m_engine.catalog(), id, m_engine.killSwitches(), customer->key->models);
    if (!model)
        return failure(ErrorCode::ModelNotFound, "The model '" + id + "' does not exist.", "model");
    answerJson(*exchange, OrderId::make(m_clock.now()), modelText(*model));
    return {};
}

Result<void> OpenAiGateway::completeChat(std::unique_ptr<http::Exchange>& exchange, hypercore::Customer customer)
{
    if (m_intake == Intake::LowSpace)
        return failure(ErrorCode::StoreLowSpace, "The gateway has little disk space left and takes no new orders.");
    http::Request& request = exchange->request();
    const auto identity = askedIdentity(request, customer.key->id);
    if (!identity)
        return identity.error();
    auto chat = chat::parseRequest(request.body.toStdString(), m_parser);
    request.body.clear();
    if (!chat)
        return std::move(chat).error();
    const auto mode = askedMode(request);
    if (!mode)
        return mode.error();
    hypercore::OrderRequest order{
        .id = OrderId::make(m_clock.now()),
        .chat = std::move(*chat),
        .customer = std::move(customer),
        .mode = *mode,
        .arrivedAt = request.arrivedAt,
        .clientAddress = request.peerAddress,
        .trace = m_tracer.contextFor(valuesOf(request, "traceparent"), valuesOf(request, "tracestate")),
        .identity = *identity};
    auto call = std::make_unique<ChatCall>(*this, std::move(exchange));
    ChatCall& started = *call;
    // A refusal destroys the call; its exchange is taken back before.
    std::unique_ptr<hypercore::OrderObserver> observer = std::move(call);
    if (const auto refusal = m_engine.start(std::move(order), observer)) {
        exchange = started.takeExchange();
        m_refusals.count(hypercore::wordOf(refusal->error));
        refuse(*exchange, OrderId::make(m_clock.now()), refusal->error, refusal->retryAfter);
    }
    return {};
}

void OpenAiGateway::answerRepetition(std::unique_ptr<http::Exchange> exchange,
                                     const clearinghouse::EarlierOrder& earlier, const OrderId& requestId)
{
    exchange->setObserver(nullptr);
    const RepetitionFate fate = fateOf(earlier);
    if (fate != RepetitionFate::Replayed)
        return refuseRepeated(*exchange, fate, earlier.id, requestId);
    m_replays.emplace(requestId, Replay{std::move(exchange), earlier.id});
    const auto reply = [this, requestId](const hypercore::FoundTranscript& found) { replayIfKept(requestId, found); };
    if (!m_engine.findTranscript(earlier.id, reply))
        reply({});
}

void OpenAiGateway::replayIfKept(const OrderId& requestId, const hypercore::FoundTranscript& found)
{
    const Replay asked = std::move(m_replays.extract(requestId).mapped());
    const RepetitionFate fate = fateOf(found);
    if (fate == RepetitionFate::Replayed)
        replay(*asked.exchange, found.transcript, requestId);
    else
        refuseRepeated(*asked.exchange, fate, asked.order, requestId);
}

void OpenAiGateway::refuseRepeated(http::Exchange& exchange, RepetitionFate fate, const OrderId& order,
                                   const OrderId& requestId)
{
    m_refusals.count(repetitionWord(fate));
    writeLog(LogLevel::Info, "request_refused",
             {{"request", requestId.toString()}, {"order", order.toString()}, {"code", repetitionWord(fate)}});
    refuseRepetition(exchange, fate, order, requestId);
}

} // namespace gotoai::gateway
