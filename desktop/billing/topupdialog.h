// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/account.h"
#include "protocol/topup.h"
#include "protocol/wallet.h"
#include "widgets/formdialog.h"

class QComboBox;
class QLineEdit;

namespace gotoai::widgets {
class MoneyField;
}

namespace gotoai::billing {

// Puts money into a wallet, and says in numbers what it will have then.
class TopUpDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    TopUpDialog(const protocol::Account& account, const protocol::Wallet& wallet, QWidget* parent);
    protocol::TopUpDraft draft() const;

private:
    void judge();

    const AccountId m_account;
    const protocol::Wallet m_wallet;
    widgets::MoneyField* m_amount;
    QComboBox* m_rail;
    QLineEdit* m_reference;
    widgets::Label* m_after;
};

} // namespace gotoai::billing
