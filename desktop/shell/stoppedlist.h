// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"

#include <QDialog>

class QPushButton;

namespace gotoai::widgets {
class CellTable;
class InlineMessage;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::shell {

// What kill switches hold back now, why and since when; releases them. Deletes itself.
class StoppedList : public QDialog
{
    Q_OBJECT

public:
    StoppedList(client::Session& session, QWidget* parent);

Q_SIGNALS:
    void stopAsked(); // something else is to be stopped

private:
    void list();
    void release();

    client::Session& m_session;
    widgets::CellTable* m_rows;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    widgets::InlineMessage* m_message;
    QPushButton* m_release;
};

} // namespace gotoai::shell
