// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/importdialog.h"

#include "supply/prices.h"
#include "widgets/display.h"
#include "widgets/pairlist.h"
#include "widgets/table.h"

namespace gotoai::supply {

using namespace widgets;
using protocol::SupplyDifference;

namespace {

constexpr int dialogWidth = 720;
constexpr int tableHeight = 320;

QString priceChange(const protocol::EndpointDifference& endpoint)
{
    if (!endpoint.priceAfter)
        return {};
    const QString after = ImportDialog::tr("%1 / %2").arg(priceText(endpoint.priceAfter->prompt),
                                                          priceText(endpoint.priceAfter->completion));
    if (!endpoint.priceBefore)
        return after;
    return ImportDialog::tr("%1 / %2 → %3")
        .arg(priceText(endpoint.priceBefore->prompt), priceText(endpoint.priceBefore->completion), after);
}

} // namespace

ImportDialog::ImportDialog(client::Session& session, protocol::MarketSelection selection, QWidget* parent)
    : FormDialog(tr("Import from the market"), tr("&Import"), parent)
    , m_session(session)
    , m_selection(std::move(selection))
    , m_summary(new PairList)
    , m_rows({tr("Provider"), tr("Model"), tr("Change"), tr("In / out, $/M")})
{
    setMinimumWidth(dialogWidth);
    addNote(tr("What comes in is disabled until its provider has a secret and is enabled."));
    addContent(m_summary);
    auto* table = new Table(tr("What would change"));
    table->setModel(&m_rows);
    table->setTagColumn(2);
    table->setNumberColumn(3);
    table->setStretchColumn(1);
    table->setFixedHeight(tableHeight);
    addContent(table);
    setComplete(false);
    connect(this, &FormDialog::submitted, this, &ImportDialog::apply);
    preview();
}

void ImportDialog::preview()
{
    m_session.daemon().post<SupplyDifference>(QStringLiteral("market/preview"), m_selection, {}, this,
                                              [this](const client::Answer<SupplyDifference>& difference) {
                                                  if (difference)
                                                      show(*difference);
                                                  else
                                                      failed(client::sentence(difference.failure()), tr("&Look again"),
                                                             [this] { preview(); });
                                              });
}

void ImportDialog::show(const SupplyDifference& difference)
{
    m_selection.preview = difference.preview;
    m_summary->setPairs(
        {{.name = tr("Added"), .value = countText(difference.added)},
         {.name = tr("Changed"), .value = countText(difference.changed)},
         {.name = tr("of them repriced"), .value = countText(difference.repriced)},
         {.name = tr("As they are"), .value = countText(difference.unchanged)},
         {.name = tr("Left out: not for chat, or not spoken here"), .value = countText(difference.skipped)}});
    std::vector<std::vector<Cell>> rows;
    for (const protocol::EndpointDifference& endpoint : difference.endpoints) {
        const bool isNew = endpoint.change == "added";
        rows.push_back({{plain(endpoint.provider)},
                        {plain(endpoint.model)},
                        {isNew ? tr("added") : tr("changed"), {}, isNew ? Tone::Good : Tone::Waiting},
                        {priceChange(endpoint)}});
    }
    m_rows.setRows(std::move(rows));
    const int count = difference.added + difference.changed;
    setAct(tr("&Import %n change(s)", nullptr, count));
    setComplete(count > 0);
}

void ImportDialog::apply()
{
    m_session.daemon().post<SupplyDifference>(
        QStringLiteral("market/import"), m_selection, client::WriteOptions::once(), this,
        [this](const client::Answer<SupplyDifference>& difference) {
            if (!difference)
                return failed(client::sentence(difference.failure()), tr("&Look again"), [this] { preview(); });
            Q_EMIT imported(*difference);
            accept();
        });
}

} // namespace gotoai::supply
