// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/endpoint.h"
#include "widgets/formdialog.h"

class QLineEdit;
class QSpinBox;

namespace gotoai::supply {

// Changes what the provider calls an endpoint's model, how much it takes, and its place among others. Prices are
// changed by repricing, which keeps the old ones.
class EndpointChangeDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    EndpointChangeDialog(const protocol::Endpoint& endpoint, const QString& name, QWidget* parent);

    protocol::EndpointChange change() const;
    std::int64_t version() const { return m_before.version; } // that is changed
    void showConflict(const protocol::Endpoint& now);

private:
    void judge();

    protocol::Endpoint m_before; // as it was read
    QLineEdit* m_upstream;
    QSpinBox* m_context;
    QSpinBox* m_output;
    QSpinBox* m_tier;
    QSpinBox* m_weight;
};

} // namespace gotoai::supply
