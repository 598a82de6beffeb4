// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "overview/overviewrows.h"
#include "widgets/page.h"

#include <QTimer>

namespace gotoai::widgets {
class SegmentedControl;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::overview {

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
    QWidget* makeContent();
    void read();
    void readHealth();
    void take(const protocol::UsageReport& report);
    void showFigures();
    void showHealth();

    client::Session& m_session;
    widgets::SegmentedControl* m_range;
    widgets::StateView* m_state;
    widgets::FigureStrip* m_figures;
    widgets::Chart* m_chart;
    widgets::CellTable m_models;
    widgets::CellTable m_health;
    widgets::Table* m_modelTable;
    widgets::Table* m_healthTable;
    QWidget* m_healthPart;
    client::Call m_reading;
    QTimer m_refresh;
    std::optional<protocol::UsageReport> m_report;
    std::optional<protocol::SystemFigures> m_now;
    std::vector<protocol::EndpointHealth> m_healths;
    std::vector<protocol::Endpoint> m_endpoints;
    ProviderNames m_names;
};

} // namespace gotoai::overview
