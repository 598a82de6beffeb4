// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/answer.h"
#include "chat/request.h"
#include "money/money.h"
#include "supply/adapters/fault.h"
#include "supply/adapters/generationlookup.h"
#include "supply/catalog.h"
#include "supply/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::supply {

// Told what an upstream answer says, in the common tongue. Views live as long as the call. From within any of these the
// reader may be destroyed.
class AnswerSink
{
public:
    virtual ~AnswerSink() = default;
    // A frame of a streamed answer, or the one whole answer of an unstreamed one, as OpenAI-shaped JSON.
    virtual void answerArrived(const chat::Answer& answer) = 0;
    // A frame of a stream that had begun could not be read and was passed over.
    virtual void frameSkipped() = 0;
    // The provider said that the answer is complete ([DONE], or the end of an unstreamed body). At most once, last.
    virtual void answerCompleted() = 0;
    // The answer cannot be used: an error status or frame, not what the protocol says, or it ended before it was
    // complete. At most once, last.
    virtual void answerFailed(const Fault& fault) = 0;
};

// Reads one attempt's bytes. A pure function of what is fed: no sockets, no clock.
class AnswerReader
{
public:
    virtual ~AnswerReader() = default;
    virtual void head(const UpstreamHead& head) = 0;
    virtual void bytes(std::string_view bytes) = 0;
    virtual void end(const UpstreamEnd& end) = 0;
    // What the provider says that it bills for the call, where its protocol says so and it has.
    virtual std::optional<Money> reportedCost() const { return std::nullopt; }
};

// One provider protocol: how a request is put to it and how its answers are read. Stateless; shared by all lanes.
class ProviderAdapter
{
public:
    virtual ~ProviderAdapter() = default;

    // UnsupportedParameter naming the field where the protocol cannot express the request.
    virtual Result<UpstreamRequest> buildRequest(const chat::Request& request,
                                                 std::shared_ptr<const Endpoint> endpoint) const = 0;

    // The most tokens that the provider puts into the prompt beyond what the request's bytes hold: system prompts that
    // come with tools, schemas or the model's own template. Part of the hold.
    virtual std::int64_t templateTokens(const chat::Request& request) const = 0;

    // What the provider can be asked about an answer later on; null where it cannot. Lives as long as the program.
    virtual const GenerationLookup* lookup() const { return nullptr; }

    // `sink` and `parser` outlive the reader.
    virtual std::unique_ptr<AnswerReader> makeReader(bool isStreamed, AnswerSink& sink, json::Parser& parser) const = 0;
};

// The adapter of a protocol; they live as long as the program.
const ProviderAdapter& adapterOf(Protocol protocol);

} // namespace gotoai::supply
