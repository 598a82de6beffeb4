// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/marketview.h"

#include "supply/endpointrows.h"
#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QVBoxLayout>

#include <map>

namespace gotoai::supply {

using namespace widgets;
using protocol::MarketCatalog;

namespace {

constexpr int addressColumn = 3;
constexpr int countColumn = 2;

std::map<std::string, qint64> offersByProvider(const MarketCatalog& market)
{
    std::map<std::string, qint64> offers;
    for (const protocol::MarketModel& model : market.models) {
        for (const protocol::MarketEndpoint& endpoint : model.endpoints)
            offers[endpoint.provider] += model.isChat ? 1 : 0;
    }
    return offers;
}

} // namespace

MarketView::MarketView(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_rows({tr("Provider"), tr("Protocol"), tr("Models"), tr("Address"), tr("Seat"), tr("Policy")})
    , m_table(new Table(tr("Market")))
    , m_note(new Label({}, TextSize::Label, Ink::Muted))
    , m_import(makeButton(tr("&Preview import…"), ButtonKind::Primary))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_note, 1);
    bar->addWidget(m_import);
    column->addLayout(bar);
    m_table->setModel(&m_rows);
    m_table->setNumberColumn(countColumn);
    m_table->setStretchColumn(addressColumn);
    m_state = new StateView(m_table);
    column->addWidget(m_state, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &MarketView::judge);
    connect(m_import, &QPushButton::clicked, this, [this] {
        protocol::MarketSelection selection;
        for (const QString& id : m_table->selectedIds())
            selection.providers.push_back({.id = id.toStdString(), .name = {}, .baseUrl = {}});
        Q_EMIT importAsked(selection);
    });
    judge();
}

void MarketView::refresh()
{
    if (m_market || m_reading.isRunning())
        return;
    m_state->showLoading();
    m_reading = m_session.daemon().get<MarketCatalog>(
        QStringLiteral("market"), {}, this, [this](client::Answer<MarketCatalog> market) {
            if (!market)
                return m_state->showError(client::sentence(market.failure()), [this] { refresh(); });
            m_market = std::move(*market);
            fill();
        });
}

void MarketView::fill()
{
    auto offers = offersByProvider(*m_market);
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    for (const protocol::MarketProvider& provider : m_market->providers) {
        rows.push_back({{plain(provider.name)},
                        {provider.protocol ? plain(*provider.protocol) : tr("not spoken here")},
                        {countText(offers[provider.id])},
                        {provider.baseUrl ? plain(*provider.baseUrl) : tr("differs by customer")},
                        {plain(provider.headquarters)},
                        {policyText(provider.dataPolicy)}});
        ids << QString::fromStdString(provider.id);
    }
    m_rows.setRows(std::move(rows), std::move(ids));
    m_note->setText(tr("List prices as of %1. Choose providers, several with Ctrl.").arg(plain(m_market->asOf)));
    m_state->showContent();
    judge();
}

void MarketView::judge()
{
    const auto chosen = m_table->selectedIds().size();
    m_import->setEnabled(chosen > 0 && m_session.mayWriteSupply());
    m_import->setText(chosen > 0 ? tr("&Preview import of %n provider(s)…", nullptr, static_cast<int>(chosen))
                                 : tr("&Preview import…"));
}

} // namespace gotoai::supply
