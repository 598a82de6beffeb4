// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/endpoint.h"
#include "protocol/provider.h"
#include "widgets/formdialog.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace gotoai::supply {

QSpinBox* makeTokenCount(std::int64_t tokens);

// Adds an endpoint: one model at one provider, with its price.
class EndpointDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    EndpointDialog(const std::vector<protocol::Provider>& providers, QWidget* parent);
    protocol::EndpointDraft draft() const;

private:
    void judge();

    QComboBox* m_provider;
    QLineEdit* m_model;
    QLineEdit* m_upstream;
    QLineEdit* m_prompt;
    QLineEdit* m_completion;
    QLineEdit* m_cacheRead;
    QSpinBox* m_context;
    QSpinBox* m_output;
};

} // namespace gotoai::supply
