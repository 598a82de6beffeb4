// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openaireader.h"

#include "supply/adapters/openaifault.h"
#include "supply/adapters/reportedcost.h"
#include "json/value.h"

namespace gotoai::supply {
namespace {

constexpr std::string_view kDone = "[DONE]";

} // namespace

DialectReader::Next OpenAiReader::readFrame(std::string_view frame)
{
    if (frame == kDone)
        return complete();
    auto answer = chat::readAnswer(frame, parser());
    if (!answer)
        return skipFrame("a frame of the provider's stream is not a JSON object");
    if (answer->error)
        return fail(readOpenAiFault(frame, parser()));
    if (answer->finishReasons.has(chat::FinishReason::Error))
        return failBroken();
    noteCost(*answer);
    return tell(*answer);
}

DialectReader::Next OpenAiReader::readBody(std::string_view body)
{
    auto answer = chat::readAnswer(body, parser());
    if (!answer)
        return failMalformed("the provider's answer is not a JSON object");
    if (answer->error)
        return fail(readOpenAiFault(body, parser()));
    if (isStreamed() || !answer->hasChoices)
        return failMalformed(isStreamed() ? "the provider did not stream its answer"
                                          : "the provider's answer has no choices");
    if (answer->finishReasons.has(chat::FinishReason::Error))
        return failBroken();
    if (answer->isOpen)
        return fail(faultOf(FaultKind::Cut, "the provider's answer does not say why it ends"));
    noteCost(*answer);
    const Next next = tell(*answer);
    return next == Next::Ended ? next : complete();
}

DialectReader::Next OpenAiReader::failBroken()
{
    return fail(faultOf(FaultKind::Server, "the provider ended its answer with an error"));
}

Fault OpenAiReader::readError(int status, std::string_view body) { return readOpenAiFault(status, body, parser()); }

bool OpenAiReader::isWhole(std::string_view frame) { return frame == kDone || DialectReader::isWhole(frame); }

void OpenAiReader::noteCost(const chat::Answer& answer)
{
    if (m_costs == Costs::Untold || !answer.hasUsage)
        return;
    const json::Member* usage = json::findMember(answer.members, "usage");
    const auto text = answer.bytes.substr(usage->value.begin, usage->value.end - usage->value.begin);
    m_reportedCost = readReportedCost(json::Value(text)["cost"]);
}

} // namespace gotoai::supply
