// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/endpointchangedialog.h"

#include "supply/endpointdialog.h"
#include "widgets/display.h"

#include <QLineEdit>
#include <QSpinBox>

#include <utility>

namespace gotoai::supply {

using namespace widgets;

namespace {

constexpr int lastTier = 9;
constexpr int mostWeight = 1'000;

} // namespace

EndpointChangeDialog::EndpointChangeDialog(const protocol::Endpoint& endpoint, const QString& name, QWidget* parent)
    : FormDialog(tr("Change %1").arg(name), tr("&Save"), parent)
    , m_before(endpoint)
    , m_upstream(new QLineEdit(QString::fromStdString(endpoint.upstreamModel)))
    , m_context(makeTokenCount(endpoint.contextTokens))
    , m_output(makeTokenCount(endpoint.maxOutputTokens))
    , m_tier(new QSpinBox)
    , m_weight(new QSpinBox)
{
    m_tier->setRange(1, lastTier);
    m_tier->setValue(endpoint.traits.tier);
    m_weight->setRange(1, mostWeight);
    m_weight->setValue(endpoint.traits.weight);
    addField(tr("&Called there"), m_upstream, tr("As the provider calls it."));
    addField(tr("Conte&xt in tokens"), m_context);
    addField(tr("&Longest answer"), m_output);
    addField(tr("&Tier"), m_tier, tr("A class of its own: fallbacks stay within it as long as they can."));
    addField(tr("&Weight"), m_weight, tr("Its share of what goes to endpoints that are as good."));
    connect(m_upstream, &QLineEdit::textChanged, this, &EndpointChangeDialog::judge);
    m_upstream->selectAll();
    m_upstream->setFocus();
}

void EndpointChangeDialog::judge() { setComplete(!m_upstream->text().trimmed().isEmpty()); }

protocol::EndpointChange EndpointChangeDialog::change() const
{
    protocol::EndpointChange change;
    change.upstreamModel = m_upstream->text().trimmed().toStdString();
    change.contextTokens = m_context->value();
    change.maxOutputTokens = m_output->value();
    change.tier = m_tier->value();
    change.weight = m_weight->value();
    return change;
}

void EndpointChangeDialog::showConflict(const protocol::Endpoint& now)
{
    const protocol::Endpoint before = std::exchange(m_before, now);
    FieldMerge merge;
    const auto addCount = [&merge](const QString& name, std::int64_t was, std::int64_t theirs, QSpinBox* field) {
        merge.add(name, {countText(was), countText(theirs), countText(field->value())},
                  [field, theirs] { field->setValue(static_cast<int>(theirs)); });
    };
    merge.add(tr("Called there"),
              {plain(before.upstreamModel), plain(now.upstreamModel), plain(m_upstream->text().trimmed())},
              [&] { m_upstream->setText(QString::fromStdString(now.upstreamModel)); });
    addCount(tr("Context in tokens"), before.contextTokens, now.contextTokens, m_context);
    addCount(tr("Longest answer"), before.maxOutputTokens, now.maxOutputTokens, m_output);
    addCount(tr("Tier"), before.traits.tier, now.traits.tier, m_tier);
    addCount(tr("Weight"), before.traits.weight, now.traits.weight, m_weight);
    showMerge(merge);
}

} // namespace gotoai::supply
