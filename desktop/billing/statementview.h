// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "billing/statementlist.h"
#include "client/session.h"
#include "widgets/celltable.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QDateEdit;
class QSaveFile;

namespace gotoai::widgets {
class InlineMessage;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::billing {

// A period of an account: opening + activity = closing, its lines, and the whole of it as a file.
class StatementView : public QWidget
{
    Q_OBJECT

public:
    explicit StatementView(client::Session& session, QWidget* parent = nullptr);

    void showAccount(const std::optional<AccountId>& account);
    void refresh();
    // To a file of that name; the format follows from its ending.
    void exportTo(const QString& file);

private:
    QWidget* makeContent();
    void choosePeriod();
    void read();
    void showFrame(const protocol::Statement& statement);
    void showState();
    void askForFile(const QString& ending);
    QUrlQuery period() const;

    client::Session& m_session;
    std::optional<AccountId> m_account;
    std::unique_ptr<StatementList> m_lines;
    widgets::CellTable m_frame;
    QComboBox* m_period;
    QDateEdit* m_from;
    QDateEdit* m_to;
    widgets::Table* m_frameTable;
    widgets::Table* m_linesTable;
    widgets::StateView* m_state;
    widgets::InlineMessage* m_message;
};

} // namespace gotoai::billing
