// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "shell/actionregistry.h"
#include "widgets/page.h"
#include "widgets/pairlist.h"

#include <QPointer>

#include <vector>

namespace gotoai::widgets {
class DurationChoice;
class TypedConfirmation;
} // namespace gotoai::widgets

namespace gotoai::shell {

class CommandPalette;
class Window;

// Kill switches from anywhere: picks what is to be stopped, asks by typed confirmation, throws the switch, and shows
// what is stopped in the top bar, whence it is released.
class StopCentre : public QObject
{
    Q_OBJECT

public:
    StopCentre(client::Session& session, Window& window);

    // One more key stops what the page has selected, or, without a selection, everything.
    void pick();
    void ask(const widgets::StopTarget& target);
    void showStopped();

private:
    void offer(const widgets::StopTarget& target);
    widgets::TypedConfirmation* confirm(const widgets::StopTarget& target);
    std::vector<widgets::Pair> numbersOf(const widgets::StopTarget& target, const QString& cut,
                                         std::int64_t rerouted) const;
    void throwSwitch(widgets::TypedConfirmation* dialog, const widgets::StopTarget& target,
                     const widgets::DurationChoice& ends);
    void tell();

    client::Session& m_session;
    Window& m_window;
    ActionRegistry m_offers;
    QObject* m_offered = nullptr; // owns the actions of the picker
    CommandPalette* m_picker;
};

} // namespace gotoai::shell
