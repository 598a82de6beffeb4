// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/order.h"
#include "protocol/route.h"
#include "widgets/tokens.h"

#include <QString>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace gotoai::widgets {

// The whole life of one order as it is shown: who might have served it and why they did not, what was tried when, and
// what became of the money.
struct OrderStory
{
    struct Candidate
    {
        QString provider{};
        QString model{};
        QString speed{};    // "p50 0.38 s"
        QString standing{}; // in words
        Tone tone = Tone::Neutral;
        bool isTaken = false;
    };
    enum class Phase { Reserve, Wait, FirstToken, Answer, Failed, Settle };
    struct Span
    {
        Phase phase;
        std::chrono::microseconds from{0}; // since the order was made
        std::chrono::microseconds to{0};
    };
    struct Attempt
    {
        QString name; // "2 openai"
        std::vector<Span> spans;
        QString note{}; // of one that failed: "503, 0.41 s, not billed"
    };
    struct Money
    {
        QString event; // "reserve"
        Tone tone = Tone::Neutral;
        QString what;
        QString amount{};
        bool isExpected = false; // it has not happened yet
    };
    struct Figure
    {
        QString name;
        QString value;
    };

    QString reason{}; // why the candidates stand as they do: "cheap, private only"
    std::vector<Candidate> candidates{};
    int passedOver = 0; // endpoints that are not among the candidates
    std::vector<Attempt> attempts{};
    std::vector<Money> money{};
    std::vector<Figure> figures{};

    // For assistive technology and the clipboard.
    QString text() const;
};

// The name of a provider by its id.
using ProviderName = std::function<QString(const ProviderId&)>;

OrderStory storyOf(const protocol::Order& order, const std::optional<protocol::RouteReasons>& route,
                   const ProviderName& name);
// Of a request that has not been made yet, or whose order is not in the books yet: where it would go, what it would
// hold at most. `takenBy`: the provider that it has gone to, if that is known.
OrderStory forecastOf(const protocol::RouteAnswer& answer, const QString& takenBy = {});

// Words that people read, of the daemon's.
QString orderStateText(const std::string& state);
Tone orderStateTone(const std::string& state);
QString outcomeText(const std::string& outcome);
QString standingText(const std::string& standing);
QString routeModeText(const std::string& mode);

} // namespace gotoai::widgets
