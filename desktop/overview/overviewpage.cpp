// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/overviewpage.h"

#include "overview/firststeps.h"
#include "protocol/page.h"
#include "widgets/display.h"
#include "widgets/pageheader.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QHeaderView>
#include <QUrlQuery>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace gotoai::overview {

using namespace widgets;
using client::Directory;

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
constexpr int sideWidth = 448;
constexpr int needTextColumn = 1;

QUrlQuery wholeList()
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    return query;
}

QString utc(const QDateTime& at) { return at.toUTC().toString(Qt::ISODate); }

} // namespace

OverviewPage::OverviewPage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("overview"), parent)
    , m_session(session)
    , m_range(new SegmentedControl(tr("Range of time")))
    , m_figures(new FigureStrip)
    , m_steps(new FirstSteps)
    , m_models({tr("Model"), tr("Requests"), tr("Tokens in"), tr("Tokens out"), tr("Provider cost"), tr("Fee"),
                tr("Charge")})
    , m_health({tr("Provider"), tr("Model"), tr("State"), tr("Score"), tr("p95")})
    , m_needs({tr("What"), tr("Facts")})
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
    connectEvents();
}

void OverviewPage::connectEvents()
{
    connect(m_range, &SegmentedControl::currentChanged, this, &OverviewPage::read);
    connect(&m_refresh, &QTimer::timeout, this, &OverviewPage::read);
    connect(m_steps, &FirstSteps::pageAsked, this, &OverviewPage::jumpRequested);
    connect(&m_session.events(), &client::EventStream::figuresTold, this,
            [this](const protocol::SystemFigures& figures) {
                m_now = figures;
                showFigures();
                showNeeds();
            });
    connect(&m_session.events(), &client::EventStream::breakerChanged, this, &OverviewPage::readPlatform);
    connect(&m_session.directory(), &Directory::changed, this, [this](Directory::List) {
        m_steps->look(m_session.directory());
        showHealth();
        showNeeds();
    });
    connect(&m_session.killSwitches(), &client::KillSwitches::changed, this, &OverviewPage::showNeeds);
}

QWidget* OverviewPage::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    column->addWidget(m_figures);
    m_steps->setVisible(false);
    column->addWidget(m_steps);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::page);
    row->addWidget(makeMoney(), 1);
    row->addWidget(m_side = makeSide());
    column->addLayout(row, 1);
    return content;
}

QWidget* OverviewPage::makeMoney()
{
    auto* money = new QWidget;
    auto* column = new QVBoxLayout(money);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    column->addWidget(makeHeading(tr("Charge by model")));
    column->addWidget(m_chart = new Chart(tr("Charge by model over time")), 3);
    m_chart->setValueText([](double usd) { return moneyText(Money::fromNano(static_cast<std::int64_t>(usd * 1e9))); });
    column->addSpacing(space::small);
    column->addWidget(makeHeading(tr("Top models")));
    column->addWidget(m_modelTable = new Table(tr("Top models")), 4);
    m_modelTable->setModel(&m_models);
    for (int number = 1; number <= 6; ++number)
        m_modelTable->setNumberColumn(number);
    m_modelTable->setStretchColumn(0);
    return money;
}

QWidget* OverviewPage::makeSide()
{
    auto* side = new QWidget;
    side->setFixedWidth(sideWidth);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    column->addWidget(makeHeading(tr("Provider health")));
    column->addWidget(m_healthTable = new Table(tr("Provider health")), 3);
    m_healthTable->setModel(&m_health);
    m_healthTable->setTagColumn(2);
    m_healthTable->setNumberColumn(3);
    m_healthTable->setNumberColumn(4);
    m_healthTable->setStretchColumn(1);
    column->addSpacing(space::small);
    column->addWidget(makeHeading(tr("Needs you")));
    column->addWidget(m_needTable = new Table(tr("Needs you")), 2);
    m_needTable->setModel(&m_needs);
    m_needTable->horizontalHeader()->hide();
    m_needTable->setTagColumn(0);
    m_needTable->setStretchColumn(needTextColumn);
    column->addSpacing(space::small);
    column->addWidget(makeHeading(tr("Books")));
    column->addWidget(m_books = new PairList);
    return side;
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
    query.addQueryItem(QStringLiteral("from"), utc(QDateTime::currentDateTime().addSecs(-range.seconds)));
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
    readBefore();
    m_side->setVisible(m_session.role() != client::Role::Member);
    if (m_session.role() != client::Role::Member)
        readPlatform();
}

// The range before this one, to compare with.
void OverviewPage::readBefore()
{
    const Range& range = ranges[static_cast<std::size_t>(m_range->current())];
    const QDateTime end = QDateTime::currentDateTime().addSecs(-range.seconds);
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("from"), utc(end.addSecs(-range.seconds)));
    query.addQueryItem(QStringLiteral("to"), utc(end));
    query.addQueryItem(QStringLiteral("step"), QLatin1String(range.step));
    m_readingBefore.cancel();
    m_before.reset();
    m_readingBefore = m_session.daemon().get<protocol::UsageReport>(
        QStringLiteral("usage"), query, this, [this](const client::Answer<protocol::UsageReport>& report) {
            if (!report)
                return;
            m_before = report->total;
            showFigures();
        });
}

void OverviewPage::take(const protocol::UsageReport& report)
{
    m_report = report;
    showFigures();
    ChartContent content = chargeByModel(report);
    m_chart->setSeries(std::move(content.times), std::move(content.series));
    m_models.setRows(modelRows(report));
    m_steps->setVisible(report.total.requests == 0 && m_session.role() != client::Role::Member);
    m_steps->look(m_session.directory());
    if (report.total.requests == 0)
        m_state->showPartial(tr("Nothing was asked in this time."));
    else
        m_state->showContent();
}

void OverviewPage::showFigures()
{
    if (m_report)
        m_figures->setFigures(figuresOf(m_report->total, m_before, m_now));
}

void OverviewPage::readPlatform()
{
    client::DaemonClient& daemon = m_session.daemon();
    using Healths = protocol::Page<protocol::EndpointHealth>;
    using Alerts = protocol::Page<protocol::Alert>;
    daemon.get<Healths>(QStringLiteral("health"), wholeList(), this, [this](client::Answer<Healths> page) {
        if (!page)
            return;
        m_healths = std::move(page->data);
        showHealth();
    });
    QUrlQuery open = wholeList();
    open.addQueryItem(QStringLiteral("open"), QStringLiteral("true"));
    daemon.get<Alerts>(QStringLiteral("alerts"), open, this, [this](client::Answer<Alerts> page) {
        m_alerts.reset();
        if (page)
            m_alerts = std::move(page->data);
        showNeeds();
    });
    daemon.get<protocol::SystemState>(QStringLiteral("system"), {}, this,
                                      [this](const client::Answer<protocol::SystemState>& system) {
                                          if (!system)
                                              return;
                                          m_system = *system;
                                          showNeeds();
                                      });
}

void OverviewPage::showHealth() { m_health.setRows(healthRows(m_healths, m_session.directory())); }

void OverviewPage::showNeeds()
{
    m_needs.setRows(needRows(m_alerts, m_session.killSwitches().on(), m_now, m_session.directory()));
    m_books->setPairs(bookPairs(m_system, m_now));
}

void OverviewPage::save(QSettings& settings) const { settings.setValue(QStringLiteral("range"), m_range->current()); }

void OverviewPage::restore(QSettings& settings)
{
    m_range->setCurrent(settings.value(QStringLiteral("range"), dayRange).toInt());
}

} // namespace gotoai::overview
