// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a provider sends, in whichever pieces: one outcome, one end, usage within its limits or none, and an error
// text that is short, on one line and without the key. The first byte chooses status and framing.
#include "chat/providererror.h"
#include "supply/adapters/openaireader.h"
#include "support/recordingsinks.h"

#include "property.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

using namespace gotoai;
using fuzz::mustHold;

namespace {

constexpr std::array<int, 4> kStatuses = {200, 400, 429, 500};

struct Framing
{
    int status;
    bool isStreamAsked;
    bool isStreamSent;
    supply::UpstreamEnd::Kind end;
};

Framing framingOf(std::uint8_t choice)
{
    return {kStatuses[choice & 3], (choice & 4) != 0, (choice & 8) != 0,
            (choice & 16) != 0 ? supply::UpstreamEnd::Kind::Cut : supply::UpstreamEnd::Kind::Complete};
}

// Tells more than one end.
class OneEnd final : public supply::AnswerSink
{
public:
    test::AnswerRecord record;

    void answerArrived(const chat::Answer& answer) override
    {
        mustHold(!record.hasEnded(), "nothing follows the end");
        mustHold(!answer.usage || answer.usage->isWithinLimits(), "usage is within its limits");
        mustHold(!answer.usage || std::ranges::all_of(answer.usage->counts, [](auto count) { return count >= 0; }),
                 "no count is negative");
        mustHold(!answer.usage || answer.hasUsage, "usage comes from the answer");
        mustHold(answer.outputBytes >= 0 && answer.outputBytes <= static_cast<std::int64_t>(answer.bytes.size()) * 3,
                 "output is no longer than the answer");
        record.answerArrived(answer);
    }
    void frameSkipped() override
    {
        mustHold(!record.hasEnded(), "nothing follows the end");
        record.frameSkipped();
    }
    void answerCompleted() override
    {
        mustHold(!record.hasEnded(), "an answer ends once");
        record.answerCompleted();
    }
    void answerFailed(const supply::Fault& fault) override
    {
        mustHold(!record.hasEnded(), "an answer ends once");
        record.answerFailed(fault);
    }
};

test::AnswerRecord read(const Framing& framing, const std::vector<std::string_view>& pieces)
{
    json::Parser parser;
    OneEnd sink;
    supply::OpenAiReader reader(framing.isStreamAsked, sink, parser);
    reader.head({framing.status, framing.isStreamSent ? "text/event-stream" : "application/json", {}, {}});
    for (const std::string_view piece : pieces) {
        const std::string copy(piece);
        reader.bytes(copy);
    }
    reader.end({framing.end, {}, true});
    mustHold(sink.record.hasEnded(), "every answer ends");
    return std::move(sink.record);
}

void mustBeSame(const test::AnswerRecord& a, const test::AnswerRecord& b)
{
    mustHold(a.frames == b.frames && a.usage == b.usage && a.isCompleted == b.isCompleted &&
                 a.error.has_value() == b.error.has_value(),
             "a split changes no outcome");
    mustHold(!a.error || (a.error->code == b.error->code && a.error->detail == b.error->detail),
             "a split changes no error");
}

void mustBeFit(std::string_view text)
{
    mustHold(text.size() <= chat::kMaxErrorMessage, "an error text is short");
    mustHold(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
             "an error text has one line");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const Framing framing = framingOf(data[0]);
    const std::string_view bytes = fuzz::textOf(data + 1, size - 1);
    const test::AnswerRecord whole = read(framing, {bytes});
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        single.push_back(bytes.substr(i, 1));
    mustBeSame(whole, read(framing, single));
    const std::size_t place = fuzz::placeIn(bytes);
    mustBeSame(whole, read(framing, {bytes.substr(0, place), bytes.substr(place)}));
    if (whole.error)
        mustHold(std::ranges::none_of(whole.error->detail, [](char c) { return c == '\n' || c == '\r'; }),
                 "an error has one line");

    const std::string scrubbed = chat::scrubbed(bytes);
    mustBeFit(scrubbed);
    mustHold(chat::scrubbed(scrubbed) == scrubbed, "what is scrubbed stays as it is");
    const std::string withKey = std::string(bytes.substr(0, 200)) + " sk-proj-canary0123456789 " + std::string(bytes);
    mustHold(chat::scrubbed(withKey).find("canary") == std::string::npos ||
                 bytes.find("canary") != std::string_view::npos,
             "a key is masked wherever it stands");
    return 0;
}
