// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "money/money.h"

#include <QLineEdit>

#include <optional>

namespace gotoai::widgets {

// An amount in USD, typed exactly: up to nine places behind the point, which is a point in every language, as in what
// the daemon writes. What is no amount is marked.
class MoneyField : public QLineEdit
{
    Q_OBJECT

public:
    explicit MoneyField(const QString& placeholder = {}, QWidget* parent = nullptr);

    std::optional<Money> amount() const; // empty: nothing, or no amount
    void setAmount(Money amount);

Q_SIGNALS:
    void amountChanged();
};

} // namespace gotoai::widgets
