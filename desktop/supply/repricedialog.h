// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/repricing.h"
#include "widgets/celltable.h"
#include "widgets/formdialog.h"

#include <QTimer>

class QLineEdit;

namespace gotoai::widgets {
class InlineMessage;
class SegmentedControl;
class Table;
} // namespace gotoai::widgets

namespace gotoai::supply {

// New prices for one or many endpoints, by a share or by figures. Shows what would change while it is typed; the button
// names how many.
class RepriceDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    RepriceDialog(client::Session& session, std::vector<EndpointId> endpoints, QWidget* parent);

Q_SIGNALS:
    void repriced(const gotoai::protocol::RepricingReport& report);

private:
    std::optional<protocol::Repricing> typed() const; // empty: not complete
    void look();
    void preview();
    void show(const protocol::RepricingReport& report);
    void apply();

    client::Session& m_session;
    const std::vector<EndpointId> m_endpoints;
    widgets::SegmentedControl* m_way;
    QLineEdit* m_percent;
    QLineEdit* m_prompt;
    QLineEdit* m_completion;
    QWidget* m_figures;
    widgets::Label* m_summary;
    widgets::InlineMessage* m_dropped; // prices that go unasked
    widgets::CellTable m_rows;
    widgets::Table* m_table;
    std::string m_preview;
    client::Call m_call;
    QTimer m_rest;
};

} // namespace gotoai::supply
