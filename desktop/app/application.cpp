// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "shell/statusbar.h"
#include "widgets/icon.h"

#include <QApplication>

namespace gotoai::app {

Application::Application(QApplication& application)
    : m_theme(application)
    , m_window(m_actions)
{
    application.setWindowIcon(widgets::applicationIcon());
    m_window.setPages({}, shell::Audience::Staff);
}

void Application::show() { m_window.show(); }

} // namespace gotoai::app
