// SPDX-License-Identifier: GPL-3.0-or-later
#include "requests/ordercolumns.h"

#include "widgets/display.h"
#include "widgets/orderstory.h"
#include "widgets/roles.h"

#include <QCoreApplication>

namespace gotoai::requests {

using namespace widgets;
using protocol::Order;

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::requests::Columns)
};

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

const protocol::Attempt* last(const Order& order) { return order.attempts.empty() ? nullptr : &order.attempts.back(); }

// A cell that shows one thing and copies another.
QVariant cell(int role, const QString& shown, const QString& exact = {})
{
    if (role == Qt::DisplayRole)
        return shown;
    if (role == ExactRole && !exact.isEmpty())
        return exact;
    return {};
}

QVariant moneyCell(int role, Money amount, const Order& order)
{
    const bool isMoved = order.state == "finalized" || !amount.isZero();
    return cell(role, isMoved ? exactMoney(amount) : QString(), QString::fromStdString(amount.toUsd()));
}

QVariant durationCell(int role, std::optional<std::chrono::microseconds> duration)
{
    if (!duration)
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("–")) : QVariant();
    const qint64 milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(*duration).count();
    return cell(role, milliText(milliseconds), QString::number(milliseconds));
}

std::optional<std::chrono::microseconds> firstToken(const Order& order)
{
    const auto* attempt = last(order);
    return attempt && attempt->firstTokenAt ? std::optional(*attempt->firstTokenAt - order.createdAt) : std::nullopt;
}

std::optional<std::chrono::microseconds> duration(const Order& order)
{
    return order.endedAt ? std::optional(*order.endedAt - order.createdAt) : std::nullopt;
}

QVariant countCell(int role, const std::optional<protocol::Usage>& usage, std::int64_t protocol::Usage::*count)
{
    return usage ? cell(role, countText((*usage).*count), QString::number((*usage).*count)) : QVariant();
}

QVariant stateCell(const Order& order, int role)
{
    if (role == ToneRole)
        return static_cast<int>(orderStateTone(order.state));
    return cell(role, orderStateText(order.state), text(order.state));
}

QString providerOf(const Order& order, const client::Names& names)
{
    const auto* attempt = last(order);
    return attempt ? plain(names.provider(attempt->provider)) : QString();
}

} // namespace

std::vector<client::Column<Order>> orderColumns(const client::Names& known)
{
    const auto* names = &known;
    using Usage = protocol::Usage;
    return {
        {Texts::tr("Time"), [](const Order& order,
                               int role) { return cell(role, timeText(order.createdAt), exactTime(order.createdAt)); }},
        {Texts::tr("Order"),
         [](const Order& order, int role) { return cell(role, text(order.id.toString()), text(order.id.toString())); }},
        {Texts::tr("State"), stateCell},
        {Texts::tr("Model"), [](const Order& order, int role) { return cell(role, plain(order.model)); }},
        {Texts::tr("Provider"),
         [names](const Order& order, int role) { return cell(role, providerOf(order, *names)); }},
        {Texts::tr("Key"),
         [names](const Order& order, int role) {
             return cell(role, plain(names->key(order.key)), text(order.key.toString()));
         }},
        {Texts::tr("Account"),
         [names](const Order& order, int role) {
             return cell(role, plain(names->account(order.account)), text(order.account.toString()));
         }},
        {Texts::tr("Tokens in"),
         [](const Order& order, int role) { return countCell(role, order.usage, &Usage::promptTokens); }},
        {Texts::tr("Tokens out"),
         [](const Order& order, int role) { return countCell(role, order.usage, &Usage::completionTokens); }},
        {Texts::tr("Attempts"),
         [](const Order& order, int role) {
             return cell(role, countText(static_cast<qint64>(order.attempts.size())));
         }},
        {Texts::tr("First token"), [](const Order& order, int role) { return durationCell(role, firstToken(order)); }},
        {Texts::tr("Duration"), [](const Order& order, int role) { return durationCell(role, duration(order)); }},
        {Texts::tr("Provider cost"),
         [](const Order& order, int role) { return moneyCell(role, order.providerCost, order); }},
        {Texts::tr("Platform fee"),
         [](const Order& order, int role) { return moneyCell(role, order.platformFee, order); }},
        {Texts::tr("User charge"), [](const Order& order, int role) { return moneyCell(role, order.charge, order); }},
        {Texts::tr("Hold"), [](const Order& order, int role) { return moneyCell(role, order.hold, order); }},
        {Texts::tr("Reason"),
         [](const Order& order, int role) {
             return cell(role, order.reason.empty() ? QString() : outcomeText(order.reason), text(order.reason));
         }},
    };
}

QStringList exportTitles()
{
    const char* titles[]{
        "created_at",        "ended_at",         "order",      "number",    "state",         "reason",
        "account",           "account_name",     "key",        "key_label", "model",         "mode",
        "streamed",          "provider",         "endpoint",   "attempts",  "prompt_tokens", "completion_tokens",
        "provider_cost_usd", "platform_fee_usd", "charge_usd", "hold_usd",  "refunded_usd"};
    QStringList list;
    for (const char* title : titles)
        list << QLatin1String(title);
    return list;
}

QStringList exportFields(const Order& order, const client::Names& names)
{
    const auto money = [](Money amount) { return text(amount.toUsd()); };
    const auto* attempt = last(order);
    return {exactTime(order.createdAt),
            order.endedAt ? exactTime(*order.endedAt) : QString(),
            text(order.id.toString()),
            QString::number(order.number),
            text(order.state),
            text(order.reason),
            text(order.account.toString()),
            plain(names.account(order.account)),
            text(order.key.toString()),
            plain(names.key(order.key)),
            plain(order.model),
            text(order.mode),
            order.isStreamed ? QStringLiteral("true") : QStringLiteral("false"),
            providerOf(order, names),
            attempt ? text(attempt->endpoint.toString()) : QString(),
            QString::number(order.attempts.size()),
            order.usage ? QString::number(order.usage->promptTokens) : QString(),
            order.usage ? QString::number(order.usage->completionTokens) : QString(),
            money(order.providerCost),
            money(order.platformFee),
            money(order.charge),
            money(order.hold),
            money(order.refunded)};
}

} // namespace gotoai::requests
