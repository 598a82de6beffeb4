// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"
#include "protocol/reconciliation.h"
#include "widgets/formdialog.h"

class QComboBox;

namespace gotoai::widgets {
class DurationChoice;
}

namespace gotoai::billing {

// Compares the books with what a provider bills, or with the request log alone.
class ReconcileDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    ReconcileDialog(const client::Directory& directory, std::vector<protocol::ProviderStatement> statements,
                    QWidget* parent);
    void choose(const protocol::ProviderStatement& statement); // all that it covers
    protocol::ReconciliationDraft draft(Instant now) const;

private:
    void listStatements();

    const std::vector<protocol::ProviderStatement> m_known;
    QComboBox* m_provider;
    QComboBox* m_statement;
    widgets::DurationChoice* m_time;
};

} // namespace gotoai::billing
