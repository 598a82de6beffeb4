// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/signinpage.h"
#include "client/session.h"
#include "shell/actionregistry.h"
#include "shell/commandpalette.h"
#include "shell/livestate.h"
#include "shell/window.h"
#include "widgets/theme.h"

#include <QMenu>
#include <QSettings>
#include <QStackedWidget>

class QApplication;

namespace gotoai::app {

// The composition root: makes the parts, owns them and lets them know each other.
class Application : public QObject
{
    Q_OBJECT

public:
    explicit Application(QApplication& application);
    ~Application() override;

    void start(); // shows the window; signs in by itself where the keyring allows

private:
    void makeActions();
    void makeSchemeMenu();
    QAction* addAction(const QString& text, const QKeySequence& keys, const std::function<void()>& then);
    void signedIn();
    void signOut();

    QSettings m_settings;
    widgets::Theme m_theme;
    client::ProfileStore m_profiles;
    client::Keyring m_keyring;
    client::Session m_session;
    client::LocalDaemon m_local;
    shell::ActionRegistry m_actions;
    QStackedWidget m_top;
    shell::Window* m_window;
    SignInPage* m_signIn;
    shell::LiveState m_live;
    shell::CommandPalette m_palette;
    QMenu m_userMenu;
};

} // namespace gotoai::app
