// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/adapter.h"
#include "supply/adapters/linereader.h"
#include "supply/adapters/ssereader.h"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace gotoai::supply {

// What reading an answer has in common, whatever the protocol: the head's verdict, limits, the bodies of error
// statuses, how a transfer ends. A protocol's own reader says what a frame, a whole body and an error body mean.
//
// A stream is whole where each choice that it began has said why it ends, and the protocol then says so or the stream
// ends in good order; whatever else ends it, is a cut. A stream where a body was asked for, or the other way round, is
// malformed.
class DialectReader : public AnswerReader
{
public:
    static constexpr std::size_t kMaxBody = 32 * 1024 * 1024;
    static constexpr std::size_t kMaxErrorBody = 64 * 1024;
    static constexpr int kMaxSkippedFrames = 8;

    ~DialectReader() override;

    void head(const UpstreamHead& head) final;
    void bytes(std::string_view bytes) final;
    void end(const UpstreamEnd& end) final;

protected:
    enum class Next {
        Continues,
        Ended, // the sink knows the end; the reader may be gone
    };

    // How a stream is cut into frames, and what media type says so.
    enum class Framing {
        Events, // text/event-stream
        Lines,  // application/x-ndjson
    };

    // `sink` and `parser` outlive the reader.
    DialectReader(bool isStreamed, AnswerSink& sink, json::Parser& parser, Framing framing = Framing::Events);

    // One frame of the stream.
    virtual Next readFrame(std::string_view frame) = 0;
    // The whole body of an unstreamed answer; or what came as JSON where a stream was asked for: an error, as a rule.
    virtual Next readBody(std::string_view body) = 0;
    // The body of an error status, which may be anything.
    virtual Fault readError(int status, std::string_view body) = 0;
    // Whether a last frame without its end is all there.
    virtual bool isWhole(std::string_view frame) { return m_parser.parse(frame).has_value(); }

    // All of these return what readFrame and readBody pass on.
    Next tell(const chat::Answer& answer);
    Next tellChunk(const std::string& openAiShaped); // the same for one that was made here
    Next complete();                                 // of a stream that is not whole: fails it
    Next fail(Fault fault);
    // For a frame that cannot be read: once there was output, a few are passed over, since the rest may be whole;
    // before, another endpoint can answer instead.
    Next skipFrame(std::string detail);
    Next failMalformed(std::string detail) { return fail(faultOf(FaultKind::Malformed, std::move(detail))); }

    bool isStreamed() const { return m_isStreamed; }
    json::Parser& parser() const { return m_parser; }

private:
    enum class Mode {
        Body,   // one JSON text
        Stream, // frames
        Error,  // the body of an error status
        Ended,  // the sink knows the end
    };

    template<class Frames>
    void readFrames(Frames& frames);
    void endStream();
    bool isFinished() const; // every choice that the stream began

    const bool m_isStreamed;
    AnswerSink& m_sink;
    json::Parser& m_parser;
    Mode m_mode;
    int m_status = 0;
    std::optional<std::chrono::seconds> m_retryAfter;
    chat::ChoiceIndices m_begun;
    chat::ChoiceIndices m_finished;
    bool m_hasOutput = false;
    int m_skippedFrames = 0;
    std::string m_body;
    std::variant<SseReader, LineReader> m_frames;
    // Lives on the stack of whoever calls the sink: the sink may destroy the reader.
    bool* m_isDestroyed = nullptr;
};

} // namespace gotoai::supply
