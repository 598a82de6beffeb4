// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/stopcentre.h"

#include "shell/commandpalette.h"
#include "shell/stoppedlist.h"
#include "shell/stoptargets.h"
#include "shell/topbar.h"
#include "shell/window.h"
#include "widgets/display.h"
#include "widgets/durationchoice.h"
#include "widgets/typedconfirmation.h"

#include <QPushButton>

namespace gotoai::shell {

using namespace widgets;
using protocol::KillEffect;

StopCentre::StopCentre(client::Session& session, Window& window)
    : m_session(session)
    , m_window(window)
    , m_picker(
          new CommandPalette(m_offers, &window, tr("Stop everything, a provider, model, endpoint, account or key…")))
{
    connect(&session.killSwitches(), &client::KillSwitches::changed, this, &StopCentre::tell);
    connect(&session.directory(), &client::Directory::changed, this, &StopCentre::tell);
    connect(&window, &Window::stopRequested, this, &StopCentre::ask);
    connect(window.topBar().stoppedButton(), &QPushButton::clicked, this, &StopCentre::showStopped);
}

void StopCentre::pick()
{
    delete m_offered;
    m_offered = new QObject(this);
    if (const auto selected = m_window.stopTarget())
        offer(*selected);
    for (const StopTarget& target : stopTargets(m_session.directory())) {
        if (!m_session.killSwitches().of(target.scope, target.target))
            offer(target);
    }
    m_picker->openBelow(*m_window.topBar().paletteField());
}

void StopCentre::offer(const StopTarget& target)
{
    // In the registry's words a name's ampersand would be a mnemonic.
    auto* action = new QAction(QString(target.name).replace(QLatin1Char('&'), QStringLiteral("&&")), m_offered);
    connect(action, &QAction::triggered, this, [this, target] { ask(target); });
    m_offers.add(action, tr("Stop %1").arg(scopeText(target.scope)));
}

// The question stands at once, whether or not the daemon can say how much it strikes: that is when it counts.
void StopCentre::ask(const StopTarget& target)
{
    TypedConfirmation* dialog = confirm(target);
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("scope"), target.scope);
    if (!target.target.isEmpty())
        query.addQueryItem(QStringLiteral("target"), QString::fromLatin1(QUrl::toPercentEncoding(target.target)));
    m_session.daemon().get<KillEffect>(QStringLiteral("kill-switches/preview"), query, dialog,
                                       [this, target, dialog](const client::Answer<KillEffect>& effect) {
                                           const QString cut = effect ? countText(effect->cut) : tr("not known");
                                           dialog->setNumbers(numbersOf(target, cut, effect ? effect->rerouted : 0));
                                       });
}

std::vector<Pair> StopCentre::numbersOf(const StopTarget& target, const QString& cut, std::int64_t rerouted) const
{
    std::vector<Pair> numbers{{.name = tr("Running streams cut"), .value = cut}};
    if (rerouted > 0)
        numbers.push_back({.name = tr("Orders tried elsewhere"), .value = countText(rerouted)});
    for (Pair& pair : reach(m_session.directory(), target))
        numbers.push_back(std::move(pair));
    return numbers;
}

TypedConfirmation* StopCentre::confirm(const StopTarget& target)
{
    const bool isAll = target.scope == QLatin1String("global");
    TypedConfirmation::Act act{.title = isAll
                                            ? tr("Stop everything")
                                            : tr("Stop everything of %1 %2").arg(scopeText(target.scope), target.name),
                               .explanation = consequence(target),
                               .numbers = numbersOf(target, tr("counting…"), 0),
                               .name = target.name,
                               .button = isAll ? tr("Stop everything") : tr("Stop %1").arg(target.name),
                               .wantsReason = true};
    auto* dialog = new TypedConfirmation(act, &m_window);
    auto* ends = new DurationChoice;
    ends->addDuration(tr("when released"), {});
    constexpr auto hour = std::chrono::hours(1);
    ends->addDuration(tr("in 15 minutes"), std::chrono::minutes(15));
    ends->addDuration(tr("in 1 hour"), hour);
    ends->addDuration(tr("in 8 hours"), 8 * hour);
    ends->addDuration(tr("in 1 day"), 24 * hour);
    dialog->addField(tr("&Ends"), ends);
    connect(dialog, &TypedConfirmation::confirmed, this,
            [this, dialog, target, ends] { throwSwitch(dialog, target, *ends); });
    dialog->open();
    return dialog;
}

void StopCentre::throwSwitch(TypedConfirmation* dialog, const StopTarget& target, const DurationChoice& ends)
{
    protocol::KillSwitchDraft draft;
    draft.scope = target.scope.toStdString();
    draft.target = target.target.toStdString();
    draft.reason = dialog->reason().toStdString();
    if (const auto lasts = ends.duration())
        draft.expiresAt = SystemClock().now() + *lasts;
    m_session.daemon().post<protocol::ThrownKillSwitch>(
        QStringLiteral("kill-switches"), draft, client::WriteOptions::once(), dialog,
        [this, dialog](const client::Answer<protocol::ThrownKillSwitch>& thrown) {
            if (!thrown)
                return dialog->failed(client::sentence(thrown.failure()));
            dialog->accept();
            m_session.killSwitches().read();
        });
}

void StopCentre::tell()
{
    const auto& stopped = m_session.killSwitches().on();
    if (stopped.empty())
        return m_window.topBar().setStopped({});
    const bool isAll = m_session.killSwitches().of(QStringLiteral("global"), {}) != nullptr;
    m_window.topBar().setStopped(
        isAll ? tr("everything stopped")
        : stopped.size() == 1
            ? tr("%1 stopped")
                  .arg(targetName(m_session.directory(), QString::fromStdString(stopped.front().scope),
                                  QString::fromStdString(stopped.front().target)))
            : tr("%n thing(s) stopped", nullptr, static_cast<int>(stopped.size())));
}

void StopCentre::showStopped()
{
    auto* list = new StoppedList(m_session, &m_window);
    connect(list, &StoppedList::stopAsked, this, &StopCentre::pick);
    list->open();
}

} // namespace gotoai::shell
