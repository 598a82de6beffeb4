// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/reconcilerows.h"

#include "billing/ledgerrows.h"
#include "widgets/display.h"

#include <QCoreApplication>

#include <algorithm>

namespace gotoai::billing {

using namespace widgets;
using protocol::Difference;
using protocol::Reconciliation;

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::billing)
};

struct Class
{
    const char* word;
    const char* text;
    const char* sentence;
};
constexpr Class classes[]{
    {"orphan", QT_TRANSLATE_NOOP("gotoai::billing", "not ordered"),
     QT_TRANSLATE_NOOP("gotoai::billing", "The provider bills what no order asked for.")},
    {"ghost", QT_TRANSLATE_NOOP("gotoai::billing", "not billed"),
     QT_TRANSLATE_NOOP("gotoai::billing", "The order cost something, and the provider does not bill it.")},
    {"tokens", QT_TRANSLATE_NOOP("gotoai::billing", "other tokens"),
     QT_TRANSLATE_NOOP("gotoai::billing", "Tokens were counted differently.")},
    {"price", QT_TRANSLATE_NOOP("gotoai::billing", "other price"),
     QT_TRANSLATE_NOOP("gotoai::billing", "The same tokens are billed at another price.")},
    {"over", QT_TRANSLATE_NOOP("gotoai::billing", "above the hold"),
     QT_TRANSLATE_NOOP("gotoai::billing", "More is billed than the order held.")},
    {"duplicate", QT_TRANSLATE_NOOP("gotoai::billing", "billed twice"),
     QT_TRANSLATE_NOOP("gotoai::billing", "It is billed more than once.")},
    {"absurd", QT_TRANSLATE_NOOP("gotoai::billing", "absurd"),
     QT_TRANSLATE_NOOP("gotoai::billing", "It is billed with numbers that cannot be.")},
    {"stuck", QT_TRANSLATE_NOOP("gotoai::billing", "not ended"),
     QT_TRANSLATE_NOOP("gotoai::billing", "It is billed, or runs for long, and has not ended in the books.")},
    {"rounding", QT_TRANSLATE_NOOP("gotoai::billing", "rounding"),
     QT_TRANSLATE_NOOP("gotoai::billing", "No further apart than providers round.")},
    {"timing", QT_TRANSLATE_NOOP("gotoai::billing", "at the edge"),
     QT_TRANSLATE_NOOP("gotoai::billing",
                       "So near the edge of the time that it may stand in the neighbouring statement.")},
};

const Class* classOf(const std::string& what)
{
    const auto found = std::ranges::find(classes, what, &Class::word);
    return found == std::end(classes) ? nullptr : &*found;
}

Cell stateCell(const Reconciliation& run)
{
    if (run.state == "running")
        return {Texts::tr("running"), {}, Tone::Waiting};
    if (run.state == "failed")
        return {Texts::tr("failed"), plain(run.failure.value_or("")), Tone::Broken};
    return run.classes.empty() ? Cell{Texts::tr("agrees"), {}, Tone::Good}
                               : Cell{Texts::tr("differs"), {}, Tone::Waiting};
}

QString tokensText(const std::optional<protocol::ComparedTokens>& tokens)
{
    return tokens ? Texts::tr("%1 → %2").arg(countText(tokens->prompt), countText(tokens->completion))
                  : QStringLiteral("–");
}

} // namespace

QString providerText(const client::Directory& directory, const ProviderId& provider)
{
    const protocol::Provider* known = directory.provider(provider);
    return known ? plain(known->name) : QString::fromStdString(provider.toString());
}

QString classText(const std::string& what)
{
    const Class* known = classOf(what);
    return known ? Texts::tr(known->text) : plain(what);
}

QString classSentence(const std::string& what)
{
    const Class* known = classOf(what);
    return known ? Texts::tr(known->sentence) : QString();
}

QStringList runTitles()
{
    return {Texts::tr("Started"),  Texts::tr("Provider"),    Texts::tr("State"), Texts::tr("Time compared"),
            Texts::tr("Attempts"), Texts::tr("Differences"), Texts::tr("Apart")};
}

std::vector<Cell> runRow(const client::Directory& directory, const Reconciliation& run)
{
    std::int64_t count = 0;
    Money apart;
    for (const protocol::DifferenceFigures& figures : run.classes) {
        count += figures.count;
        apart = apart.plus(figures.amount).value_or(apart);
    }
    return {{timeText(run.startedAt), exactTime(run.startedAt)},
            {providerText(directory, run.provider)},
            stateCell(run),
            {Texts::tr("%1 – %2").arg(timeText(run.from), timeText(run.to))},
            {countText(run.attempts)},
            {run.isCut ? Texts::tr("more than %1").arg(countText(count)) : countText(count)},
            {moneyText(apart), exactMoney(apart)}};
}

QStringList differenceTitles()
{
    return {Texts::tr("At"),     Texts::tr("Class"),  Texts::tr("Order"), Texts::tr("Model"),
            Texts::tr("Booked"), Texts::tr("Billed"), Texts::tr("Apart"), Texts::tr("State")};
}

std::vector<Cell> differenceRow(const Difference& difference)
{
    const QString order = difference.order ? QString::fromStdString(difference.order->toString()) : QStringLiteral("–");
    const QString state = difference.state == "open"        ? Texts::tr("open")
                          : difference.state == "explained" ? Texts::tr("explained")
                          : difference.state == "booking"   ? Texts::tr("being booked")
                                                            : Texts::tr("booked");
    return {{timeText(difference.at), exactTime(difference.at)},
            {classText(difference.what), classSentence(difference.what)},
            {order, order},
            {plain(difference.model)},
            {difference.booked ? exactMoney(*difference.booked) : QStringLiteral("–")},
            {difference.billed ? plain(*difference.billed) : QStringLiteral("–")},
            {signedMoney(difference.apart)},
            {state, plain(difference.note.value_or("")), difference.resolvedAt ? Tone::Good : Tone::Waiting}};
}

std::vector<Pair> differencePairs(const Difference& difference)
{
    std::vector<Pair> pairs{
        {.name = Texts::tr("Tokens booked"), .value = tokensText(difference.bookedTokens)},
        {.name = Texts::tr("Tokens in the log"), .value = tokensText(difference.keptTokens)},
        {.name = Texts::tr("Tokens billed"), .value = tokensText(difference.billedTokens)},
        {.name = Texts::tr("Attempts, rows"),
         .value = Texts::tr("%1, %2").arg(countText(difference.attempts), countText(difference.rows))}};
    if (difference.externalId)
        pairs.push_back(
            {.name = Texts::tr("Provider's id"), .value = plain(*difference.externalId), .isIdentifier = true});
    if (difference.note)
        pairs.push_back({.name = Texts::tr("Note"), .value = plain(*difference.note)});
    return pairs;
}

} // namespace gotoai::billing
