// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "overview/needs.h"
#include "overview/overviewrows.h"
#include "widgets/page.h"

#include <QTimer>

namespace gotoai::widgets {
class PairList;
class SegmentedControl;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::overview {

class FirstSteps;

class OverviewPage : public widgets::Page
{
    Q_OBJECT

public:
    explicit OverviewPage(client::Session& session, QWidget* parent = nullptr);

    QString title() const override { return tr("Overview"); }
    void activate() override;
    void deactivate() override { m_refresh.stop(); }
    void save(QSettings& settings) const override;
    void restore(QSettings& settings) override;

private:
    void connectEvents();
    QWidget* makeContent();
    QWidget* makeMoney();
    QWidget* makeSide();
    void read();
    void readBefore();
    void readPlatform();
    void take(const protocol::UsageReport& report);
    void showFigures();
    void showHealth();
    void showNeeds();

    client::Session& m_session;
    widgets::SegmentedControl* m_range;
    widgets::StateView* m_state;
    widgets::FigureStrip* m_figures;
    FirstSteps* m_steps;
    widgets::Chart* m_chart;
    widgets::CellTable m_models;
    widgets::CellTable m_health;
    widgets::CellTable m_needs;
    widgets::Table* m_modelTable;
    widgets::Table* m_healthTable;
    widgets::Table* m_needTable;
    widgets::PairList* m_books;
    QWidget* m_side;
    client::Call m_reading;
    client::Call m_readingBefore;
    QTimer m_refresh;
    std::optional<protocol::UsageReport> m_report;
    std::optional<protocol::UsageFigures> m_before; // of the range before
    std::optional<protocol::SystemFigures> m_now;
    std::optional<protocol::SystemState> m_system;
    std::optional<std::vector<protocol::Alert>> m_alerts; // empty: not known
    std::vector<protocol::EndpointHealth> m_healths;
};

} // namespace gotoai::overview
