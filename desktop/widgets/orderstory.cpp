// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/orderstory.h"

#include "widgets/display.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace gotoai::widgets {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using Phase = OrderStory::Phase;

constexpr std::size_t shownCandidates = 6;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::widgets::OrderStory)
};

struct Word
{
    const char* word;
    const char* text;
};

QString worded(const std::string& word, const Word* begin, const Word* end)
{
    const auto* found = std::find_if(begin, end, [&word](const Word& each) { return word == each.word; });
    return found == end ? plain(QString::fromStdString(word).replace(QLatin1Char('_'), QLatin1Char(' ')))
                        : Texts::tr(found->text);
}

constexpr std::array<Word, 5> states{{{"rejected", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "refused")},
                                      {"reserved", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "running")},
                                      {"in_doubt", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "in doubt")},
                                      {"finalized", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "charged")},
                                      {"released", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "no charge")}}};

constexpr std::array<Word, 14> outcomes{{
    {"answered", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "answered")},
    {"completed", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "answered")},
    {"empty", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the answer was empty")},
    {"cancelled", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the caller left")},
    {"upstream_unreachable", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the provider was not reached")},
    {"upstream_timeout", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the provider was too slow")},
    {"upstream_refused", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the provider refused")},
    {"upstream_rate_limited", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the provider's rate limit")},
    {"upstream_malformed", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the provider's answer made no sense")},
    {"upstream_cut", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "the provider broke off")},
    {"insufficient_funds", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "not enough money")},
    {"no_route", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "no endpoint was left")},
    {"draining", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "GotoAI was stopping")},
    {"killed", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "stopped by a kill switch")},
}};

constexpr const char* candidateWord = "candidate";
constexpr std::array<Word, 18> standings{{
    {candidateWord, QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "in reserve")},
    {"beyond_attempts", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "too far down")},
    {"endpoint_off", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "endpoint off")},
    {"provider_off", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "provider off")},
    {"no_price", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "no price")},
    {"breaker_open", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "circuit open")},
    {"not_private", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "trains on data")},
    {"retains_prompts", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "keeps prompts")},
    {"not_among_only", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "not asked for")},
    {"ignored", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "excluded")},
    {"not_among_order", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "not in the order")},
    {"other_quantization", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "other precision")},
    {"lacks_feature", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "lacks a feature")},
    {"too_dear", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "too dear")},
    {"other_tier", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "other tier")},
    {"kill_switch", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "kill switch")},
    {"rate_limited", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "asked to wait")},
    {"not_allowed", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "not for this key")},
}};

constexpr std::array<Word, 5> routeModes{{
    {"cheap", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "cheap")},
    {"quality", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "quality")},
    {"latency", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "latency")},
    {"privacy", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "privacy")},
    {"code", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "code")},
}};

constexpr std::array<Word, 3> routeSorts{{
    {"price", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "price")},
    {"throughput", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "throughput")},
    {"latency", QT_TRANSLATE_NOOP("gotoai::widgets::OrderStory", "latency")},
}};

QString secondsText(microseconds duration)
{
    const qint64 us = duration.count();
    if (us < 10'000)
        return QStringLiteral("%1 ms").arg(QLocale().toString(static_cast<double>(us) / 1e3, 'f', 1));
    return us < 1'000'000 ? QStringLiteral("%1 ms").arg((us + 500) / 1'000)
                          : QStringLiteral("%1 s").arg(QLocale().toString(static_cast<double>(us) / 1e6, 'f', 2));
}

QString signedMoney(const QString& sign, Money amount) { return sign + exactMoney(amount); }

const QString minus = QString(QChar(0x2212));

QString reasonOf(const protocol::RouteReasons& route)
{
    QStringList parts{routeModeText(route.mode)};
    if (route.sort)
        parts << Texts::tr("sorted by %1").arg(worded(*route.sort, routeSorts.begin(), routeSorts.end()));
    if (route.isPrivateOnly)
        parts << Texts::tr("private only");
    if (route.isSticky)
        parts << Texts::tr("by the prompt's beginning");
    if (route.isExploring)
        parts << Texts::tr("one was tried to measure it");
    if (route.isLastResort)
        parts << Texts::tr("last resort: all were to be left alone");
    return parts.join(QStringLiteral(" · "));
}

void addRoute(OrderStory& story, const protocol::RouteReasons& route, const std::optional<EndpointId>& taken)
{
    story.reason = reasonOf(route);
    for (const protocol::ConsideredEndpoint& endpoint : route.endpoints) {
        if (story.candidates.size() == shownCandidates) {
            ++story.passedOver;
            continue;
        }
        const bool isTaken = taken && endpoint.endpoint == *taken;
        OrderStory::Candidate candidate{.provider = plain(endpoint.provider), .model = plain(endpoint.model)};
        candidate.speed = endpoint.firstTokenMs
                              ? Texts::tr("p50 %1").arg(secondsText(milliseconds(*endpoint.firstTokenMs)))
                              : QStringLiteral("–");
        candidate.isTaken = isTaken;
        candidate.standing = isTaken                  ? Texts::tr("taken")
                             : endpoint.isBreakerOpen ? Texts::tr("circuit open")
                                                      : standingText(endpoint.standing);
        candidate.tone = isTaken ? Tone::Good : Tone::Neutral;
        story.candidates.push_back(candidate);
    }
}

OrderStory::Attempt attemptOf(const protocol::Attempt& attempt, const protocol::Order& order, const ProviderName& name)
{
    const auto since = [&order](Instant at) { return std::max(microseconds(0), at - order.createdAt); };
    OrderStory::Attempt shown{.name = QStringLiteral("%1 %2").arg(attempt.number).arg(name(attempt.provider)),
                              .spans = {}};
    const microseconds began = since(attempt.startedAt), ended = since(attempt.endedAt);
    if (attempt.number == 1 && began.count() > 0)
        shown.spans.push_back({Phase::Reserve, microseconds(0), began});
    const bool isAnswered = attempt.outcome == "answered";
    if (attempt.firstTokenAt) {
        shown.spans.push_back({Phase::FirstToken, began, since(*attempt.firstTokenAt)});
        shown.spans.push_back({isAnswered ? Phase::Answer : Phase::Failed, since(*attempt.firstTokenAt), ended});
    } else {
        shown.spans.push_back({isAnswered ? Phase::Answer : Phase::Failed, began, ended});
    }
    if (!isAnswered) {
        const QString what =
            attempt.httpStatus >= 400 ? QString::number(attempt.httpStatus) : outcomeText(attempt.outcome);
        const QString payer =
            attempt.providerCost.isZero() ? Texts::tr("not billed") : Texts::tr("paid by the platform");
        shown.note = QStringLiteral("%1, %2, %3").arg(what, secondsText(ended - began), payer);
    }
    return shown;
}

const protocol::Attempt* winnerOf(const protocol::Order& order)
{
    const auto found = std::find_if(order.attempts.rbegin(), order.attempts.rend(),
                                    [](const protocol::Attempt& each) { return each.payer == "user"; });
    if (found != order.attempts.rend())
        return &*found;
    return order.attempts.empty() ? nullptr : &order.attempts.back();
}

void addMoney(OrderStory& story, const protocol::Order& order, const ProviderName& name)
{
    if (order.state == "rejected") {
        story.money.push_back({Texts::tr("refused"), Tone::Broken, outcomeText(order.reason)});
        return;
    }
    story.money.push_back(
        {Texts::tr("reserve"), Tone::Held, Texts::tr("max possible"), signedMoney(minus, order.hold)});
    if (const protocol::Attempt* winner = winnerOf(order))
        story.money.push_back(
            {Texts::tr("execute"), Tone::Accent, Texts::tr("provider=%1").arg(name(winner->provider))});
    if (order.state == "in_doubt")
        story.money.push_back({Texts::tr("in doubt"), Tone::Waiting, Texts::tr("its end was lost; evidence is sought"),
                               exactMoney(order.hold)});
    if (order.state == "reserved") {
        story.money.push_back({Texts::tr("finalize"), Tone::Good, Texts::tr("at the end, by real tokens"), {}, true});
        story.money.push_back({Texts::tr("release"), Tone::Neutral, Texts::tr("unused hold"), {}, true});
    }
    if (order.state != "finalized" && order.state != "released")
        return;
    if (order.state == "finalized") {
        QString tokens = Texts::tr("real tokens");
        if (order.usage)
            tokens = Texts::tr("%1 → %2 tokens")
                         .arg(countText(order.usage->promptTokens), countText(order.usage->completionTokens));
        story.money.push_back({Texts::tr("finalize"), Tone::Good, tokens, signedMoney(minus, order.charge)});
    }
    if (const auto rest = order.hold.minus(order.charge); rest && !rest->isZero())
        story.money.push_back(
            {Texts::tr("release"), Tone::Neutral, Texts::tr("unused hold"), signedMoney(QStringLiteral("+"), *rest)});
    if (!order.refunded.isZero())
        story.money.push_back({Texts::tr("refund"), Tone::Good, Texts::tr("given back"),
                               signedMoney(QStringLiteral("+"), order.refunded)});
}

void addFigures(OrderStory& story, const protocol::Order& order)
{
    const protocol::Attempt* winner = winnerOf(order);
    if (!winner)
        return;
    if (winner->firstTokenAt) {
        const auto first = *winner->firstTokenAt - order.createdAt;
        story.figures.push_back({Texts::tr("first token"), secondsText(first)});
        const auto writing = duration_cast<milliseconds>(winner->endedAt - *winner->firstTokenAt).count();
        if (writing > 0 && winner->usage.completionTokens > 1)
            story.figures.push_back(
                {Texts::tr("tokens/s"), countText(winner->usage.completionTokens * 1'000 / writing)});
    }
    if (order.endedAt)
        story.figures.push_back({Texts::tr("in all"), secondsText(*order.endedAt - order.createdAt)});
    story.figures.push_back(
        {Texts::tr("reserve"),
         secondsText(std::max(microseconds(0), order.attempts.front().startedAt - order.createdAt))});
}

// The one that was taken, as far as is known, else the first: it would be.
void markForecast(OrderStory& story, const protocol::RouteReasons& route, const QString& takenBy)
{
    for (std::size_t index = 0; index < story.candidates.size(); ++index) {
        OrderStory::Candidate& candidate = story.candidates[index];
        if (takenBy.isEmpty() ? route.endpoints[index].standing != candidateWord : candidate.provider != takenBy)
            continue;
        candidate.isTaken = true;
        candidate.standing = takenBy.isEmpty() ? Texts::tr("would be taken") : Texts::tr("taken");
        candidate.tone = Tone::Good;
        return;
    }
}

} // namespace

QString orderStateText(const std::string& state) { return worded(state, states.begin(), states.end()); }
QString outcomeText(const std::string& outcome) { return worded(outcome, outcomes.begin(), outcomes.end()); }
QString standingText(const std::string& standing) { return worded(standing, standings.begin(), standings.end()); }
QString routeModeText(const std::string& mode) { return worded(mode, routeModes.begin(), routeModes.end()); }

Tone orderStateTone(const std::string& state)
{
    if (state == "finalized")
        return Tone::Good;
    if (state == "reserved")
        return Tone::Held;
    if (state == "in_doubt")
        return Tone::Waiting;
    return state == "rejected" ? Tone::Broken : Tone::Neutral;
}

OrderStory storyOf(const protocol::Order& order, const std::optional<protocol::RouteReasons>& route,
                   const ProviderName& name)
{
    OrderStory story;
    if (route) {
        const protocol::Attempt* winner = winnerOf(order);
        addRoute(story, *route, winner ? std::optional(winner->endpoint) : std::nullopt);
    }
    for (const protocol::Attempt& attempt : order.attempts)
        story.attempts.push_back(attemptOf(attempt, order, name));
    if (!story.attempts.empty() && order.endedAt) {
        const microseconds last = order.attempts.back().endedAt - order.createdAt;
        const microseconds end = *order.endedAt - order.createdAt;
        if (end > last)
            story.attempts.back().spans.push_back({Phase::Settle, last, end});
    }
    addMoney(story, order, name);
    addFigures(story, order);
    return story;
}

OrderStory forecastOf(const protocol::RouteAnswer& answer, const QString& takenBy)
{
    OrderStory story;
    if (answer.route) {
        addRoute(story, *answer.route, {});
        markForecast(story, *answer.route, takenBy);
    }
    if (answer.hold) {
        story.money.push_back(
            {Texts::tr("reserve"), Tone::Held, Texts::tr("max possible"), signedMoney(minus, *answer.hold), true});
        story.money.push_back({Texts::tr("finalize"), Tone::Good, Texts::tr("at the end, by real tokens"), {}, true});
        story.money.push_back({Texts::tr("release"), Tone::Neutral, Texts::tr("unused hold"), {}, true});
    }
    return story;
}

QString OrderStory::text() const
{
    QStringList lines;
    for (const Candidate& candidate : candidates)
        lines << QStringLiteral("%1 %2: %3, %4")
                     .arg(candidate.provider, candidate.model, candidate.speed, candidate.standing);
    for (const Attempt& attempt : attempts) {
        QString line = attempt.name;
        if (!attempt.spans.empty())
            line += QStringLiteral(": %1 – %2")
                        .arg(secondsText(attempt.spans.front().from), secondsText(attempt.spans.back().to));
        lines << (attempt.note.isEmpty() ? line : line + QStringLiteral(", ") + attempt.note);
    }
    for (const Money& line : money)
        lines << QStringLiteral("%1\t%2\t%3").arg(line.event, line.what, line.amount);
    for (const Figure& figure : figures)
        lines << QStringLiteral("%1 %2").arg(figure.name, figure.value);
    return lines.join(QLatin1Char('\n'));
}

} // namespace gotoai::widgets
