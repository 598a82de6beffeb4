// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/alertid.h"
#include "base/clock.h"
#include "base/id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::alerts {

enum class Severity : std::uint8_t { Notice, Warning, Critical };

std::string_view severityWord(Severity severity); // "notice" …
std::optional<Severity> severityFromWord(std::string_view word);

// Something found, as its finder tells it.
struct Finding
{
    std::string kind; // of the finder's own words: [a-z0-9_]{1,64}, "low_balance"
    Severity severity = Severity::Warning;
    std::string subject;                // what it is about, mostly an id: 1…200 bytes, printable
    std::optional<AccountId> account{}; // whose member may see it; none: nobody's
    std::string facts{};                // a sentence for people: at most 2,000 bytes; holds no secret and no prompt
};

struct Alert
{
    AlertId id;
    Finding finding; // as it was found last
    Instant firstSeenAt{};
    Instant lastSeenAt{};
    std::int64_t count = 1; // how often it was found
    std::optional<Instant> acknowledgedAt{};
    std::string acknowledgedBy{}; // id of who did; empty while it is open
    std::int64_t version = 1;     // counts what people do; found again, it stays

    bool isOpen() const { return !acknowledgedAt; }
};

} // namespace gotoai::alerts
