// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/overviewpage.h"

#include "protocol/page.h"
#include "widgets/display.h"
#include "widgets/pageheader.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QUrlQuery>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace gotoai::overview {

using namespace widgets;

namespace {

struct Range
{
    const char* name;
    qint64 seconds;
    const char* step;
};
constexpr std::array<Range, 4> ranges{
    {{QT_TRANSLATE_NOOP("gotoai::overview::OverviewPage", "1 h"), 3600, "minute"},
     {QT_TRANSLATE_NOOP("gotoai::overview::OverviewPage", "24 h"), 86'400, "hour"},
     {QT_TRANSLATE_NOOP("gotoai::overview::OverviewPage", "7 d"), 7 * 86'400, "hour"},
     {QT_TRANSLATE_NOOP("gotoai::overview::OverviewPage", "30 d"), 30 * 86'400, "day"}}};
constexpr int dayRange = 1;
constexpr std::chrono::seconds refreshTime{15};
constexpr int sideWidth = 420;

QUrlQuery wholeList()
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    return query;
}

} // namespace

OverviewPage::OverviewPage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("overview"), parent)
    , m_session(session)
    , m_range(new SegmentedControl(tr("Range of time")))
    , m_models({tr("Model"), tr("Requests"), tr("Tokens in"), tr("Tokens out"), tr("Provider cost"), tr("Fee"),
                tr("Charge")})
    , m_health({tr("Provider"), tr("Model"), tr("State"), tr("Score"), tr("p95")})
{
    for (const Range& range : ranges)
        m_range->addSegment(tr(range.name));
    m_range->setCurrent(dayRange);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(0);
    auto* header = new PageHeader(title());
    header->addAct(m_range);
    column->addWidget(header);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);
    connect(m_range, &SegmentedControl::currentChanged, this, &OverviewPage::read);
    connect(&m_refresh, &QTimer::timeout, this, &OverviewPage::read);
    connect(&session.events(), &client::EventStream::figuresTold, this, [this](const protocol::SystemFigures& figures) {
        m_now = figures;
        showFigures();
    });
    connect(&session.events(), &client::EventStream::breakerChanged, this, [this] { readHealth(); });
}

QWidget* OverviewPage::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    column->addWidget(m_figures = new FigureStrip);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::page);
    auto* left = new QVBoxLayout;
    left->setSpacing(space::small);
    left->addWidget(makeHeading(tr("Charge by model")));
    left->addWidget(m_chart = new Chart(tr("Charge by model over time")), 3);
    m_chart->setValueText([](double usd) { return moneyText(Money::fromNano(static_cast<std::int64_t>(usd * 1e9))); });
    left->addSpacing(space::small);
    left->addWidget(makeHeading(tr("Top models")));
    left->addWidget(m_modelTable = new Table(tr("Top models")), 4);
    m_modelTable->setModel(&m_models);
    for (int number = 1; number <= 6; ++number)
        m_modelTable->setNumberColumn(number);
    m_modelTable->setStretchColumn(0);
    row->addLayout(left, 1);
    m_healthPart = new QWidget;
    m_healthPart->setFixedWidth(sideWidth);
    auto* right = new QVBoxLayout(m_healthPart);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(space::small);
    right->addWidget(makeHeading(tr("Provider health")));
    right->addWidget(m_healthTable = new Table(tr("Provider health")));
    m_healthTable->setModel(&m_health);
    m_healthTable->setTagColumn(2);
    m_healthTable->setNumberColumn(3);
    m_healthTable->setNumberColumn(4);
    m_healthTable->setStretchColumn(1);
    row->addWidget(m_healthPart);
    column->addLayout(row, 1);
    return content;
}

void OverviewPage::activate()
{
    read();
    m_refresh.start(refreshTime);
}

void OverviewPage::read()
{
    const Range& range = ranges[static_cast<std::size_t>(m_range->current())];
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("from"),
                       QDateTime::currentDateTimeUtc().addSecs(-range.seconds).toString(Qt::ISODate));
    query.addQueryItem(QStringLiteral("step"), QLatin1String(range.step));
    query.addQueryItem(QStringLiteral("group_by"), QStringLiteral("model"));
    m_reading.cancel();
    m_state->showLoading();
    m_reading = m_session.daemon().get<protocol::UsageReport>(
        QStringLiteral("usage"), query, this, [this](client::Answer<protocol::UsageReport> report) {
            if (report)
                take(*report);
            else if (m_report && client::isRetryable(report.failure()))
                m_state->showOffline(tr("%1 Shown is what was known at %2.")
                                         .arg(client::sentence(report.failure()), timeText(m_report->to)));
            else
                m_state->showError(client::sentence(report.failure()), [this] { read(); });
        });
    m_healthPart->setVisible(m_session.role() != client::Role::Member);
    if (m_session.role() != client::Role::Member)
        readHealth();
}

void OverviewPage::take(const protocol::UsageReport& report)
{
    m_report = report;
    showFigures();
    ChartContent content = chargeByModel(report);
    m_chart->setSeries(std::move(content.times), std::move(content.series));
    m_models.setRows(modelRows(report));
    if (report.total.requests == 0)
        m_state->showPartial(tr("Nothing was asked in this time. Make a key, and send it a first call."));
    else
        m_state->showContent();
}

void OverviewPage::showFigures()
{
    if (m_report)
        m_figures->setFigures(figuresOf(m_report->total, m_now));
}

void OverviewPage::readHealth()
{
    client::DaemonClient& daemon = m_session.daemon();
    using Providers = protocol::Page<protocol::Provider>;
    using Endpoints = protocol::Page<protocol::Endpoint>;
    using Healths = protocol::Page<protocol::EndpointHealth>;
    daemon.get<Providers>(QStringLiteral("providers"), wholeList(), this, [this](client::Answer<Providers> page) {
        if (!page)
            return;
        for (const protocol::Provider& provider : page->data)
            m_names[provider.id] = provider.name;
        showHealth();
    });
    daemon.get<Endpoints>(QStringLiteral("endpoints"), wholeList(), this, [this](client::Answer<Endpoints> page) {
        if (!page)
            return;
        m_endpoints = std::move(page->data);
        showHealth();
    });
    daemon.get<Healths>(QStringLiteral("health"), wholeList(), this, [this](client::Answer<Healths> page) {
        if (!page)
            return;
        m_healths = std::move(page->data);
        showHealth();
    });
}

void OverviewPage::showHealth() { m_health.setRows(healthRows(m_healths, m_endpoints, m_names)); }

void OverviewPage::save(QSettings& settings) const { settings.setValue(QStringLiteral("range"), m_range->current()); }

void OverviewPage::restore(QSettings& settings)
{
    m_range->setCurrent(settings.value(QStringLiteral("range"), dayRange).toInt());
}

} // namespace gotoai::overview
