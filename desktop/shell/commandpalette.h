// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/actionregistry.h"

#include <QDialog>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace gotoai::shell {

// One line to go anywhere and do anything: actions by a few of their letters, resources by their pasted id.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const ActionRegistry& actions, QWidget* parent, const QString& question = {});
    void openBelow(const QWidget& field);

Q_SIGNALS:
    void idGiven(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void list();
    void run();

    const ActionRegistry& m_actions;
    QLineEdit* m_question;
    QListView* m_list;
    QStandardItemModel* m_model;
    std::vector<ActionRegistry::Entry> m_found;
};

// Whether a text looks like the id of a resource ("ord_…").
bool isResourceId(const QString& text);

} // namespace gotoai::shell
