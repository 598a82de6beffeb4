// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/repetition.h"

#include "gateway/openai/errorreply.h"

namespace gotoai::gateway {
namespace {

std::string_view sentenceOf(RepetitionFate fate)
{
    switch (fate) {
    case RepetitionFate::OtherBody: return "The Idempotency-Key belongs to a request with another body.";
    case RepetitionFate::InProgress: return "The request with this Idempotency-Key still runs; try again in a moment.";
    case RepetitionFate::InDoubt:
        return "The request with this Idempotency-Key was interrupted, and its end is being found out.";
    case RepetitionFate::NotKept:
        return "The request with this Idempotency-Key was answered and charged; its answer is not kept any more.";
    case RepetitionFate::Replayed: break;
    }
    return "";
}

} // namespace

RepetitionFate fateOf(const clearinghouse::EarlierOrder& earlier)
{
    using Standing = clearinghouse::EarlierOrder::Standing;
    if (!earlier.isSameBody)
        return RepetitionFate::OtherBody;
    switch (earlier.standing) {
    case Standing::Running:
    case Standing::Ending:
    case Standing::Released: return RepetitionFate::InProgress;
    case Standing::InDoubt: return RepetitionFate::InDoubt;
    case Standing::Finalized: return RepetitionFate::Replayed;
    }
    return RepetitionFate::InProgress;
}

RepetitionFate fateOf(const hypercore::FoundTranscript& found)
{
    using Standing = hypercore::FoundTranscript::Standing;
    switch (found.standing) {
    case Standing::Kept: return RepetitionFate::Replayed;
    case Standing::Coming: return RepetitionFate::InProgress;
    case Standing::Absent: return RepetitionFate::NotKept;
    }
    return RepetitionFate::NotKept;
}

std::string_view repetitionWord(RepetitionFate fate)
{
    switch (fate) {
    case RepetitionFate::OtherBody: return errorWord(ErrorCode::IdempotencyKeyReused);
    case RepetitionFate::InProgress: return "request_in_progress";
    case RepetitionFate::InDoubt: return "order_in_doubt";
    case RepetitionFate::NotKept: return "answer_not_kept";
    case RepetitionFate::Replayed: return "replayed";
    }
    return "";
}

void refuseRepetition(http::Exchange& exchange, RepetitionFate fate, const OrderId& order, const OrderId& requestId)
{
    std::vector<http::Header> headers{{"content-type", "application/json"},
                                      {"x-request-id", requestId.toString()},
                                      {"x-gotoai-order", order.toString()}};
    if (fate == RepetitionFate::InProgress)
        headers.push_back({"retry-after", "1"});
    else
        headers.push_back({"x-should-retry", "false"});
    const int status = fate == RepetitionFate::OtherBody ? 422 : 409;
    exchange.respond(status, headers, errorBody(sentenceOf(fate), repetitionWord(fate)));
}

void replay(http::Exchange& exchange, const hypercore::Transcript& transcript, const OrderId& requestId)
{
    std::vector<http::Header> headers{{"x-request-id", requestId.toString()}, {"idempotency-replayed", "true"}};
    for (const auto& [name, value] : transcript.headers)
        headers.push_back({name, value});
    if (!transcript.isStreamed)
        return exchange.respond(200, headers, transcript.body);
    exchange.beginStream(200, headers);
    exchange.write(transcript.body);
    exchange.endStream();
}

} // namespace gotoai::gateway
