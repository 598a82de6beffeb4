// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/reconciliation.h"
#include "widgets/celltable.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QPushButton;

namespace gotoai::widgets {
class DetailPane;
class InlineMessage;
class PairList;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::billing {

// What reconciliations found: the runs, the differences of the selected one, and what is done about each.
class ReconcileView : public QWidget
{
    Q_OBJECT

public:
    explicit ReconcileView(client::Session& session, QWidget* parent = nullptr);

    void refresh();
    void start();  // asks what to compare
    void import(); // asks for a provider's statement
    widgets::Table& runs() { return *m_runTable; }
    widgets::Table& differences() { return *m_table; }
    QAction* explainAct() const { return m_explain; }

private:
    enum class How { Explained, Booked };

    QWidget* makeContent();
    void takeRuns(const client::Answer<protocol::Page<protocol::Reconciliation>>& page);
    void readDifferences();
    void takeDifferences(const client::Answer<protocol::Page<protocol::Difference>>& page);
    void showSelected();
    const protocol::Difference* selected() const;
    void offerComparison(const protocol::ProviderStatement& statement);
    void openDialog(std::vector<protocol::ProviderStatement> statements);
    void resolve(How how);

    client::Session& m_session;
    std::vector<protocol::Reconciliation> m_known;
    std::vector<protocol::Difference> m_found;
    widgets::CellTable m_runs;
    widgets::CellTable m_differences;
    QPushButton* m_start;
    QPushButton* m_import;
    std::optional<protocol::ProviderStatement> m_imported; // the last one: what will be compared
    widgets::InlineMessage* m_message;
    widgets::Table* m_runTable;
    QCheckBox* m_onlyOpen;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    widgets::StateView* m_differenceState;
    widgets::DetailPane* m_detail;
    widgets::PairList* m_facts;
    QAction* m_explain;
    QAction* m_book;
    client::Call m_reading;
    client::Call m_readingDifferences;
};

} // namespace gotoai::billing
