// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages.h"

#include "billing/billingpage.h"
#include "keys/keyspage.h"
#include "overview/overviewpage.h"
#include "playground/playgroundpage.h"
#include "requests/requestspage.h"
#include "supply/supplypage.h"
#include "usage/usagepage.h"

#include <QCoreApplication>

namespace gotoai::app {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::app)
};

template<class PageClass>
auto maker(client::Session& session)
{
    return [&session](QWidget* parent) -> widgets::Page* { return new PageClass(session, parent); };
}

} // namespace

using shell::PageList;

PageList pageList(client::Session& session)
{
    using shell::Audience;
    using shell::Section;
    return {
        {QStringLiteral("overview"), Texts::tr("Overview"), Section::Top, Audience::Everyone,
         maker<overview::OverviewPage>(session)},
        {QStringLiteral("playground"), Texts::tr("Playground"), Section::Top, Audience::Everyone,
         maker<playground::PlaygroundPage>(session)},
        {QStringLiteral("requests"), Texts::tr("Requests"), Section::Traffic, Audience::Everyone,
         maker<requests::RequestsPage>(session)},
        {QStringLiteral("usage"), Texts::tr("Usage"), Section::Traffic, Audience::Everyone,
         maker<usage::UsagePage>(session)},
        {QStringLiteral("keys"), Texts::tr("Keys"), Section::Money, Audience::Everyone, maker<keys::KeysPage>(session)},
        {QStringLiteral("billing"), Texts::tr("Billing"), Section::Money, Audience::Everyone,
         maker<billing::BillingPage>(session)},
        {QStringLiteral("supply"), Texts::tr("Supply"), Section::Platform, Audience::Staff,
         maker<supply::SupplyPage>(session)},
    };
}

} // namespace gotoai::app
