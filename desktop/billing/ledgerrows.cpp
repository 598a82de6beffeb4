// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/ledgerrows.h"

#include "widgets/display.h"
#include "widgets/roles.h"

#include <QCoreApplication>

namespace gotoai::billing {

using namespace widgets;
using client::Column;
using client::Directory;
using protocol::Transfer;

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::billing)
};

// A column that shows a text and says the exact one.
template<class Show, class Exact>
Column<Transfer> textColumn(const QString& title, Show show, Exact exact)
{
    return {title, [show, exact](const Transfer& transfer, int role) -> QVariant {
                if (role == Qt::DisplayRole)
                    return show(transfer);
                return role == ExactRole ? QVariant(exact(transfer)) : QVariant();
            }};
}

template<class Which>
Column<Transfer> moneyColumn(const QString& title, Which which)
{
    return {title, [which](const Transfer& transfer, int role) -> QVariant {
                const std::optional<QString> shown = which(transfer);
                return shown && role == Qt::DisplayRole ? QVariant(*shown) : QVariant();
            }};
}

QString whatText(const Directory& directory, const Transfer& transfer)
{
    const std::string& kind = transfer.kind;
    if (kind == "reserve")
        return Texts::tr("the most that it can cost");
    if (kind == "release")
        return Texts::tr("unused hold");
    if (kind == "topup")
        return Texts::tr("%1 by %2")
            .arg(signedMoney(transfer.amount),
                 plain(QString::fromStdString(transfer.debit).section(QLatin1Char(':'), 1)));
    return wayText(directory, transfer.debit, transfer.credit);
}

QString preciseTime(Instant at)
{
    return toDateTime(at).date() == QDate::currentDate() ? toDateTime(at).toString(QStringLiteral("HH:mm:ss.zzz"))
                                                         : timeText(at);
}

// Of a charge: what left the wallet's hold for somebody else.
bool isCharge(const Transfer& transfer) { return transfer.kind == "cost" || transfer.kind == "fee"; }

} // namespace

QString signedMoney(Money amount)
{
    return amount.isNegative() ? exactMoney(amount) : QLatin1Char('+') + exactMoney(amount);
}

QString wayText(const Directory& directory, const std::string& debit, const std::string& credit)
{
    return widgets::wayText(debit, credit, [&directory](const ProviderId& id) {
        const protocol::Provider* provider = directory.provider(id);
        return provider ? plain(provider->name) : QString();
    });
}

std::vector<Column<Transfer>> ledgerColumns(const Directory& directory)
{
    const auto amountIf = [](bool isShown, const Transfer& transfer) {
        return isShown ? std::optional(exactMoney(transfer.amount)) : std::nullopt;
    };
    const Column<Transfer> event{Texts::tr("Event"), [](const Transfer& transfer, int role) -> QVariant {
                                     if (role == ToneRole)
                                         return static_cast<int>(kindTone(transfer.kind));
                                     return role == Qt::DisplayRole ? QVariant(kindText(transfer.kind)) : QVariant();
                                 }};
    const auto order = [](const Transfer& transfer) {
        return transfer.order ? QString::fromStdString(transfer.order->toString()) : QString();
    };
    return {
        textColumn(
            Texts::tr("Time"), [](const Transfer& transfer) { return preciseTime(transfer.at); },
            [](const Transfer& transfer) { return exactTime(transfer.at); }),
        textColumn(
            Texts::tr("Order"),
            [order](const Transfer& transfer) { return transfer.order ? order(transfer) : QStringLiteral("–"); },
            order),
        event,
        textColumn(
            Texts::tr("What"), [&directory](const Transfer& transfer) { return whatText(directory, transfer); },
            [&directory](const Transfer& transfer) { return wayText(directory, transfer.debit, transfer.credit); }),
        moneyColumn(Texts::tr("Provider cost"),
                    [amountIf](const Transfer& transfer) { return amountIf(transfer.kind == "cost", transfer); }),
        moneyColumn(Texts::tr("Platform fee"),
                    [amountIf](const Transfer& transfer) { return amountIf(transfer.kind == "fee", transfer); }),
        moneyColumn(Texts::tr("User charge"),
                    [amountIf](const Transfer& transfer) { return amountIf(isCharge(transfer), transfer); }),
        moneyColumn(Texts::tr("Hold"),
                    [](const Transfer& transfer) -> std::optional<QString> {
                        if (transfer.kind == "reserve")
                            return exactMoney(Money::fromNano(-transfer.amount.nano()));
                        return transfer.kind == "release" ? std::optional(signedMoney(transfer.amount)) : std::nullopt;
                    }),
        moneyColumn(Texts::tr("Available after"),
                    [](const Transfer& transfer) {
                        return transfer.availableAfter ? std::optional(exactMoney(*transfer.availableAfter))
                                                       : std::nullopt;
                    }),
    };
}

std::vector<std::vector<Cell>> transferRows(const Directory& directory, std::vector<Transfer> transfers)
{
    std::ranges::sort(transfers, {}, &Transfer::number);
    std::vector<std::vector<Cell>> rows;
    for (const Transfer& transfer : transfers)
        rows.push_back({{kindText(transfer.kind), {}, kindTone(transfer.kind)},
                        {wayText(directory, transfer.debit, transfer.credit)},
                        {exactMoney(transfer.amount)}});
    return rows;
}

} // namespace gotoai::billing
