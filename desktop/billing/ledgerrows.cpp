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

QString sideText(const Directory& directory, const std::string& account)
{
    const QStringList parts = QString::fromStdString(account).split(QLatin1Char(':'));
    const QString& first = parts.first();
    const QString last = parts.last();
    if (first == QLatin1String("wallet"))
        return last == QLatin1String("held") ? Texts::tr("held") : Texts::tr("wallet");
    if (first == QLatin1String("promo") && parts.size() > 2)
        return last == QLatin1String("held") ? Texts::tr("held grant") : Texts::tr("grant");
    if (first == QLatin1String("provider") || first == QLatin1String("suspense")) {
        const auto id = ProviderId::parse((first == QLatin1String("provider") ? parts.value(1) : last).toStdString());
        const protocol::Provider* provider = id ? directory.provider(*id) : nullptr;
        const QString name = provider ? plain(provider->name) : Texts::tr("a provider");
        return first == QLatin1String("provider") ? name : Texts::tr("suspense of %1").arg(name);
    }
    if (first == QLatin1String("cash"))
        return Texts::tr("cash by %1").arg(plain(last));
    return plain(QString::fromStdString(account).replace(QLatin1Char(':'), QLatin1Char(' ')));
}

} // namespace

QString signedMoney(Money amount)
{
    return amount.isNegative() ? exactMoney(amount) : QLatin1Char('+') + exactMoney(amount);
}

QString kindText(const std::string& kind)
{
    static const std::pair<const char*, const char*> words[]{
        {"reserve", QT_TRANSLATE_NOOP("gotoai::billing", "reserve")},
        {"cost", QT_TRANSLATE_NOOP("gotoai::billing", "cost")},
        {"fee", QT_TRANSLATE_NOOP("gotoai::billing", "fee")},
        {"release", QT_TRANSLATE_NOOP("gotoai::billing", "release")},
        {"absorb", QT_TRANSLATE_NOOP("gotoai::billing", "absorbed")},
        {"topup", QT_TRANSLATE_NOOP("gotoai::billing", "top-up")},
        {"chargeback", QT_TRANSLATE_NOOP("gotoai::billing", "chargeback")},
        {"grant", QT_TRANSLATE_NOOP("gotoai::billing", "grant")},
        {"grant_expiry", QT_TRANSLATE_NOOP("gotoai::billing", "grant ended")},
        {"refund", QT_TRANSLATE_NOOP("gotoai::billing", "refund")},
        {"provider_credit", QT_TRANSLATE_NOOP("gotoai::billing", "provider credit")},
        {"payout", QT_TRANSLATE_NOOP("gotoai::billing", "payout")},
        {"adjustment", QT_TRANSLATE_NOOP("gotoai::billing", "adjustment")}};
    for (const auto& [word, text] : words) {
        if (kind == word)
            return Texts::tr(text);
    }
    return plain(kind);
}

Tone kindTone(const std::string& kind)
{
    if (kind == "reserve")
        return Tone::Held;
    if (kind == "cost" || kind == "fee")
        return Tone::Accent;
    if (kind == "chargeback")
        return Tone::Broken;
    return kind == "absorb" || kind == "grant_expiry" || kind == "payout" ? Tone::Neutral : Tone::Good;
}

QString wayText(const Directory& directory, const std::string& debit, const std::string& credit)
{
    return Texts::tr("%1 → %2").arg(sideText(directory, debit), sideText(directory, credit));
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
