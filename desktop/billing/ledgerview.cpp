// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/ledgerview.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/searchfield.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QVBoxLayout>

namespace gotoai::billing {

using namespace widgets;
using client::KeysetModel;

namespace {

constexpr int receiptHeight = 240;
constexpr int filterWidth = 280;

// What is typed becomes one filter of the daemon: an order's id, or a kind.
void addFilter(QUrlQuery& query, const QString& typed)
{
    if (typed.startsWith(QLatin1String("ord_"))) {
        query.addQueryItem(QStringLiteral("order"), typed);
        return;
    }
    for (const char* kind : {"reserve", "cost", "fee", "release", "absorb", "topup", "chargeback", "grant",
                             "grant_expiry", "refund", "adjustment"}) {
        const QString word = QString::fromLatin1(kind);
        if (!typed.isEmpty() && (kindText(kind).compare(typed, Qt::CaseInsensitive) == 0 || word == typed.toLower())) {
            query.addQueryItem(QStringLiteral("kind"), word);
            return;
        }
    }
}

} // namespace

LedgerView::LedgerView(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_ledger(session.daemon(), QStringLiteral("transfers"), ledgerColumns(session.directory()))
    , m_bar(new QWidget)
    , m_filter(new SearchField(tr("Filter: an order's id, or a kind as in top-up")))
    , m_pill(makeButton(QString()))
    , m_table(new Table(tr("Ledger")))
    , m_receipt(new OrderReceipt(session))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    auto* bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setSpacing(space::medium);
    m_filter->setFixedWidth(filterWidth);
    bar->addWidget(m_filter);
    bar->addStretch();
    m_pill->setProperty("kind", QStringLiteral("pill"));
    m_pill->setVisible(false);
    bar->addWidget(m_pill);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);

    connect(m_filter, &SearchField::searched, this, &LedgerView::filter);
    connect(m_pill, &QPushButton::clicked, &m_ledger, &KeysetModel::showNew);
    connect(&m_ledger, &KeysetModel::stateChanged, this, &LedgerView::showState);
    connect(&m_ledger, &KeysetModel::newCountChanged, this, [this](int count) {
        m_pill->setText(count > 99 ? tr("99+ new") : tr("%n new", nullptr, count));
        m_pill->setVisible(count > 0);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LedgerView::showSelected);
}

QWidget* LedgerView::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_table->setModel(&m_ledger);
    m_table->setIdColumn(OrderColumn);
    m_table->setTagColumn(EventColumn);
    for (int number = CostColumn; number <= AvailableColumn; ++number)
        m_table->setNumberColumn(number);
    m_table->setStretchColumn(WhatColumn);
    column->addWidget(m_table, 1);
    m_receipt->setFixedHeight(receiptHeight);
    column->addWidget(m_receipt);
    return content;
}

void LedgerView::showAccount(const std::optional<AccountId>& account)
{
    if (account == m_account)
        return;
    m_account = account;
    m_receipt->showOrder({});
    m_filter->clear();
    m_ledger.clear();
    filter();
}

void LedgerView::showOrder(const OrderId& order)
{
    m_filter->setText(QString::fromStdString(order.toString()));
    filter();
    m_receipt->showOrder(order);
}

void LedgerView::filter()
{
    if (!m_account)
        return m_ledger.clear();
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("account"), QString::fromStdString(m_account->toString()));
    addFilter(query, m_filter->text().trimmed());
    m_ledger.setFilter(query);
}

void LedgerView::noteChange()
{
    if (m_ledger.state() == KeysetModel::State::Ready && m_filter->text().trimmed().isEmpty())
        m_ledger.noteNew();
}

void LedgerView::refresh()
{
    if (m_ledger.state() != KeysetModel::State::Idle)
        m_ledger.reload();
}

void LedgerView::showState()
{
    const bool isFiltered = !m_filter->text().trimmed().isEmpty();
    switch (m_ledger.state()) {
    case KeysetModel::State::Idle: return;
    case KeysetModel::State::Loading: return m_state->showLoading();
    case KeysetModel::State::Failed:
        if (m_ledger.rowCount() > 0 && client::isRetryable(m_ledger.failure()))
            return m_state->showOffline(tr("%1 Shown is what was known at %2.")
                                            .arg(sentence(m_ledger.failure()),
                                                 m_ledger.readAt().toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
        return m_state->showError(sentence(m_ledger.failure()), [this] { m_ledger.reload(); });
    case KeysetModel::State::Ready: break;
    }
    if (m_ledger.rowCount() == 0)
        return m_state->showEmpty(isFiltered ? tr("No line of the ledger fits the filter.")
                                             : tr("Nothing was booked yet. Money comes into the wallet by a top-up."));
    if (m_ledger.isComplete())
        return m_state->showContent();
    m_state->showPartial(tr("%1 of more lines; the rest comes as you scroll.").arg(countText(m_ledger.rowCount())));
}

void LedgerView::showSelected()
{
    const protocol::Transfer* line = m_ledger.row(m_table->currentIndex().row());
    m_receipt->showOrder(line ? line->order : std::nullopt);
}

} // namespace gotoai::billing
