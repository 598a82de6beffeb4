// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages.h"

#include "billing/billingpage.h"
#include "keys/keyspage.h"
#include "overview/overviewpage.h"

#include <QCoreApplication>

namespace gotoai::app {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("gotoai::app::Pages", text); }

template<class PageClass>
auto maker(client::Session& session)
{
    return [&session](QWidget* parent) -> widgets::Page* { return new PageClass(session, parent); };
}

} // namespace

shell::PageList pageList(client::Session& session)
{
    using shell::Audience;
    using shell::Section;
    return {
        {QStringLiteral("overview"), tr("Overview"), Section::Top, Audience::Everyone,
         maker<overview::OverviewPage>(session)},
        {QStringLiteral("keys"), tr("Keys"), Section::Money, Audience::Everyone, maker<keys::KeysPage>(session)},
        {QStringLiteral("billing"), tr("Billing"), Section::Money, Audience::Everyone,
         maker<billing::BillingPage>(session)},
    };
}

} // namespace gotoai::app
