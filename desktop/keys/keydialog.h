// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/account.h"
#include "protocol/budget.h"
#include "protocol/key.h"
#include "widgets/formdialog.h"

#include <optional>
#include <vector>

class QComboBox;
class QLineEdit;

namespace gotoai::widgets {
class DurationChoice;
class MoneyField;
} // namespace gotoai::widgets

namespace gotoai::keys {

// Makes a key, with a budget if one is wanted.
class KeyDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    KeyDialog(const std::vector<protocol::Account>& accounts, bool mayBudget, QWidget* parent);

    void chooseAccount(const AccountId& account);
    protocol::KeyDraft draft(Instant now) const;
    // Empty: none is wanted. The key's id is filled in by who makes both.
    std::optional<protocol::BudgetDraft> budget() const;

private:
    void judge();

    QLineEdit* m_label;
    QComboBox* m_account;
    QComboBox* m_mode;
    QLineEdit* m_models;
    widgets::DurationChoice* m_expiry;
    widgets::MoneyField* m_limit = nullptr;
    QComboBox* m_period = nullptr;
};

// Changes label, route and models.
class KeyChangeDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    KeyChangeDialog(const protocol::Key& key, QWidget* parent);
    protocol::KeyChange change() const;
    std::int64_t version() const { return m_before.version; } // that is changed
    void showConflict(const protocol::Key& now);

private:
    protocol::Key m_before; // as it was read
    QLineEdit* m_label;
    QComboBox* m_mode;
    QLineEdit* m_models;
};

} // namespace gotoai::keys
