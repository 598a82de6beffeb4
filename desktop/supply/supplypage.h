// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "protocol/market.h"
#include "protocol/repricing.h"
#include "protocol/supplyfile.h"
#include "widgets/page.h"

class QAction;
class QStackedWidget;

namespace gotoai::widgets {
class SegmentedControl;
}

namespace gotoai::supply {

class EndpointsView;
class MarketView;
class ProvidersView;

class SupplyPage : public widgets::Page
{
    Q_OBJECT

public:
    explicit SupplyPage(client::Session& session, QWidget* parent = nullptr);

    QString title() const override { return tr("Supply"); }
    void activate() override;
    bool open(const QString& resource) override;
    std::optional<widgets::StopTarget> stopTarget() const override;
    void save(QSettings& settings) const override;
    void restore(QSettings& settings) override;

private:
    QAction* addAct(const QString& text, const QKeySequence& keys, void (SupplyPage::*act)());
    void makeActs();
    void connectParts();
    void showSide(int side);
    void count();
    void judge();

    void add();
    void addProvider();
    void addEndpoint();
    void changeProvider(const protocol::Provider& provider);
    void reprice();
    void offerUndo(const protocol::RepricingReport& report);
    void undoPrices(const protocol::RepricingReport& report);
    void explain();
    void import(const protocol::MarketSelection& selection);
    void stop();

    client::Session& m_session;
    widgets::SegmentedControl* m_side;
    QStackedWidget* m_sides;
    EndpointsView* m_endpoints;
    ProvidersView* m_providers;
    MarketView* m_market;
    QAction* m_add;
    QAction* m_reprice;
    QAction* m_explain;
    QAction* m_stop;
};

} // namespace gotoai::supply
