// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/rotatedialog.h"

#include "widgets/display.h"
#include "widgets/durationchoice.h"

namespace gotoai::keys {

using namespace widgets;

RotateDialog::RotateDialog(const protocol::Key& key, Budgets budgets, QWidget* parent)
    : FormDialog(tr("Renew the key %1").arg(plain(key.label)), tr("&Make the new key"), parent)
    , m_overlap(new DurationChoice)
{
    addNote(tr("A new key with the same label, account, route and models is made. The old one goes on until the time "
               "below, so that applications can be changed over one after the other."));
    if (budgets == Budgets::Carried)
        addNote(tr("The new key has the old one's budgets as well, from nothing spent."));
    else if (budgets == Budgets::Left)
        addNote(tr("The old key has a budget of its own. The new one has none until an administrator sets it."));
    constexpr auto hour = std::chrono::hours(1);
    m_overlap->addDuration(tr("1 hour"), hour);
    m_overlap->addDuration(tr("1 day"), 24 * hour);
    m_overlap->addDuration(tr("7 days"), 7 * 24 * hour);
    m_overlap->addDuration(tr("30 days"), 30 * 24 * hour);
    m_overlap->setCurrentIndex(1);
    addField(tr("The &old key ends in"), m_overlap);
    m_overlap->setFocus();
}

std::chrono::seconds RotateDialog::overlap() const { return m_overlap->duration().value_or(std::chrono::hours(24)); }

} // namespace gotoai::keys
