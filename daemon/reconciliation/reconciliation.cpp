// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/reconciliation.h"

namespace gotoai::reconciliation {

std::string_view stateWord(Reconciliation::State state)
{
    switch (state) {
    case Reconciliation::State::Running: return "running";
    case Reconciliation::State::Done: return "done";
    case Reconciliation::State::Failed: return "failed";
    }
    return "failed";
}

std::optional<Reconciliation::State> stateFromWord(std::string_view word)
{
    using State = Reconciliation::State;
    for (const State state : {State::Running, State::Done, State::Failed}) {
        if (stateWord(state) == word)
            return state;
    }
    return std::nullopt;
}

std::string_view stateWord(Difference::State state)
{
    switch (state) {
    case Difference::State::Open: return "open";
    case Difference::State::Explained: return "explained";
    case Difference::State::Booking: return "booking";
    case Difference::State::Booked: return "booked";
    }
    return "open";
}

std::optional<Difference::State> differenceStateFromWord(std::string_view word)
{
    using State = Difference::State;
    for (const State state : {State::Open, State::Explained, State::Booking, State::Booked}) {
        if (stateWord(state) == word)
            return state;
    }
    return std::nullopt;
}

Thresholds defaultThresholds()
{
    Thresholds thresholds;
    for (const DifferenceClass what : kComparedClasses) {
        if (what != DifferenceClass::Rounding && what != DifferenceClass::Timing)
            thresholds[static_cast<std::size_t>(what)].count = 0;
    }
    return thresholds;
}

} // namespace gotoai::reconciliation
