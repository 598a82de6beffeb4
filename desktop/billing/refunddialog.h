// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/booking.h"
#include "protocol/order.h"
#include "widgets/formdialog.h"

class QLineEdit;

namespace gotoai::widgets {
class MoneyField;
}

namespace gotoai::billing {

// Gives back of an order's charge, in all at most the charge.
class RefundDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    RefundDialog(const protocol::Order& order, QWidget* parent);
    protocol::RefundDraft draft() const;

private:
    void judge();

    const OrderId m_order;
    Money m_left; // of the charge
    widgets::MoneyField* m_amount;
    QLineEdit* m_reason;
};

} // namespace gotoai::billing
