// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/route.h"
#include "widgets/celltable.h"
#include "widgets/formdialog.h"

class QComboBox;
class QSpinBox;

namespace gotoai::supply {

// Where a request would go and why, without making it.
class ExplainDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    ExplainDialog(client::Session& session, const QString& model, QWidget* parent);

private:
    void ask();
    void show(const protocol::RouteAnswer& answer);

    client::Session& m_session;
    QComboBox* m_model;
    QComboBox* m_mode;
    QSpinBox* m_tokens;
    widgets::Label* m_sentence;
    widgets::CellTable m_rows;
};

} // namespace gotoai::supply
