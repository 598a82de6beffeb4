// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "supply/endpointrows.h"

#include <QTimer>
#include <QWidget>

#include <map>

class QAction;
class QPushButton;

namespace gotoai::widgets {
class DetailPane;
class InlineMessage;
class SearchField;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::supply {

// All endpoints with how they do; the selected one beside them. Taking in and out of service happens at once, with an
// undo.
class EndpointsView : public QWidget
{
    Q_OBJECT

public:
    explicit EndpointsView(client::Session& session, QWidget* parent = nullptr);

    void refresh();
    bool select(const QString& id);
    std::vector<protocol::Endpoint> selected() const;
    std::optional<EndpointFacts> current() const;
    widgets::Table& table() { return *m_table; }
    const QList<QAction*>& acts() const { return m_acts; }
    QAction* testAct() const { return m_test; }
    QAction* changeAct() const { return m_change; }
    widgets::InlineMessage& message() { return *m_message; }

Q_SIGNALS:
    void addAsked();
    void selectionChanged();

private:
    QWidget* makeContent();
    void makeActs();
    void readHealth();
    std::vector<EndpointFacts> facts() const;
    EndpointFacts gather(const protocol::Endpoint& endpoint) const;
    void fill();
    void showState(bool isEmpty);
    void showCurrent();
    void judgeActs(const std::optional<EndpointFacts>& facts);
    void testNow();
    void changeCurrent();
    void setState(const std::string& state);
    void changeState(const protocol::Endpoint& endpoint, const std::string& state, bool mayUndo);
    void meetState(const protocol::Endpoint& before, const protocol::Endpoint& now, const std::string& state,
                   bool mayUndo);

    client::Session& m_session;
    std::map<EndpointId, protocol::EndpointHealth> m_health;
    widgets::CellTable m_rows;
    widgets::SearchField* m_filter;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    widgets::InlineMessage* m_message;
    widgets::DetailPane* m_detail;
    widgets::PairList* m_price;
    widgets::PairList* m_healthPairs;
    widgets::PairList* m_limits;
    QAction* m_test;
    QAction* m_change;
    QList<QAction*> m_acts; // enable, drain, disable
    client::Call m_reading;
    client::Call m_testing;
    QTimer m_rest;
};

} // namespace gotoai::supply
