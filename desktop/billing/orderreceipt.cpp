// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/orderreceipt.h"

#include "billing/ledgerrows.h"
#include "protocol/page.h"
#include "widgets/button.h"
#include "widgets/clipboard.h"
#include "widgets/display.h"
#include "widgets/pairlist.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>

namespace gotoai::billing {

using namespace widgets;

namespace {

constexpr int wayColumn = 1;
constexpr int amountColumn = 2;

QString headText(const std::string& line)
{
    const QString text = plain(line);
    return text.size() <= 24 ? text : text.left(12) + QChar(0x2026) + text.right(8);
}

} // namespace

OrderReceipt::OrderReceipt(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_transfers({tr("Event"), tr("From, to"), tr("Amount")})
    , m_heading(makeHeading({}))
    , m_table(new Table(tr("What the order moved")))
    , m_facts(new PairList)
    , m_copy(makeButton(tr("Copy rec&eipt")))
    , m_refund(makeButton(tr("Re&fund…")))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * space::page);
    auto* left = new QVBoxLayout;
    left->setSpacing(space::small);
    left->addWidget(m_heading);
    m_table->setModel(&m_transfers);
    m_table->horizontalHeader()->hide();
    m_table->setTagColumn(0);
    m_table->setNumberColumn(amountColumn);
    m_table->setStretchColumn(wayColumn);
    left->addWidget(m_table, 1);
    row->addLayout(left, 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(space::small);
    right->addWidget(makeHeading(tr("Receipt")));
    right->addWidget(m_facts);
    auto* acts = new QHBoxLayout;
    acts->setSpacing(space::medium);
    acts->addWidget(m_copy);
    acts->addWidget(m_refund);
    acts->addStretch();
    right->addLayout(acts);
    right->addStretch();
    row->addLayout(right, 1);
    connect(m_copy, &QPushButton::clicked, this, &OrderReceipt::copyReceipt);
    connect(m_refund, &QPushButton::clicked, this, [this] {
        if (m_known)
            Q_EMIT refundAsked(*m_known);
    });
    showOrder({});
}

void OrderReceipt::showOrder(const std::optional<OrderId>& order)
{
    setVisible(order.has_value());
    if (order == m_order)
        return;
    m_order = order;
    m_known.reset();
    m_receipt = {};
    m_transfers.setRows({});
    m_facts->setPairs({});
    m_copy->setEnabled(false);
    m_refund->setEnabled(false);
    for (client::Call& call : m_calls)
        call.cancel();
    if (m_order)
        read();
}

void OrderReceipt::read()
{
    const QString id = QString::fromStdString(m_order->toString());
    m_heading->setText(tr("Order %1").arg(shortId(id)));
    QUrlQuery ofOrder;
    ofOrder.addQueryItem(QStringLiteral("order"), id);
    ofOrder.addQueryItem(QStringLiteral("limit"), QStringLiteral("100"));
    using Transfers = protocol::Page<protocol::Transfer>;
    client::DaemonClient& daemon = m_session.daemon();
    m_calls[0] =
        daemon.get<Transfers>(QStringLiteral("transfers"), ofOrder, this, [this](client::Answer<Transfers> page) {
            if (page)
                m_transfers.setRows(transferRows(m_session.directory(), std::move(page->data)));
        });
    m_calls[1] = daemon.get<protocol::Order>(QStringLiteral("orders/") + id, {}, this,
                                             [this](const client::Answer<protocol::Order>& order) {
                                                 if (order)
                                                     takeOrder(*order);
                                             });
    m_calls[2] = daemon.get<QJsonObject>(QStringLiteral("orders/%1/receipt").arg(id), {}, this,
                                         [this](const client::Answer<QJsonObject>& answer) { takeReceipt(answer); });
}

void OrderReceipt::takeOrder(const protocol::Order& order)
{
    m_known = order;
    const bool hasLeft = order.charge > order.refunded;
    m_refund->setEnabled(m_session.mayWriteMoney() && order.state == "finalized" && hasLeft);
    m_refund->setToolTip(hasLeft ? QString() : tr("Nothing of its charge is left."));
    if (!m_receipt.isEmpty())
        takeReceipt(m_receipt);
}

// Kept as it came, so that what is copied is what was proved.
void OrderReceipt::takeReceipt(const client::Answer<QJsonObject>& answer)
{
    std::vector<Pair> pairs;
    if (m_known) {
        pairs.push_back({.name = tr("Model"), .value = plain(m_known->model)});
        pairs.push_back({.name = tr("Charge"), .value = exactMoney(m_known->charge)});
        if (!m_known->refunded.isZero())
            pairs.push_back({.name = tr("Refunded"), .value = exactMoney(m_known->refunded)});
    }
    const auto receipt = answer ? protocol::fromJson<protocol::Receipt>(*answer)
                                : Result<protocol::Receipt>(failure(ErrorCode::NotFound, "there is no receipt"));
    if (!receipt) {
        pairs.push_back({.name = tr("No receipt yet"),
                         .value = answer ? tr("made by another version") : client::sentence(answer.failure())});
    } else {
        m_receipt = *answer;
        pairs.push_back({.name = tr("Leaf"), .value = tr("batch %1").arg(countText(receipt->end.batch))});
        pairs.push_back({.name = tr("Signed head"), .value = headText(receipt->end.head), .isIdentifier = true});
    }
    m_facts->setPairs(std::move(pairs));
    m_copy->setEnabled(!m_receipt.isEmpty());
}

void OrderReceipt::copyReceipt() { copyText(QString::fromUtf8(QJsonDocument(m_receipt).toJson())); }

} // namespace gotoai::billing
