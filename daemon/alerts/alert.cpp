// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alert.h"

namespace gotoai::alerts {

std::string_view severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Notice: return "notice";
    case Severity::Warning: return "warning";
    case Severity::Critical: return "critical";
    }
    return "unknown";
}

std::optional<Severity> severityFromWord(std::string_view word)
{
    for (const Severity severity : {Severity::Notice, Severity::Warning, Severity::Critical}) {
        if (severityWord(severity) == word)
            return severity;
    }
    return std::nullopt;
}

} // namespace gotoai::alerts
