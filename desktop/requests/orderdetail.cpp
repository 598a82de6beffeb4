// SPDX-License-Identifier: GPL-3.0-or-later
#include "requests/orderdetail.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/inlinemessage.h"
#include "widgets/ordertimeline.h"
#include "widgets/pairlist.h"
#include "widgets/tag.h"
#include "widgets/text.h"
#include "widgets/transferwords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace gotoai::requests {

using namespace widgets;

namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

QString pathOf(const protocol::Order& order, const char* part)
{
    return QStringLiteral("orders/%1/%2").arg(text(order.id.toString()), QLatin1String(part));
}

} // namespace

OrderDetail::OrderDetail(client::DaemonClient& daemon, const client::Names& names, QWidget* parent)
    : QScrollArea(parent)
    , m_daemon(daemon)
    , m_names(names)
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setMinimumWidth(340);
    setWidget(makeContent());
    clear();
    connect(&names, &client::Names::changed, this, &OrderDetail::paintStory);
}

QWidget* OrderDetail::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(space::large, 0, space::tight, space::large);
    column->setSpacing(space::small);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::small);
    head->addWidget(m_id = new Label({}));
    m_id->setFont(monoFont());
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_id->setAccessibleName(tr("Order"));
    head->addWidget(m_state = new Tag);
    head->addStretch();
    auto* close = new QToolButton;
    close->setIcon(icon(QStringLiteral("close")));
    close->setAccessibleName(tr("Close the order"));
    close->setToolTip(QKeySequence(Qt::Key_Escape).toString(QKeySequence::NativeText));
    head->addWidget(close);
    connect(close, &QToolButton::clicked, this, &OrderDetail::closeRequested);
    column->addLayout(head);
    column->addWidget(m_reason = new Label({}, TextSize::Label, Ink::Muted));
    m_reason->setWrapping(Label::Wrapping::Words);
    column->addWidget(m_message = new InlineMessage);
    m_acts = new QWidget;
    auto* acts = new QHBoxLayout(m_acts);
    acts->setContentsMargins(0, 0, 0, space::small);
    acts->setSpacing(space::small);
    auto* replay = makeButton(tr("Re&play…"));
    auto* copy = makeButton(tr("Cop&y id"));
    auto* receipt = makeButton(tr("Copy recei&pt"));
    for (QPushButton* each : {replay, copy, receipt})
        acts->addWidget(each);
    acts->addStretch();
    column->addWidget(m_acts);
    column->addWidget(m_timeline = new OrderTimeline);
    column->addSpacing(space::small);
    column->addWidget(m_ledgerHeading = makeHeading(tr("Ledger lines")));
    column->addWidget(m_ledger = new PairList);
    column->addStretch();
    connect(replay, &QPushButton::clicked, this, [this] {
        if (m_order)
            Q_EMIT replayRequested(text(m_order->id.toString()));
    });
    connect(copy, &QPushButton::clicked, this, [this] {
        if (m_order)
            QGuiApplication::clipboard()->setText(text(m_order->id.toString()));
    });
    connect(receipt, &QPushButton::clicked, this, &OrderDetail::copyReceipt);
    return content;
}

void OrderDetail::clear()
{
    for (client::Call* call : {&m_orderCall, &m_routeCall, &m_transferCall})
        call->cancel();
    m_order.reset();
    m_id->setText({});
    m_state->setState({}, Tone::Neutral);
    m_reason->setText({});
    m_acts->setVisible(false);
    m_timeline->setStory({});
    m_ledgerHeading->setVisible(false);
    m_ledger->setPairs({});
    m_message->dismiss();
}

void OrderDetail::showId(const OrderId& id)
{
    m_orderCall.cancel();
    m_orderCall =
        m_daemon.get<protocol::Order>(QStringLiteral("orders/%1").arg(text(id.toString())), {}, this,
                                      [this, id](client::Answer<protocol::Order> order) {
                                          if (order)
                                              return showOrder(*order);
                                          clear();
                                          m_message->showMessage(Tone::Broken, client::sentence(order.failure()),
                                                                 tr("&Retry"), [this, id] { showId(id); });
                                      });
}

void OrderDetail::showOrder(const protocol::Order& order)
{
    const bool isOther = !m_order || m_order->id != order.id;
    m_order = order;
    if (isOther) {
        m_route.reset();
        m_ledger->setPairs({});
        m_message->dismiss();
    }
    const QString id = text(order.id.toString());
    m_id->setText(QStringLiteral("ord_") + shortId(id));
    m_id->setToolTip(id);
    m_state->setState(orderStateText(order.state), orderStateTone(order.state));
    QString line = tr("%1 · %2 · %3").arg(timeText(order.createdAt), plain(m_names.key(order.key)), plain(order.model));
    if (!order.reason.empty() && order.reason != "completed")
        line += QStringLiteral(" · ") + outcomeText(order.reason);
    m_reason->setText(line);
    m_acts->setVisible(true);
    paintStory();
    readRoute();
    readTransfers();
}

void OrderDetail::paintStory()
{
    if (m_order)
        m_timeline->setStory(
            storyOf(*m_order, m_route, [this](const ProviderId& id) { return plain(m_names.provider(id)); }));
}

// A member is not told, and the log does not keep it for ever: the story goes without it then.
void OrderDetail::readRoute()
{
    m_routeCall.cancel();
    m_routeCall = m_daemon.get<protocol::RouteReasons>(pathOf(*m_order, "route"), {}, this,
                                                       [this](client::Answer<protocol::RouteReasons> route) {
                                                           if (!route)
                                                               return;
                                                           m_route = std::move(*route);
                                                           paintStory();
                                                       });
}

void OrderDetail::readTransfers()
{
    using Transfers = protocol::Page<protocol::Transfer>;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("order"), text(m_order->id.toString()));
    m_transferCall.cancel();
    m_transferCall =
        m_daemon.get<Transfers>(QStringLiteral("transfers"), query, this, [this](client::Answer<Transfers> page) {
            if (!page) {
                m_message->showMessage(Tone::Broken, client::sentence(page.failure()), tr("&Retry"), [this] {
                    if (m_order)
                        readTransfers();
                });
                return;
            }
            std::vector<Pair> lines;
            for (auto transfer = page->data.rbegin(); transfer != page->data.rend(); ++transfer)
                lines.push_back({.name = QStringLiteral("%1   %2").arg(
                                     kindText(transfer->kind),
                                     wayText(transfer->debit, transfer->credit,
                                             [this](const ProviderId& id) { return plain(m_names.provider(id)); })),
                                 .value = exactMoney(transfer->amount)});
            m_ledgerHeading->setVisible(!lines.empty());
            m_ledger->setPairs(std::move(lines));
        });
}

void OrderDetail::copyReceipt()
{
    if (!m_order)
        return;
    m_daemon.get<QJsonObject>(
        pathOf(*m_order, "receipt"), {}, this, [this](const client::Answer<QJsonObject>& receipt) {
            if (!receipt)
                return m_message->showMessage(Tone::Broken, client::sentence(receipt.failure()));
            QGuiApplication::clipboard()->setText(QString::fromUtf8(QJsonDocument(*receipt).toJson()));
            m_message->showMessage(Tone::Good,
                                   tr("The receipt is in the clipboard: a file for gotoaid verify --receipt."));
        });
}

} // namespace gotoai::requests
