// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"

namespace gotoai::client {

// Writes a dialog's change over the version that it shows. Whoever comes second is shown what the first has written,
// with everything typed still there. `answered` is called first, whatever came of it: what is there now is to show
// behind the dialog. `Now` is what the daemon tells of a conflict; a Dialog has change(), version(), accept(),
// showConflict(Now) and failed(sentence).
template<class Resource, class Now = Resource, class Dialog>
void submitChange(DaemonClient& daemon, const QString& path, Dialog* dialog, std::function<void()> answered)
{
    daemon.patch<Resource>(path, dialog->change(), WriteOptions::over(dialog->version()), dialog,
                           [dialog, answered = std::move(answered)](const Answer<Resource>& changed) {
                               answered();
                               if (changed)
                                   dialog->accept();
                               else if (const auto now = currentIn<Now>(changed.failure()))
                                   dialog->showConflict(*now);
                               else
                                   dialog->failed(sentence(changed.failure()));
                           });
}

// What the change of a single field, done at once and without a dialog, met.
enum class Met {
    SameWish,   // somebody else has done it already
    OtherField, // both changes go together: once more, over their version
    OtherWish,  // somebody else wants it otherwise: the user has to choose
};
template<class Value>
Met meet(const Value& before, const Value& theirs, const Value& wished)
{
    if (theirs == wished)
        return Met::SameWish;
    return theirs == before ? Met::OtherField : Met::OtherWish;
}

} // namespace gotoai::client
