// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/account.h"
#include "widgets/formdialog.h"

class QLineEdit;

namespace gotoai::widgets {
class MoneyField;
}

namespace gotoai::billing {

// Makes an account, or changes one: its name and what it pays beside the provider's cost.
class AccountDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    explicit AccountDialog(QWidget* parent);
    AccountDialog(const protocol::Account& account, QWidget* parent);

    protocol::AccountDraft draft() const;
    protocol::AccountChange change() const;
    std::int64_t version() const { return m_before.version; } // that is changed
    void showConflict(const protocol::Account& now);

private:
    void makeFields();
    void judge();
    int basisPoints() const; // −1: what is typed is no share

    protocol::Account m_before; // as it was read
    QLineEdit* m_name;
    widgets::MoneyField* m_credit;
    QLineEdit* m_percent;
    widgets::MoneyField* m_perCall;
};

} // namespace gotoai::billing
