// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/actionregistry.h"

#include "shell/fuzzymatch.h"

#include <algorithm>

namespace gotoai::shell {

QString plainText(const QAction& action)
{
    QString text = action.text();
    text.remove(QLatin1Char('&')).remove(QChar(0x2026));
    return text.trimmed();
}

void ActionRegistry::add(QAction* action, const QString& origin)
{
    if (action->isSeparator() || action->text().isEmpty())
        return;
    m_entries.push_back({action, origin});
    connect(action, &QObject::destroyed, this,
            [this] { std::erase_if(m_entries, [](const Entry& entry) { return !entry.action; }); });
}

void ActionRegistry::addAll(const QList<QAction*>& actions, const QString& origin)
{
    for (QAction* action : actions)
        add(action, origin);
}

std::vector<ActionRegistry::Entry> ActionRegistry::matching(const QString& question) const
{
    std::vector<std::pair<int, Entry>> scored;
    for (const Entry& entry : m_entries) {
        if (!entry.action || !entry.action->isEnabled())
            continue;
        // The origin helps to find, the action's own words count more.
        const auto own = fuzzyScore(question, plainText(*entry.action));
        const auto whole = fuzzyScore(question, entry.origin + QLatin1Char(' ') + plainText(*entry.action));
        if (own || whole)
            scored.emplace_back(std::max(own.value_or(0) * 2, whole.value_or(0)), entry);
    }
    std::stable_sort(scored.begin(), scored.end(),
                     [](const auto& left, const auto& right) { return left.first > right.first; });
    std::vector<Entry> entries;
    for (auto& [score, entry] : scored)
        entries.push_back(std::move(entry));
    return entries;
}

std::vector<ActionRegistry::Entry> ActionRegistry::withShortcut() const
{
    std::vector<Entry> entries;
    std::copy_if(m_entries.begin(), m_entries.end(), std::back_inserter(entries),
                 [](const Entry& entry) { return entry.action && !entry.action->shortcut().isEmpty(); });
    return entries;
}

} // namespace gotoai::shell
