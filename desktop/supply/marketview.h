// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/market.h"
#include "widgets/celltable.h"

#include <QWidget>

class QPushButton;

namespace gotoai::widgets {
class Label;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::supply {

// Public list prices by provider, to be taken over; those that are chosen can be previewed before anything is written.
class MarketView : public QWidget
{
    Q_OBJECT

public:
    explicit MarketView(client::Session& session, QWidget* parent = nullptr);
    void refresh(); // reads once

Q_SIGNALS:
    void importAsked(const gotoai::protocol::MarketSelection& selection);

private:
    void fill();
    void judge();

    client::Session& m_session;
    std::optional<protocol::MarketCatalog> m_market;
    widgets::CellTable m_rows;
    widgets::Table* m_table;
    widgets::StateView* m_state;
    widgets::Label* m_note;
    QPushButton* m_import;
    client::Call m_reading;
};

} // namespace gotoai::supply
