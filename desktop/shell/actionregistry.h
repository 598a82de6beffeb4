// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>
#include <QPointer>

#include <vector>

namespace gotoai::shell {

// Every act of the console, whoever offers it: what the command palette searches and the shortcut sheet lists. Actions
// are not owned; one that is destroyed leaves by itself.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    struct Entry
    {
        QPointer<QAction> action;
        QString origin; // the page's or the shell's name
    };

    using QObject::QObject;

    void add(QAction* action, const QString& origin);
    void addAll(const QList<QAction*>& actions, const QString& origin);
    // Those that can be triggered now, by how well they fit; all, in the order of registration, for an empty question.
    std::vector<Entry> matching(const QString& question) const;
    std::vector<Entry> withShortcut() const;

private:
    std::vector<Entry> m_entries;
};

// The action's text as people read it: without mnemonics and dots.
QString plainText(const QAction& action);

} // namespace gotoai::shell
