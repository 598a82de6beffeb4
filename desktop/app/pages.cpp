// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages.h"

#include "overview/overviewpage.h"
#include "playground/playgroundpage.h"
#include "requests/requestspage.h"
#include "usage/usagepage.h"

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
        {QStringLiteral("playground"), tr("Playground"), Section::Top, Audience::Everyone,
         maker<playground::PlaygroundPage>(session)},
        {QStringLiteral("requests"), tr("Requests"), Section::Traffic, Audience::Everyone,
         maker<requests::RequestsPage>(session)},
        {QStringLiteral("usage"), tr("Usage"), Section::Traffic, Audience::Everyone, maker<usage::UsagePage>(session)},
    };
}

} // namespace gotoai::app
