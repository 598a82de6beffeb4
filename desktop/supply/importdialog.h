// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/market.h"
#include "protocol/supplyfile.h"
#include "widgets/celltable.h"
#include "widgets/formdialog.h"

namespace gotoai::widgets {
class PairList;
}

namespace gotoai::supply {

// What an import from the market would add or change, before it does.
class ImportDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    ImportDialog(client::Session& session, protocol::MarketSelection selection, QWidget* parent);

Q_SIGNALS:
    void imported(const gotoai::protocol::SupplyDifference& difference);

private:
    void preview();
    void show(const protocol::SupplyDifference& difference);
    void apply();

    client::Session& m_session;
    protocol::MarketSelection m_selection;
    widgets::PairList* m_summary;
    widgets::CellTable m_rows;
};

} // namespace gotoai::supply
