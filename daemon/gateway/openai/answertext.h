// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/answer.h"
#include "hypercore/orders/orderobserver.h"
#include "money/usage.h"
#include "json/document.h"

#include <string>
#include <string_view>

namespace gotoai::gateway {

// What an answer is called towards the client, whatever the provider called it.
struct AnswerName
{
    std::string id;      // "chatcmpl-…", one for all frames
    std::string model;   // the catalogue's id of what answered
    std::string created; // seconds since 1970, for answers that do not say
};

enum class UsageWish { No, InLastFrame };

// Pure functions of bytes: what is not named here leaves as it came.

// A frame of a stream. Usage is taken out of it: `null` where the client asked for a last frame with it (as OpenAI
// sends it), gone where it did not.
std::string frameText(const chat::Answer& answer, const AnswerName& name, UsageWish wish);

// The `usage` object: the provider's own where it gave one, else made of the counts, with `cost` and
// `cost_details{provider_cost, platform_fee, estimated}` in USD as exact decimal strings.
std::string usageText(std::string_view providersUsage, const Usage& usage, UsageSource source,
                      const hypercore::OrderCost& cost, json::Parser& parser);

// The last frame of a stream whose client asked for usage: no choices. `created` as in the frames before it.
std::string usageFrameText(const AnswerName& name, std::string_view created, std::string_view usage);

// Says that the answer begins anew: a frame without output and `"gotoai":{"restarted":true}`. `created` as above.
std::string restartFrameText(const AnswerName& name, std::string_view created);

// A whole answer.
std::string answerText(const chat::Answer& answer, const AnswerName& name, std::string usage);

// The bytes of a member of the outermost object; empty when absent.
std::string_view memberText(const chat::Answer& answer, std::string_view key);

} // namespace gotoai::gateway
