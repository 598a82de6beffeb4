// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/doubt.h"
#include "widgets/celltable.h"

#include <QWidget>

class QPushButton;

namespace gotoai::widgets {
class DetailPane;
class InlineMessage;
class PairList;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::billing {

// Orders whose end was lost, with what is known of them; an operator may end them before the daemon does.
class DoubtsView : public QWidget
{
    Q_OBJECT

public:
    explicit DoubtsView(client::Session& session, QWidget* parent = nullptr);
    void refresh();

Q_SIGNALS:
    void counted(int count);

private:
    enum class End { Settle, Release };

    void fill();
    void showSelected();
    void end(End how);
    const protocol::Doubt* selected() const;

    client::Session& m_session;
    std::vector<protocol::Doubt> m_doubts;
    widgets::CellTable m_rows;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    widgets::InlineMessage* m_message;
    widgets::DetailPane* m_detail;
    widgets::PairList* m_evidence;
    QPushButton* m_settle;
    QPushButton* m_release;
    client::Call m_reading;
};

} // namespace gotoai::billing
