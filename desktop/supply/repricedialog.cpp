// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/repricedialog.h"

#include "supply/prices.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>

#include <algorithm>
#include <chrono>

namespace gotoai::supply {

using namespace widgets;
using protocol::Repricing;
using protocol::RepricingReport;

namespace {

enum Way { ByShare, ByFigures };
constexpr std::chrono::milliseconds rest{250};
constexpr int tableHeight = 220;
constexpr int dialogWidth = 640;

bool isShare(const QString& text)
{
    static const QRegularExpression share(QStringLiteral("^[+-]?\\d{1,5}(\\.\\d{1,4})?$"));
    return share.match(text).hasMatch();
}

// What an endpoint charges apart from prompt and completion, and would not any more.
QStringList droppedBy(const RepricingReport& report)
{
    using protocol::MeterPrices;
    struct Meter
    {
        const char* name;
        bool (*isDropped)(const MeterPrices& before, const MeterPrices& after);
    };
    static constexpr Meter meters[]{
        {QT_TRANSLATE_NOOP("gotoai::supply::RepriceDialog", "cache reads (%1)"),
         [](const MeterPrices& before, const MeterPrices& after) {
             return before.cacheRead != before.prompt && after.cacheRead == after.prompt;
         }},
        {QT_TRANSLATE_NOOP("gotoai::supply::RepriceDialog", "cache writes (%1)"),
         [](const MeterPrices& before, const MeterPrices& after) {
             return before.cacheWrite != before.prompt && after.cacheWrite == after.prompt;
         }},
        {QT_TRANSLATE_NOOP("gotoai::supply::RepriceDialog", "reasoning (%1)"),
         [](const MeterPrices& before, const MeterPrices& after) {
             return before.reasoning != before.completion && after.reasoning == after.completion;
         }},
        {QT_TRANSLATE_NOOP("gotoai::supply::RepriceDialog", "audio (%1)"),
         [](const MeterPrices& before, const MeterPrices& after) { return before.audio && !after.audio; }},
        {QT_TRANSLATE_NOOP("gotoai::supply::RepriceDialog", "images (%1)"),
         [](const MeterPrices& before, const MeterPrices& after) { return before.image && !after.image; }},
        {QT_TRANSLATE_NOOP("gotoai::supply::RepriceDialog", "requests (%1)"),
         [](const MeterPrices& before, const MeterPrices& after) { return before.request && !after.request; }},
        {QT_TRANSLATE_NOOP("gotoai::supply::RepriceDialog", "long prompts (%1)"),
         [](const MeterPrices& before, const MeterPrices& after) {
             return !before.tiers.empty() && after.tiers.empty();
         }},
    };
    QStringList dropped;
    for (const Meter& meter : meters) {
        const auto count = std::ranges::count_if(
            report.endpoints, [&meter](const auto& each) { return meter.isDropped(each.before, each.after); });
        if (count > 0)
            dropped << RepriceDialog::tr(meter.name).arg(countText(count));
    }
    return dropped;
}

} // namespace

RepriceDialog::RepriceDialog(client::Session& session, std::vector<EndpointId> endpoints, QWidget* parent)
    : FormDialog(tr("Reprice %n endpoint(s)", nullptr, static_cast<int>(endpoints.size())), tr("&Reprice"), parent)
    , m_session(session)
    , m_endpoints(std::move(endpoints))
    , m_way(new SegmentedControl(tr("How to reprice")))
    , m_percent(new QLineEdit)
    , m_prompt(new QLineEdit)
    , m_completion(new QLineEdit)
    , m_figures(new QWidget)
    , m_dropped(new InlineMessage)
    , m_rows({tr("Provider"), tr("Model"), tr("In $/M"), tr("Out $/M")})
    , m_table(new Table(tr("What would change")))
{
    setMinimumWidth(dialogWidth);
    addNote(tr("New prices count for orders from then on; running ones keep theirs."));
    m_way->addSegment(tr("By a share"));
    m_way->addSegment(tr("To figures"));
    addContent(m_way);
    m_percent->setPlaceholderText(QStringLiteral("-12.5"));
    m_percent->setAccessibleName(tr("Percent"));
    addContent(m_percent);
    auto* row = new QHBoxLayout(m_figures);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::small);
    m_prompt->setPlaceholderText(tr("prompt, $ a million"));
    m_completion->setPlaceholderText(tr("completion, $ a million"));
    for (QLineEdit* field : {m_prompt, m_completion}) {
        field->setAccessibleName(field->placeholderText());
        row->addWidget(field);
    }
    addContent(m_figures);
    m_summary = addNote({});
    addContent(m_dropped);
    m_table->setModel(&m_rows);
    m_table->setNumberColumn(2);
    m_table->setNumberColumn(3);
    m_table->setStretchColumn(1);
    m_table->setFixedHeight(tableHeight);
    addContent(m_table);
    m_rest.setSingleShot(true);
    m_rest.setInterval(rest);
    connect(&m_rest, &QTimer::timeout, this, &RepriceDialog::preview);
    connect(m_way, &SegmentedControl::currentChanged, this, &RepriceDialog::look);
    for (QLineEdit* field : {m_percent, m_prompt, m_completion})
        connect(field, &QLineEdit::textChanged, this, &RepriceDialog::look);
    connect(this, &FormDialog::submitted, this, &RepriceDialog::apply);
    look();
    m_percent->setFocus();
}

std::optional<Repricing> RepriceDialog::typed() const
{
    Repricing repricing;
    repricing.endpoints = m_endpoints;
    if (m_way->current() == ByShare) {
        QString percent = m_percent->text().trimmed();
        if (!isShare(percent))
            return {};
        if (percent.startsWith(QLatin1Char('+')))
            percent.remove(0, 1);
        repricing.percent = percent.toStdString();
        return repricing;
    }
    const auto prompt = parsePrice(m_prompt->text());
    const auto completion = parsePrice(m_completion->text());
    if (!prompt || !completion)
        return {};
    repricing.price.emplace();
    repricing.price->prompt = *prompt;
    repricing.price->completion = *completion;
    return repricing;
}

void RepriceDialog::look()
{
    m_percent->setVisible(m_way->current() == ByShare);
    m_figures->setVisible(m_way->current() == ByFigures);
    m_call.cancel();
    m_preview.clear();
    m_dropped->dismiss();
    setAct(tr("&Reprice"));
    setComplete(false);
    if (typed())
        m_rest.start();
    else
        m_rest.stop();
}

void RepriceDialog::preview()
{
    const auto repricing = typed();
    if (!repricing)
        return;
    m_call = m_session.daemon().post<RepricingReport>(QStringLiteral("prices/preview"), *repricing, {}, this,
                                                      [this](const client::Answer<RepricingReport>& report) {
                                                          if (report)
                                                              show(*report);
                                                          else
                                                              failed(client::sentence(report.failure()));
                                                      });
}

void RepriceDialog::show(const RepricingReport& report)
{
    m_preview = report.preview;
    std::vector<std::vector<Cell>> rows;
    for (const protocol::RepricedEndpoint& each : report.endpoints) {
        const auto change = [](protocol::UsdPerMillion before, protocol::UsdPerMillion after) {
            return tr("%1 → %2").arg(priceText(before), priceText(after));
        };
        rows.push_back({{plain(each.provider)},
                        {plain(each.model)},
                        {change(each.before.prompt, each.after.prompt)},
                        {change(each.before.completion, each.after.completion)}});
    }
    const int count = static_cast<int>(rows.size());
    m_rows.setRows(std::move(rows));
    m_summary->setText(report.unchanged > 0 ? tr("%n stay(s) as it is.", nullptr, report.unchanged) : QString());
    const QStringList dropped = droppedBy(report);
    if (dropped.isEmpty())
        m_dropped->dismiss();
    else
        m_dropped->showMessage(Tone::Waiting,
                               tr("Prices of their own are dropped, on so many endpoints: %1. Cache and reasoning then "
                                  "cost what prompt and completion do; the others cannot be billed any more.")
                                   .arg(dropped.join(QStringLiteral(", "))));
    setAct(tr("&Reprice %n endpoint(s)", nullptr, count));
    setComplete(count > 0);
}

void RepriceDialog::apply()
{
    auto repricing = typed();
    if (!repricing || m_preview.empty())
        return failed(tr("Prices have changed in the meantime. Look again."));
    repricing->preview = m_preview;
    m_session.daemon().post<RepricingReport>(QStringLiteral("prices/apply"), *repricing, client::WriteOptions::once(),
                                             this, [this](const client::Answer<RepricingReport>& report) {
                                                 if (!report) {
                                                     preview(); // somebody else may have been quicker
                                                     return failed(client::sentence(report.failure()));
                                                 }
                                                 Q_EMIT repriced(*report);
                                                 accept();
                                             });
}

} // namespace gotoai::supply
