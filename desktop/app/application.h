// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/actionregistry.h"
#include "shell/window.h"
#include "widgets/theme.h"

class QApplication;

namespace gotoai::app {

// The composition root: makes the parts, owns them, decides nothing.
class Application
{
public:
    explicit Application(QApplication& application);

    void show();

private:
    widgets::Theme m_theme;
    shell::ActionRegistry m_actions;
    shell::Window m_window;
};

} // namespace gotoai::app
