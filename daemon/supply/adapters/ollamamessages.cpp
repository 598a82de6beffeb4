// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ollamamessages.h"

#include "supply/adapters/translation.h"

#include <map>
#include <string>
#include <vector>

namespace gotoai::supply {
namespace {

using json::TextWriter;
using json::Value;

// A message under way: at most one text, kept as it stands between quotes, and any number of images.
class Draft
{
public:
    Draft(std::string_view role, TextWriter& out)
        : m_role(role)
        , m_out(out)
    {}

    void addText(std::string_view inner)
    {
        if (inner.empty())
            return;
        if (!m_text.empty())
            flush();
        m_text = inner;
    }
    void addImage(std::string base64) { m_images.push_back(std::move(base64)); }
    // Opens the last message, its content written; the caller closes it.
    void open()
    {
        m_out.beginObject().key("role").string(m_role).key("content").raw("\"" + m_text + "\"");
        if (!m_images.empty()) {
            m_out.key("images").beginArray();
            for (const std::string& image : m_images)
                m_out.string(image);
            m_out.endArray();
        }
        m_text.clear();
        m_images.clear();
    }

private:
    void flush()
    {
        open();
        m_out.endObject();
    }

    std::string_view m_role;
    TextWriter& m_out;
    std::string m_text;
    std::vector<std::string> m_images;
};

Result<void> addImage(const Value& image, const std::string& path, Draft& draft)
{
    if (auto known = checkFields(image, {"url", "detail"}, path, kOllamaProtocol); !known)
        return known;
    if (image["detail"].is("low"))
        return cannotExpress(path + ".detail", kOllamaProtocol);
    auto data = inlineImage(image["url"].text());
    if (!data || data->base64.empty()) // it fetches nothing
        return cannotExpress(path + ".url", kOllamaProtocol);
    draft.addImage(std::move(data->base64));
    return {};
}

Result<void> addContent(const Value& content, const std::string& path, Draft& draft)
{
    draft.addText(content.inner());
    const auto parts = content.elements();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Value& part = parts[i];
        const std::string place = indexed(path, i);
        // Ollama caches by itself.
        auto added =
            checkFields(part, {"type", "text", "refusal", "image_url", "cache_control"}, place, kOllamaProtocol);
        if (added && part["type"].is("image_url"))
            added = addImage(part["image_url"], place + ".image_url", draft);
        else if (added)
            draft.addText(part[part["type"].is("refusal") ? "refusal" : "text"].inner());
        if (!added)
            return added;
    }
    return {};
}

class Messages
{
public:
    explicit Messages(TextWriter& out)
        : m_out(out)
    {}

    Result<void> write(const Value& message, const std::string& path)
    {
        const Value role = message["role"];
        if (role.is("user"))
            return writePlain(message, "user", path);
        if (role.is("system") || role.is("developer"))
            return writePlain(message, "system", path);
        if (role.is("assistant"))
            return writeAssistant(message, path);
        return role.is("tool") ? writeResult(message, path) : cannotExpress(path + ".role", kOllamaProtocol);
    }

private:
    Result<void> writePlain(const Value& message, std::string_view role, const std::string& path)
    {
        Draft draft(role, m_out);
        auto added = checkFields(message, {"role", "content"}, path, kOllamaProtocol);
        if (added)
            added = addContent(message["content"], path + ".content", draft);
        if (!added)
            return added;
        draft.open();
        m_out.endObject();
        return {};
    }

    Result<void> writeAssistant(const Value& message, const std::string& path)
    {
        Draft draft("assistant", m_out);
        auto added = checkFields(message,
                                 {"role", "content", "refusal", "tool_calls", "reasoning", "reasoning_content",
                                  "reasoning_details", "annotations", "id"},
                                 path, kOllamaProtocol);
        if (added)
            added = addContent(message["content"], path + ".content", draft);
        if (!added)
            return added;
        draft.addText(message["refusal"].inner());
        draft.open();
        if (const Value thought = message["reasoning"]; thought.isString())
            m_out.key("thinking").raw(thought.raw());
        auto written = writeCalls(message["tool_calls"], path + ".tool_calls");
        m_out.endObject();
        return written;
    }

    Result<void> writeCalls(const Value& calls, const std::string& path)
    {
        const auto elements = calls.elements();
        if (elements.empty())
            return {};
        m_out.key("tool_calls").beginArray();
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const Value function = elements[i]["function"];
            const std::string place = indexed(path, i);
            if (!elements[i]["type"].is("function"))
                return cannotExpress(place + ".type", kOllamaProtocol);
            if (!elements[i]["id"].isString() || !function["name"].isString())
                return wrongField(place, "must have an id and a function's name");
            auto arguments = argumentsObject(function["arguments"], place + ".function.arguments");
            if (!arguments)
                return std::move(arguments).error();
            m_names[elements[i]["id"].text()] = function["name"].raw();
            m_out.beginObject().key("id").raw(elements[i]["id"].raw()).key("function").beginObject();
            m_out.key("name").raw(function["name"].raw()).key("arguments").raw(*arguments).endObject().endObject();
        }
        m_out.endArray();
        return {};
    }

    Result<void> writeResult(const Value& message, const std::string& path)
    {
        if (auto known = checkFields(message, {"role", "content", "tool_call_id", "name"}, path, kOllamaProtocol);
            !known)
            return known;
        const Value id = message["tool_call_id"];
        if (!id.isString())
            return wrongField(path + ".tool_call_id", "must be a string");
        std::string text(message["content"].inner());
        for (const Value& part : message["content"].elements()) {
            if (!part["type"].is("text"))
                return cannotExpress(path + ".content", kOllamaProtocol);
            text += part["text"].inner();
        }
        m_out.beginObject().key("role").string("tool").key("content").raw("\"" + text + "\"");
        if (const auto name = m_names.find(id.text()); name != m_names.end())
            m_out.key("tool_name").raw(name->second);
        m_out.key("tool_call_id").raw(id.raw()).endObject();
        return {};
    }

    TextWriter& m_out;
    std::map<std::string, std::string_view, std::less<>> m_names; // of called functions, by the call's id; as JSON
};

} // namespace

Result<void> writeOllamaMessages(const Value& messages, TextWriter& out)
{
    Messages writer(out);
    const auto elements = messages.elements();
    out.key("messages").beginArray();
    for (std::size_t i = 0; i < elements.size(); ++i)
        if (auto written = writer.write(elements[i], indexed("messages", i)); !written)
            return written;
    out.endArray();
    return {};
}

} // namespace gotoai::supply
