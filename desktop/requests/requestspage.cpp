// SPDX-License-Identifier: GPL-3.0-or-later
#include "requests/requestspage.h"

#include "requests/filterbar.h"
#include "requests/orderdetail.h"
#include "requests/orderexport.h"
#include "widgets/button.h"
#include "widgets/columnchooser.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/inlinemessage.h"
#include "widgets/pageheader.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace gotoai::requests {

using namespace widgets;

namespace {

const QList<int> usualColumns{column::Id,   column::State,    column::Model,     column::Provider,
                              column::Key,  column::TokensIn, column::TokensOut, column::Duration,
                              column::Cost, column::Fee,      column::Charge};

} // namespace

RequestsPage::RequestsPage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("requests"), parent)
    , m_session(session)
    , m_names(session.directory())
    , m_orders(session.daemon(), QStringLiteral("orders"), orderColumns(m_names))
    , m_filter(new FilterBar(m_names))
    , m_new(makeButton(QString(), ButtonKind::Link))
    , m_live(new QCheckBox(tr("&Live")))
    , m_columns(makeButton(tr("Colu&mns")))
    , m_export(makeButton(tr("&Export CSV…")))
    , m_message(new InlineMessage)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::medium);
    auto* header = new PageHeader(title());
    header->addAct(m_live);
    header->addAct(m_columns);
    header->addAct(m_export);
    column->addWidget(header);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::small);
    row->addWidget(m_filter, 1);
    row->addWidget(m_new);
    column->addLayout(row);
    column->addWidget(m_message);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);
    m_live->setToolTip(tr("New orders come in by themselves while the list stands at its top"));
    m_new->setVisible(false);
    m_tail.setSingleShot(true);
    m_tail.setInterval(kTailPause);
    makeActions();
    connect(&m_tail, &QTimer::timeout, this, &RequestsPage::followTail);
    connect(m_filter, &FilterBar::filterChanged, this, &RequestsPage::applyFilter);
    connect(m_new, &QPushButton::clicked, this, &RequestsPage::showNew);
    connect(m_live, &QCheckBox::toggled, this, &RequestsPage::followTail);
    connect(m_export, &QPushButton::clicked, this, &RequestsPage::chooseExport);
    connect(&m_orders, &OrderList::stateChanged, this, &RequestsPage::showState);
    connect(&m_orders, &OrderList::newCountChanged, this, &RequestsPage::showNewCount);
    connect(&m_names, &client::Names::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    connect(&session.events(), &client::EventStream::orderEnded, this, &RequestsPage::orderEnded);
    connect(&session.events(), &client::EventStream::dropped, this, [this](qint64 count) {
        m_orders.noteNew(static_cast<int>(std::min<qint64>(count, OrderList::kMaxNewRows)));
    });
    connect(&session.events(), &client::EventStream::wasReset, this, [this] { m_orders.noteNew(); });
}

QWidget* RequestsPage::makeContent()
{
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::page);
    m_table = new Table(tr("Requests"));
    m_table->setModel(&m_orders);
    m_table->setIdColumn(column::Id);
    m_table->setTagColumn(column::State);
    for (const int number :
         {int(column::TokensIn), int(column::TokensOut), int(column::Attempts), int(column::FirstToken),
          int(column::Duration), int(column::Cost), int(column::Fee), int(column::Charge), int(column::Hold)})
        m_table->setNumberColumn(number);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_chooser = new ColumnChooser(*m_table, this);
    m_chooser->show(usualColumns);
    m_columns->setMenu(m_chooser);
    m_detail = new OrderDetail(m_session.daemon(), m_names);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({780, 400});
    m_detail->setVisible(false); // until an order is selected the table has all the room
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RequestsPage::select);
    connect(m_detail, &OrderDetail::closeRequested, this, &RequestsPage::closeDetail);
    connect(m_detail, &OrderDetail::replayRequested, this,
            [this](const QString& id) { Q_EMIT jumpRequested(QStringLiteral("replay:") + id); });
    return m_splitter;
}

QAction* RequestsPage::addAction(const QString& text, const QKeySequence& keys, const std::function<void()>& then)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, then);
    QWidget::addAction(action);
    return action;
}

void RequestsPage::makeActions()
{
    addAction(tr("Filter requests"), QKeySequence::Find, [this] { m_filter->focusFirst(); });
    addAction(tr("Read requests anew"), QKeySequence::Refresh, [this] { m_orders.reload(); });
    addAction(tr("Show new requests"), QKeySequence(Qt::CTRL | Qt::Key_Up), [this] { showNew(); });
    addAction(tr("Follow requests live"), QKeySequence(Qt::CTRL | Qt::Key_L), [this] { m_live->toggle(); });
    addAction(tr("Export requests as CSV"), QKeySequence(Qt::CTRL | Qt::Key_E), [this] { chooseExport(); });
    addAction(tr("Close the order's detail"), QKeySequence(Qt::Key_Escape), [this] { closeDetail(); });
    addAction(tr("Clear the filter of requests"), {}, [this] { m_filter->clear(); });
}

void RequestsPage::activate()
{
    m_isShown = true;
    if (m_orders.state() == OrderList::State::Idle)
        applyFilter();
    else
        followTail();
}

void RequestsPage::deactivate()
{
    m_isShown = false;
    m_tail.stop();
}

void RequestsPage::applyFilter() { m_orders.setFilter(m_filter->filter().query(QDateTime::currentDateTimeUtc())); }

void RequestsPage::orderEnded(const protocol::OrderEvent& order)
{
    if (m_orders.state() == OrderList::State::Idle || !m_filter->filter().passes(order))
        return;
    m_orders.note(QString::fromStdString(order.id.toString()));
    if (m_isShown && m_live->isChecked() && !m_tail.isActive())
        m_tail.start();
}

void RequestsPage::followTail()
{
    const bool isAtTop = m_table->verticalScrollBar()->value() == 0;
    if (m_isShown && m_live->isChecked() && isAtTop && m_orders.newCount() > 0)
        showNew();
}

void RequestsPage::showNew()
{
    m_orders.showNew();
    if (!m_live->isChecked())
        m_table->scrollToTop();
}

void RequestsPage::showNewCount(int count)
{
    const bool isFollowed = m_live->isChecked() && m_table->verticalScrollBar()->value() == 0;
    m_new->setText(tr("%n new", nullptr, count));
    m_new->setVisible(count > 0 && !isFollowed);
    Q_EMIT countChanged(count > 0 ? tr("%n new", nullptr, count) : m_live->isChecked() ? tr("live") : QString());
}

void RequestsPage::showState()
{
    using State = OrderList::State;
    switch (m_orders.state()) {
    case State::Idle: return;
    case State::Loading: return m_state->showLoading();
    case State::Failed:
        if (m_orders.rowCount() > 0)
            return m_state->showOffline(tr("%1 Shown is what was read at %2.")
                                            .arg(client::sentence(m_orders.failure()),
                                                 m_orders.readAt().toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
        return m_state->showError(client::sentence(m_orders.failure()), [this] { m_orders.reload(); });
    case State::Ready: break;
    }
    if (m_orders.rowCount() == 0 && m_filter->filter().isEmpty())
        m_state->showEmpty(tr("Nothing was asked yet. Make a key, or try a first call in the playground."),
                           tr("Open the &playground"), [this] { Q_EMIT jumpRequested(QStringLiteral("playground")); });
    else if (m_orders.rowCount() == 0)
        m_state->showEmpty(tr("No order fits this filter."), tr("Clea&r the filter"), [this] { m_filter->clear(); });
    else if (!m_orders.isComplete())
        m_state->showPartial(tr("%1 orders, and older ones as you scroll").arg(countText(m_orders.rowCount())));
    else
        m_state->showContent();
}

void RequestsPage::select(const QModelIndex& index)
{
    const protocol::Order* order = m_orders.row(index.row());
    if (!order)
        return;
    m_detail->setVisible(true);
    if (order->endedAt)
        m_detail->showOrder(*order);
    else
        m_detail->showId(order->id); // it may have ended meanwhile
}

void RequestsPage::closeDetail()
{
    m_detail->setVisible(false);
    m_detail->clear();
    m_table->selectionModel()->clear();
    m_table->setFocus();
}

bool RequestsPage::open(const QString& resource)
{
    const auto id = OrderId::parse(resource.toStdString());
    if (!id)
        return false;
    m_detail->setVisible(true);
    m_detail->showId(*id);
    if (m_orders.state() == OrderList::State::Idle)
        m_orders.setFilter({});
    return true;
}

} // namespace gotoai::requests
