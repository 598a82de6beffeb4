// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "widgets/celltable.h"
#include "widgets/page.h"

class QAction;

namespace gotoai::widgets {
class DetailPane;
class InlineMessage;
class PairList;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::supply {

// Who is asked, with which protocol and policy, and whether there is a secret; never the secret.
class ProvidersView : public QWidget
{
    Q_OBJECT

public:
    explicit ProvidersView(client::Session& session, QWidget* parent = nullptr);

    void refresh() { m_session.directory().read(client::Directory::List::Providers); }
    bool select(const QString& id);
    std::optional<protocol::Provider> current() const;
    QAction* toggleAct() const { return m_toggle; }
    widgets::InlineMessage& message() { return *m_message; }

Q_SIGNALS:
    void addAsked();
    void changeAsked(const gotoai::protocol::Provider& provider);
    void stopAsked(const gotoai::widgets::StopTarget& target);

private:
    void fill();
    void showCurrent();
    void setEnabled(const protocol::Provider& provider, bool isEnabled, bool mayUndo);

    client::Session& m_session;
    widgets::CellTable m_rows;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    widgets::InlineMessage* m_message;
    widgets::DetailPane* m_detail;
    widgets::PairList* m_facts;
    QAction* m_change;
    QAction* m_toggle;
    QAction* m_stop;
};

} // namespace gotoai::supply
