// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/adapter.h"
#include "supply/adapters/ssereader.h"

#include <memory>
#include <string>

namespace gotoai::supply {

// Reads one attempt's answer in OpenAI's shape: a JSON body, or server-sent events that end with [DONE].
//
// A stream is complete at [DONE], or where it ends in good order after a finish_reason; whatever else ends it, is a
// cut. A stream where a body was asked for, or the other way round, is malformed.
class OpenAiReader final : public AnswerReader
{
public:
    static constexpr std::size_t kMaxBody = 32 * 1024 * 1024;
    static constexpr std::size_t kMaxErrorBody = 64 * 1024;

    // `sink` and `parser` outlive the reader.
    OpenAiReader(bool isStreamed, AnswerSink& sink, json::Parser& parser);
    ~OpenAiReader() override;

    void head(const UpstreamHead& head) override;
    void bytes(std::string_view bytes) override;
    void end(const UpstreamEnd& end) override;

private:
    enum class Mode {
        Body,   // one JSON text
        Stream, // server-sent events
        Error,  // the body of an error status
        Ended,  // the sink knows the end
    };

    void readFrames();
    bool readFrame(std::string_view frame);
    void readBody();
    void endStream();
    void complete();
    void fail(const Error& error);

    const bool m_isStreamed;
    AnswerSink& m_sink;
    json::Parser& m_parser;
    Mode m_mode;
    int m_status = 0;
    bool m_isFinished = false;
    std::string m_body;
    SseReader m_sse;
    // Lives on the stack of whoever calls the sink: the sink may destroy the reader.
    bool* m_isDestroyed = nullptr;
};

} // namespace gotoai::supply
