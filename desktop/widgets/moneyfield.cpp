// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/moneyfield.h"

#include <QStyle>

namespace gotoai::widgets {

namespace {

constexpr int longest = 24;

} // namespace

MoneyField::MoneyField(const QString& placeholder, QWidget* parent)
    : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setMaxLength(longest);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        setProperty("wrong", !text.trimmed().isEmpty() && !amount());
        style()->unpolish(this);
        style()->polish(this);
        Q_EMIT amountChanged();
    });
}

std::optional<Money> MoneyField::amount() const
{
    QString typed = text().trimmed();
    if (typed.startsWith(QLatin1Char('$')))
        typed.remove(0, 1);
    const auto parsed = Money::parseUsd(typed.toStdString());
    return parsed ? std::optional(*parsed) : std::nullopt;
}

void MoneyField::setAmount(Money amount) { setText(QString::fromStdString(amount.toUsd())); }

} // namespace gotoai::widgets
