// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/endpointsview.h"

#include "protocol/page.h"
#include "supply/prices.h"
#include "widgets/button.h"
#include "widgets/detailpane.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/searchfield.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QAction>
#include <QVBoxLayout>

#include <chrono>

namespace gotoai::supply {

using namespace widgets;
using client::EventStream;
using List = client::Directory::List;

namespace {

constexpr int stateColumn = 2;
constexpr int firstNumber = 3;
constexpr int lastNumber = 8;
constexpr int filterWidth = 300;
constexpr std::chrono::milliseconds rest{300};

QString word(const auto& id) { return QString::fromStdString(id.toString()); }

} // namespace

EndpointsView::EndpointsView(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_rows(endpointTitles())
    , m_filter(new SearchField(tr("Filter: model, provider, state…")))
    , m_table(new Table(tr("Endpoints")))
    , m_message(new InlineMessage)
    , m_detail(new DetailPane(tr("The selected endpoint")))
    , m_price(new PairList)
    , m_healthPairs(new PairList)
    , m_limits(new PairList)
{
    makeActs();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_filter->setFixedWidth(filterWidth);
    column->addWidget(m_filter);
    column->addWidget(m_message);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);
    m_rest.setSingleShot(true);
    m_rest.setInterval(rest);
    connect(&m_rest, &QTimer::timeout, this, &EndpointsView::readHealth);
    connect(m_filter, &SearchField::searched, this, &EndpointsView::fill);
    connect(m_table, &Table::currentIdChanged, this, &EndpointsView::showCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &EndpointsView::selectionChanged);
    connect(&session.directory(), &client::Directory::changed, this, [this](List list) {
        if (list == List::Endpoints || list == List::Providers)
            fill();
    });
    connect(&session.killSwitches(), &client::KillSwitches::changed, this, &EndpointsView::fill);
    connect(&session.events(), &EventStream::stateChanged, this, &EndpointsView::fill);
    connect(&session.events(), &EventStream::breakerChanged, this, [this](const protocol::EndpointHealth& health) {
        m_health[health.endpoint] = health;
        fill();
    });
    connect(&session.events(), &EventStream::orderEnded, this, [this] {
        if (isVisible() && !m_rest.isActive())
            m_rest.start();
    });
}

QWidget* EndpointsView::makeContent()
{
    auto* content = new QWidget;
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    m_table->setModel(&m_rows);
    m_table->setTagColumn(stateColumn);
    for (int number = firstNumber; number <= lastNumber; ++number)
        m_table->setNumberColumn(number);
    m_table->setStretchColumn(0);
    row->addWidget(m_table, 1);
    m_detail->addAct(makeButton(m_test));
    m_detail->addAct(makeButton(m_change));
    for (QAction* act : m_acts)
        m_detail->addAct(makeButton(act, act == m_acts.last() ? ButtonKind::Danger : ButtonKind::Plain));
    m_detail->addPart(tr("Price"), m_price);
    m_detail->addPart(tr("Health"), m_healthPairs);
    m_detail->addPart(tr("Limits"), m_limits);
    row->addWidget(m_detail);
    return content;
}

void EndpointsView::refresh()
{
    m_session.directory().read(List::Providers);
    m_session.directory().read(List::Endpoints);
    readHealth();
    fill();
}

void EndpointsView::readHealth()
{
    using Page = protocol::Page<protocol::EndpointHealth>;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    m_reading.cancel();
    m_reading = m_session.daemon().get<Page>(QStringLiteral("health"), query, this, [this](client::Answer<Page> page) {
        if (!page)
            return;
        for (protocol::EndpointHealth& health : page->data)
            m_health[health.endpoint] = std::move(health);
        fill();
    });
}

EndpointFacts EndpointsView::gather(const protocol::Endpoint& endpoint) const
{
    EndpointFacts facts{.endpoint = endpoint};
    if (const protocol::Provider* provider = m_session.directory().provider(endpoint.provider))
        facts.provider = *provider;
    if (const auto health = m_health.find(endpoint.id); health != m_health.end())
        facts.health = health->second;
    const client::KillSwitches& stops = m_session.killSwitches();
    for (const auto* stop : {stops.of(QStringLiteral("endpoint"), word(endpoint.id)),
                             stops.of(QStringLiteral("provider"), word(endpoint.provider)),
                             stops.of(QStringLiteral("model"), QString::fromStdString(endpoint.model))}) {
        if (stop && !facts.stop)
            facts.stop = *stop;
    }
    return facts;
}

std::vector<EndpointFacts> EndpointsView::facts() const
{
    std::vector<EndpointFacts> all;
    for (const protocol::Endpoint& endpoint : m_session.directory().endpoints())
        all.push_back(gather(endpoint));
    std::ranges::stable_sort(all, {}, [](const EndpointFacts& each) { return each.endpoint.model; });
    return all;
}

void EndpointsView::fill()
{
    const QString asked = m_filter->text().trimmed();
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    for (const EndpointFacts& each : facts()) {
        if (!fits(each, asked))
            continue;
        rows.push_back(endpointRow(each));
        ids << word(each.endpoint.id);
    }
    const bool isEmpty = ids.isEmpty();
    m_rows.setRows(std::move(rows), std::move(ids));
    if (!isEmpty && m_table->currentId().isEmpty())
        m_table->setCurrentIndex(m_rows.index(0, 0));
    showCurrent();
    showState(isEmpty);
}

void EndpointsView::showState(bool isEmpty)
{
    const client::Directory& directory = m_session.directory();
    const auto& failure = directory.failure(List::Endpoints);
    if (failure && !directory.isRead(List::Endpoints))
        m_state->showError(client::sentence(*failure), [this] { refresh(); });
    else if (!directory.isRead(List::Endpoints))
        m_state->showLoading();
    else if (failure || m_session.events().state() == EventStream::State::Waiting)
        m_state->showOffline(tr("The daemon cannot be reached. Shown is what was known before."));
    else if (isEmpty && m_filter->text().trimmed().isEmpty())
        m_state->showEmpty(tr("Nothing can be asked yet. Take a provider from the market, or add one of your own."),
                           m_session.mayWriteSupply() ? tr("&Add…") : QString(), [this] { Q_EMIT addAsked(); });
    else if (isEmpty)
        m_state->showEmpty(tr("No endpoint fits the filter."));
    else if (!directory.isWhole(List::Endpoints))
        m_state->showPartial(
            tr("The newest %1 endpoints; there are more.").arg(countText(qint64(client::Directory::kMost))));
    else
        m_state->showContent();
}

std::optional<EndpointFacts> EndpointsView::current() const
{
    const auto id = EndpointId::parse(m_table->currentId().toStdString());
    const protocol::Endpoint* endpoint = id ? m_session.directory().endpoint(*id) : nullptr;
    return endpoint ? std::optional(gather(*endpoint)) : std::nullopt;
}

std::vector<protocol::Endpoint> EndpointsView::selected() const
{
    std::vector<protocol::Endpoint> all;
    for (const QString& text : m_table->selectedIds()) {
        const auto id = EndpointId::parse(text.toStdString());
        if (const protocol::Endpoint* endpoint = id ? m_session.directory().endpoint(*id) : nullptr)
            all.push_back(*endpoint);
    }
    return all;
}

bool EndpointsView::select(const QString& id)
{
    m_filter->clear();
    fill();
    return m_table->selectId(id);
}

void EndpointsView::showCurrent()
{
    const auto facts = current();
    m_detail->setVisible(facts.has_value());
    judgeActs(facts);
    Q_EMIT selectionChanged();
    if (!facts)
        return;
    m_detail->setTitle(nameOf(*facts), stateOf(*facts).sentence);
    auto price = pricePairs(facts->endpoint.price.meters);
    price.push_back({.name = tr("Since"), .value = timeText(facts->endpoint.price.validFrom)});
    m_price->setPairs(std::move(price));
    m_healthPairs->setPairs(healthPairs(*facts));
    m_limits->setPairs(limitPairs(facts->endpoint));
}

} // namespace gotoai::supply
