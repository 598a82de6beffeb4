// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/modellist.h"

#include "json/document.h"

#include <charconv>

namespace gotoai::gateway {

std::string modelListText(const std::vector<hypercore::ServedModel>& models)
{
    std::string text = "{\"object\":\"list\",\"data\":[";
    for (const hypercore::ServedModel& model : models) {
        if (&model != models.data())
            text.push_back(',');
        text += modelText(model);
    }
    return text + "]}";
}

std::string modelText(const hypercore::ServedModel& model)
{
    return "{\"id\":" + json::quoted(model.id) +
           ",\"object\":\"model\",\"created\":" + std::to_string(toMicroseconds(model.since) / 1'000'000) +
           ",\"owned_by\":" + json::quoted(model.owner) + "}";
}

std::string decodedModelId(std::string_view encoded)
{
    std::string id;
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        unsigned value = 0;
        const char* const digits = encoded.data() + i + 1;
        const bool isEscape = encoded[i] == '%' && i + 2 < encoded.size() &&
                              std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2;
        id.push_back(isEscape ? static_cast<char>(value) : encoded[i]);
        i += isEscape ? 2 : 0;
    }
    return id;
}

} // namespace gotoai::gateway
