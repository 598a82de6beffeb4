// SPDX-License-Identifier: GPL-3.0-or-later
// Frames are those that a plain reading of the standard yields, however the bytes are split.
#include "supply/adapters/ssereader.h"

#include "property.h"

#include <string>
#include <vector>

using namespace gotoai;
using fuzz::mustHold;
using supply::SseReader;

namespace {

using Frames = std::vector<std::string>;

Frames read(const std::vector<std::string_view>& pieces)
{
    Frames frames;
    SseReader reader;
    for (const std::string_view piece : pieces) {
        const std::string copy(piece); // gone with the next piece, as a socket's buffer is
        reader.feed(copy);
        SseReader::Step step = reader.next();
        for (; step == SseReader::Step::Frame; step = reader.next())
            frames.emplace_back(reader.frame());
        mustHold(step == SseReader::Step::Starved, "no line of such an input is too long");
    }
    if (reader.finish() == SseReader::Step::Frame)
        frames.emplace_back(reader.frame());
    mustHold(reader.finish() == SseReader::Step::Starved, "a stream ends once");
    return frames;
}

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n') {
            lines.back().push_back(text[i]);
            continue;
        }
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
            ++i;
        lines.emplace_back();
    }
    return lines;
}

// WHATWG HTML, section 9.2.6, with the event at the end of the stream kept.
Frames plainReading(std::string_view text)
{
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    Frames frames;
    std::string data;
    bool hasData = false;
    auto lines = linesOf(text);
    lines.emplace_back();
    for (const std::string& line : lines) {
        const std::size_t colon = line.find(':');
        if (line.empty() && hasData) {
            data.pop_back();
            frames.push_back(data);
            data.clear();
            hasData = false;
        } else if (line.substr(0, colon) == "data") {
            std::string value = colon == std::string::npos ? std::string() : line.substr(colon + 1);
            data += value.starts_with(' ') ? value.substr(1) : value;
            data += '\n';
            hasData = true;
        }
    }
    return frames;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    const Frames expected = plainReading(bytes);
    mustHold(read({bytes}) == expected, "frames are those of the standard");
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        single.push_back(bytes.substr(i, 1));
    mustHold(read(single) == expected, "single bytes yield the same frames");
    const std::size_t place = fuzz::placeIn(bytes);
    mustHold(read({bytes.substr(0, place), bytes.substr(place)}) == expected, "a split yields the same frames");
    return 0;
}
