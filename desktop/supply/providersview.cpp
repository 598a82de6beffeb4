// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/providersview.h"

#include "supply/endpointrows.h"
#include "supply/providerdialog.h"
#include "widgets/button.h"
#include "widgets/detailpane.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/pairlist.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QAction>
#include <QVBoxLayout>

namespace gotoai::supply {

using namespace widgets;
using List = client::Directory::List;
using protocol::Provider;

namespace {

constexpr int stateColumn = 2;
constexpr int addressColumn = 3;
constexpr int countColumn = 4;

QString word(const ProviderId& id) { return QString::fromStdString(id.toString()); }

bool lacksSecret(const Provider& provider)
{
    return !provider.hasSecret && wantsSecret(provider.protocol, provider.allowsPrivateAddresses);
}

Cell stateCell(const Provider& provider, bool isStopped)
{
    if (isStopped)
        return {ProvidersView::tr("stopped"), {}, Tone::Broken};
    if (!provider.isEnabled)
        return {ProvidersView::tr("disabled"), {}, Tone::Neutral};
    if (lacksSecret(provider))
        return {ProvidersView::tr("no secret"), {}, Tone::Waiting};
    return {ProvidersView::tr("enabled"), {}, Tone::Good};
}

QString enabledSentence(const Provider& provider)
{
    return provider.isEnabled ? ProvidersView::tr("%1 is asked again.").arg(plain(provider.name))
                              : ProvidersView::tr("%1 is not asked any more.").arg(plain(provider.name));
}

} // namespace

ProvidersView::ProvidersView(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_rows({tr("Provider"), tr("Protocol"), tr("State"), tr("Address"), tr("Endpoints"), tr("Region"), tr("Policy")})
    , m_table(new Table(tr("Providers")))
    , m_message(new InlineMessage)
    , m_detail(new DetailPane(tr("The selected provider")))
    , m_facts(new PairList)
    , m_change(new QAction(tr("&Change…"), this))
    , m_toggle(new QAction(this))
    , m_stop(new QAction(tr("St&op…"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    column->addWidget(m_message);
    auto* content = new QWidget;
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    m_table->setModel(&m_rows);
    m_table->setTagColumn(stateColumn);
    m_table->setNumberColumn(countColumn);
    m_table->setStretchColumn(addressColumn);
    row->addWidget(m_table, 1);
    m_detail->addAct(makeButton(m_change));
    m_detail->addAct(makeButton(m_toggle));
    m_detail->addAct(makeButton(m_stop, ButtonKind::Danger));
    m_detail->addPart(tr("Facts"), m_facts);
    row->addWidget(m_detail);
    m_state = new StateView(content);
    column->addWidget(m_state, 1);

    connect(m_table, &Table::currentIdChanged, this, &ProvidersView::showCurrent);
    connect(&session.directory(), &client::Directory::changed, this, [this](List list) {
        if (list == List::Providers || list == List::Endpoints)
            fill();
    });
    connect(&session.killSwitches(), &client::KillSwitches::changed, this, &ProvidersView::fill);
    connect(m_change, &QAction::triggered, this, [this] {
        if (const auto provider = current())
            Q_EMIT changeAsked(*provider);
    });
    connect(m_toggle, &QAction::triggered, this, [this] {
        if (const auto provider = current())
            setEnabled(*provider, !provider->isEnabled, true);
    });
    connect(m_stop, &QAction::triggered, this, [this] {
        if (const auto provider = current())
            Q_EMIT stopAsked({QStringLiteral("provider"), word(provider->id), plain(provider->name)});
    });
    fill();
}

void ProvidersView::fill()
{
    const client::Directory& directory = m_session.directory();
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    for (const Provider& provider : directory.providers()) {
        const auto count = std::ranges::count(directory.endpoints(), provider.id, &protocol::Endpoint::provider);
        const bool isStopped = m_session.killSwitches().of(QStringLiteral("provider"), word(provider.id)) != nullptr;
        rows.push_back({{plain(provider.name)},
                        {plain(provider.protocol)},
                        stateCell(provider, isStopped),
                        {plain(provider.baseUrl)},
                        {countText(count)},
                        {plain(provider.region)},
                        {policyText(provider.dataPolicy)}});
        ids << word(provider.id);
    }
    const bool isEmpty = ids.isEmpty();
    m_rows.setRows(std::move(rows), std::move(ids));
    if (!isEmpty && m_table->currentId().isEmpty())
        m_table->setCurrentIndex(m_rows.index(0, 0));
    showCurrent();
    const auto& failure = directory.failure(List::Providers);
    if (failure && !directory.isRead(List::Providers))
        m_state->showError(client::sentence(*failure), [this] { refresh(); });
    else if (!directory.isRead(List::Providers))
        m_state->showLoading();
    else if (failure)
        m_state->showOffline(tr("%1 Shown is what was known before.").arg(client::sentence(*failure)));
    else if (isEmpty)
        m_state->showEmpty(tr("A provider is who answers: OpenAI, Anthropic, a server of your own."),
                           m_session.mayWriteSupply() ? tr("&Add a provider…") : QString(),
                           [this] { Q_EMIT addAsked(); });
    else
        m_state->showContent();
}

std::optional<Provider> ProvidersView::current() const
{
    const auto id = ProviderId::parse(m_table->currentId().toStdString());
    const Provider* provider = id ? m_session.directory().provider(*id) : nullptr;
    return provider ? std::optional(*provider) : std::nullopt;
}

bool ProvidersView::select(const QString& id) { return m_table->selectId(id); }

void ProvidersView::showCurrent()
{
    const auto provider = current();
    m_detail->setVisible(provider.has_value());
    for (QAction* act : {m_change, m_toggle, m_stop})
        act->setEnabled(provider && m_session.mayWriteSupply());
    if (!provider)
        return;
    if (lacksSecret(*provider) && !provider->isEnabled)
        m_toggle->setEnabled(false);
    m_toggle->setText(provider->isEnabled ? tr("D&isable") : tr("&Enable"));
    m_detail->setTitle(plain(provider->name),
                       lacksSecret(*provider) ? tr("It has no secret yet and cannot be asked. Change it to give one.")
                                              : QString());
    m_facts->setPairs(
        {{.name = tr("Protocol"), .value = plain(provider->protocol)},
         {.name = tr("Secret"), .value = provider->hasSecret ? tr("kept, never shown") : tr("none")},
         {.name = tr("Policy"), .value = policyText(provider->dataPolicy)},
         {.name = tr("Region"), .value = plain(provider->region)},
         {.name = tr("Private addresses"), .value = provider->allowsPrivateAddresses ? tr("allowed") : tr("refused")},
         {.name = tr("Made"), .value = timeText(provider->createdAt)},
         {.name = tr("Id"), .value = word(provider->id), .isIdentifier = true}});
}

void ProvidersView::setEnabled(const Provider& provider, bool isEnabled, bool mayUndo)
{
    protocol::ProviderChange change;
    change.isEnabled = isEnabled;
    const auto told = [this, isEnabled, mayUndo](const client::Answer<Provider>& changed) {
        refresh();
        if (!changed) {
            const auto now = client::currentIn<Provider>(changed.failure());
            if (!now)
                return m_message->showMessage(Tone::Broken, client::sentence(changed.failure()));
            if (now->isEnabled != isEnabled) // something else of it has changed: both go together
                return setEnabled(*now, isEnabled, mayUndo);
            return m_message->showMessage(Tone::Neutral,
                                          tr("Somebody else was quicker: %1").arg(enabledSentence(*now)));
        }
        if (!mayUndo)
            return m_message->dismiss();
        m_message->offerUndo(enabledSentence(*changed),
                             [this, now = *changed] { setEnabled(now, !now.isEnabled, false); });
    };
    m_session.daemon().patch<Provider>(QStringLiteral("providers/") + word(provider.id), change,
                                       client::WriteOptions::over(provider.version), this, told);
}

} // namespace gotoai::supply
