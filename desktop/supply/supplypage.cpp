// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/supplypage.h"

#include "client/changing.h"
#include "supply/endpointdialog.h"
#include "supply/endpointsview.h"
#include "supply/explaindialog.h"
#include "supply/importdialog.h"
#include "supply/marketview.h"
#include "supply/providerdialog.h"
#include "supply/providersview.h"
#include "supply/repricedialog.h"
#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/pageheader.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/table.h"

#include <QAction>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gotoai::supply {

using namespace widgets;
using client::Answer;
using client::WriteOptions;
using List = client::Directory::List;

namespace {

enum Side { EndpointsSide, ProvidersSide, MarketSide };

QString word(const auto& id) { return QString::fromStdString(id.toString()); }

} // namespace

SupplyPage::SupplyPage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("supply"), parent)
    , m_session(session)
    , m_side(new SegmentedControl(tr("Side of the supply")))
    , m_sides(new QStackedWidget)
    , m_endpoints(new EndpointsView(session))
    , m_providers(new ProvidersView(session))
    , m_market(new MarketView(session))
{
    makeActs();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::medium);
    auto* header = new PageHeader(title());
    m_side->addSegment(tr("Endpoints"));
    m_side->addSegment(tr("Providers"));
    m_side->addSegment(tr("Market"));
    header->addBeside(m_side);
    header->addAct(makeButton(m_explain));
    header->addAct(makeButton(m_reprice));
    header->addAct(makeButton(m_stop, ButtonKind::Danger));
    header->addAct(makeButton(m_add, ButtonKind::Primary));
    column->addWidget(header);
    for (QWidget* side :
         {static_cast<QWidget*>(m_endpoints), static_cast<QWidget*>(m_providers), static_cast<QWidget*>(m_market)})
        m_sides->addWidget(side);
    column->addWidget(m_sides, 1);
    connectParts();
    count();
    judge();
}

QAction* SupplyPage::addAct(const QString& text, const QKeySequence& keys, void (SupplyPage::*act)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    addAction(action);
    return action;
}

void SupplyPage::makeActs()
{
    m_add = addAct(tr("&Add endpoint…"), QKeySequence::New, &SupplyPage::add);
    m_reprice = addAct(tr("&Reprice…"), QKeySequence(Qt::CTRL | Qt::Key_R), &SupplyPage::reprice);
    m_explain = addAct(tr("E&xplain a route…"), QKeySequence(Qt::CTRL | Qt::Key_E), &SupplyPage::explain);
    m_stop = addAct(tr("St&op…"), QKeySequence(), &SupplyPage::stop);
    addAction(m_endpoints->testAct());
    addAction(m_endpoints->changeAct());
    for (QAction* act : m_endpoints->acts())
        addAction(act);
}

void SupplyPage::connectParts()
{
    connect(m_side, &SegmentedControl::currentChanged, this, &SupplyPage::showSide);
    connect(m_endpoints, &EndpointsView::addAsked, this, &SupplyPage::add);
    connect(m_endpoints, &EndpointsView::selectionChanged, this, &SupplyPage::judge);
    connect(m_providers, &ProvidersView::addAsked, this, &SupplyPage::addProvider);
    connect(m_providers, &ProvidersView::changeAsked, this, &SupplyPage::changeProvider);
    connect(m_providers, &ProvidersView::stopAsked, this, &SupplyPage::stopRequested);
    connect(m_market, &MarketView::importAsked, this, &SupplyPage::import);
    connect(&m_session.directory(), &client::Directory::changed, this, [this](List) { count(); });
}

void SupplyPage::activate()
{
    m_endpoints->refresh();
    showSide(m_side->current());
    m_endpoints->table().setFocus();
}

void SupplyPage::showSide(int side)
{
    m_sides->setCurrentIndex(side);
    if (side == MarketSide)
        m_market->refresh();
    judge();
}

void SupplyPage::count()
{
    const auto endpoints = static_cast<qint64>(m_session.directory().endpoints().size());
    const auto providers = static_cast<qint64>(m_session.directory().providers().size());
    m_side->setSegmentText(EndpointsSide, tr("Endpoints %1").arg(countText(endpoints)));
    m_side->setSegmentText(ProvidersSide, tr("Providers %1").arg(countText(providers)));
    Q_EMIT countChanged(endpoints ? countText(endpoints) : QString());
}

void SupplyPage::judge()
{
    const bool mayWrite = m_session.mayWriteSupply();
    const auto chosen = static_cast<int>(m_endpoints->selected().size());
    m_add->setEnabled(mayWrite);
    m_add->setText(m_side->current() == ProvidersSide ? tr("&Add provider…") : tr("&Add endpoint…"));
    m_reprice->setEnabled(mayWrite && m_side->current() == EndpointsSide && chosen > 0);
    m_reprice->setText(chosen > 1 ? tr("&Reprice %n endpoint(s)…", nullptr, chosen) : tr("&Reprice…"));
    m_stop->setEnabled(mayWrite && stopTarget().has_value());
}

bool SupplyPage::open(const QString& resource)
{
    if (const auto id = EndpointId::parse(resource.toStdString()); id && m_session.directory().endpoint(*id)) {
        m_side->setCurrent(EndpointsSide);
        return m_endpoints->select(resource);
    }
    if (const auto id = ProviderId::parse(resource.toStdString()); id && m_session.directory().provider(*id)) {
        m_side->setCurrent(ProvidersSide);
        return m_providers->select(resource);
    }
    return false;
}

std::optional<StopTarget> SupplyPage::stopTarget() const
{
    if (m_side->current() == ProvidersSide) {
        const auto provider = m_providers->current();
        return provider
                   ? std::optional(StopTarget{QStringLiteral("provider"), word(provider->id), plain(provider->name)})
                   : std::nullopt;
    }
    const auto facts = m_side->current() == EndpointsSide ? m_endpoints->current() : std::nullopt;
    if (!facts || facts->stop)
        return {};
    return StopTarget{QStringLiteral("endpoint"), word(facts->endpoint.id), nameOf(*facts)};
}

void SupplyPage::stop()
{
    if (const auto target = stopTarget())
        Q_EMIT stopRequested(*target);
}

void SupplyPage::add()
{
    if (m_side->current() == ProvidersSide || m_session.directory().providers().empty())
        addProvider();
    else
        addEndpoint();
}

void SupplyPage::addProvider()
{
    auto* dialog = new ProviderDialog(this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        m_session.daemon().post<protocol::Provider>(QStringLiteral("providers"), dialog->draft(), WriteOptions::once(),
                                                    dialog, [this, dialog](const Answer<protocol::Provider>& made) {
                                                        if (!made)
                                                            return dialog->failed(client::sentence(made.failure()));
                                                        dialog->accept();
                                                        m_session.directory().read(List::Providers);
                                                        m_side->setCurrent(ProvidersSide);
                                                    });
    });
    dialog->open();
}

void SupplyPage::changeProvider(const protocol::Provider& provider)
{
    auto* dialog = new ProviderDialog(provider, this);
    const QString path = QStringLiteral("providers/") + word(provider.id);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, path] {
        client::submitChange<protocol::Provider>(m_session.daemon(), path, dialog,
                                                 [this] { m_session.directory().read(List::Providers); });
    });
    dialog->open();
}

void SupplyPage::addEndpoint()
{
    auto* dialog = new EndpointDialog(m_session.directory().providers(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        m_session.daemon().post<protocol::Endpoint>(QStringLiteral("endpoints"), dialog->draft(), WriteOptions::once(),
                                                    dialog, [this, dialog](const Answer<protocol::Endpoint>& made) {
                                                        if (!made)
                                                            return dialog->failed(client::sentence(made.failure()));
                                                        dialog->accept();
                                                        m_endpoints->refresh();
                                                    });
    });
    dialog->open();
}

void SupplyPage::reprice()
{
    std::vector<EndpointId> chosen;
    for (const protocol::Endpoint& endpoint : m_endpoints->selected())
        chosen.push_back(endpoint.id);
    if (chosen.empty())
        return;
    auto* dialog = new RepriceDialog(m_session, std::move(chosen), this);
    connect(dialog, &RepriceDialog::repriced, this, &SupplyPage::offerUndo);
    dialog->open();
}

void SupplyPage::offerUndo(const protocol::RepricingReport& report)
{
    m_session.directory().read(List::Endpoints);
    m_endpoints->message().offerUndo(tr("Repriced %n endpoint(s).", nullptr, static_cast<int>(report.endpoints.size())),
                                     [this, report] { undoPrices(report); });
}

void SupplyPage::undoPrices(const protocol::RepricingReport& report)
{
    protocol::PriceRestorations restorations;
    for (const protocol::RepricedEndpoint& each : report.endpoints) {
        if (each.price)
            restorations.prices.push_back({.endpoint = each.endpoint, .price = each.replaced, .current = *each.price});
    }
    m_session.daemon().post<protocol::RepricingReport>(
        QStringLiteral("prices/undo"), restorations, WriteOptions::once(), this,
        [this](const Answer<protocol::RepricingReport>& undone) {
            m_session.directory().read(List::Endpoints);
            if (undone)
                m_endpoints->message().showMessage(Tone::Good, tr("The prices are as they were before."));
            else
                m_endpoints->message().showMessage(Tone::Broken, client::sentence(undone.failure()));
        });
}

void SupplyPage::explain()
{
    const auto facts = m_endpoints->current();
    (new ExplainDialog(m_session, facts ? QString::fromStdString(facts->endpoint.model) : QString(), this))->open();
}

void SupplyPage::import(const protocol::MarketSelection& selection)
{
    auto* dialog = new ImportDialog(m_session, selection, this);
    connect(dialog, &ImportDialog::imported, this, [this](const protocol::SupplyDifference& difference) {
        m_endpoints->refresh();
        m_side->setCurrent(ProvidersSide);
        m_providers->message().showMessage(
            Tone::Good, tr("Added %1, changed %2. Give the new providers their secrets, then enable them.")
                            .arg(countText(difference.added), countText(difference.changed)));
    });
    dialog->open();
}

void SupplyPage::save(QSettings& settings) const { settings.setValue(QStringLiteral("side"), m_side->current()); }

void SupplyPage::restore(QSettings& settings)
{
    m_side->setCurrent(settings.value(QStringLiteral("side"), int(EndpointsSide)).toInt());
}

} // namespace gotoai::supply
