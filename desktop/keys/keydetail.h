// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keys/keyrows.h"
#include "keys/snippets.h"
#include "widgets/detailpane.h"

#include <QUrl>

class QAction;
class QPushButton;

namespace gotoai::widgets {
class SegmentedControl;
class Snippet;
} // namespace gotoai::widgets

namespace gotoai::keys {

// The selected key: how it stands, what may be done with it, how it is used and what it may spend.
class KeyDetail : public widgets::DetailPane
{
    Q_OBJECT

public:
    // The actions are the page's.
    KeyDetail(const QList<QAction*>& acts, const QList<QAction*>& budgetActs, QWidget* parent = nullptr);

    void showKey(const KeyFacts& facts, Instant now);
    void setCall(const QUrl& gateway, const QString& model); // of the snippets

private:
    void showSnippet();

    widgets::PairList* m_budgets;
    widgets::PairList* m_facts;
    widgets::SegmentedControl* m_language;
    widgets::Snippet* m_snippet;
    QUrl m_gateway;
    QString m_model;
};

} // namespace gotoai::keys
