// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "app/preferences.h"
#include "app/signinpage.h"
#include "client/session.h"
#include "shell/actionregistry.h"
#include "shell/commandpalette.h"
#include "shell/livestate.h"
#include "shell/stopcentre.h"
#include "shell/tray.h"
#include "shell/window.h"

#include <QMenu>
#include <QStackedWidget>

class QActionGroup;
class QApplication;

namespace gotoai::app {

// The composition root: makes the parts, owns them and lets them know each other.
class Application : public QObject
{
    Q_OBJECT

public:
    Application(QApplication& application, const Options& options);
    ~Application() override;

    void start();                          // shows the window; signs in by itself where it can
    void comeForward(const QString& page); // empty: the page that is shown

    client::Session& session() { return m_session; }
    shell::Window& window() { return *m_window; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // of the top window: it may stay in the tray

private:
    void makeActions();
    void makeSchemeMenu();
    QAction* addAction(const QString& text, const QKeySequence& keys, const std::function<void()>& then);
    void openPreferences();
    void take(const Preferences& preferences);
    void apply();
    void signedIn();
    void signOut();
    void quit();

    const Options m_options;
    QSettings m_settings;
    Preferences m_preferences;
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
    shell::StopCentre m_stopCentre;
    shell::Tray m_tray;
    QMenu m_userMenu;
    QActionGroup* m_schemes = nullptr;
    QAction* m_stop = nullptr;
    bool m_isQuitting = false;
};

} // namespace gotoai::app
