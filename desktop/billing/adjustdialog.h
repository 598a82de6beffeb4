// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/account.h"
#include "protocol/booking.h"
#include "protocol/provider.h"
#include "widgets/formdialog.h"

class QComboBox;
class QLineEdit;

namespace gotoai::widgets {
class DurationChoice;
class MoneyField;
} // namespace gotoai::widgets

namespace gotoai::billing {

// Puts a wallet right, with a reason: a grant, a correction in either direction against what is open with a provider, a
// payment that was taken back. What takes from the wallet wants the account's name typed.
class AdjustDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    enum class Act { Grant, Credit, Debit, Chargeback };

    AdjustDialog(const protocol::Account& account, const std::vector<protocol::Provider>& providers, QWidget* parent);

    Act act() const;
    protocol::GrantDraft grant() const;
    protocol::AdjustmentDraft adjustment() const;
    protocol::ChargebackDraft chargeback() const;

private:
    void judge();
    void showFields();
    Money amount() const;
    std::string reason() const;

    const protocol::Account m_account;
    const Instant m_openedAt; // the same draft stays the same when it is tried again
    QComboBox* m_act;
    widgets::MoneyField* m_amount;
    widgets::DurationChoice* m_ends;
    QComboBox* m_provider;
    QComboBox* m_rail;
    QLineEdit* m_reason;
    QLineEdit* m_typed;
    std::vector<std::pair<QWidget*, QList<Act>>> m_only; // which acts have which field
};

} // namespace gotoai::billing
