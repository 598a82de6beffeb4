// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/aboutdialog.h"
#include "app/pages.h"
#include "app/preferencesdialog.h"
#include "shell/shortcutsheet.h"
#include "shell/topbar.h"
#include "widgets/display.h"
#include "widgets/icon.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QPushButton>

namespace gotoai::app {

namespace {

const QString geometryKey = QStringLiteral("window/whole");

} // namespace

Application::Application(QApplication& application, const Options& options)
    : m_options(options)
    , m_preferences(Preferences::read(m_settings))
    , m_theme(application)
    , m_session(m_profiles, m_keyring)
    , m_window(new shell::Window(m_actions))
    , m_signIn(new SignInPage(m_session, m_local))
    , m_live(m_session, m_window->topBar(), m_window->statusBar())
    , m_palette(m_actions, m_window)
    , m_stopCentre(m_session, *m_window)
    , m_tray(m_session)
{
    application.setWindowIcon(widgets::applicationIcon());
    application.setQuitOnLastWindowClosed(false); // quit() says when: the window may stay in the tray
    m_top.addWidget(m_signIn);
    m_top.addWidget(m_window);
    m_top.resize(1440, 900);
    m_top.setWindowTitle(tr("GotoAI"));
    m_top.installEventFilter(this);
    makeActions();
    apply();
    connect(&m_session, &client::Session::begun, this, &Application::signedIn);
    connect(&m_session, &client::Session::ended, this, [this](const client::Failure& why) {
        m_signIn->offer(m_session.profile());
        m_signIn->explain(client::sentence(why));
        m_top.setCurrentWidget(m_signIn);
    });
    connect(m_window, &shell::Window::windowTitleChanged, &m_top, &QWidget::setWindowTitle);
    connect(m_window->topBar().paletteField(), &QPushButton::clicked, this,
            [this] { m_palette.openBelow(*m_window->topBar().paletteField()); });
    connect(&m_palette, &shell::CommandPalette::idGiven, m_window, &shell::Window::jump);
    connect(&m_tray, &shell::Tray::opened, this, [this] { comeForward({}); });
}

Application::~Application()
{
    m_window->save(m_settings);
    m_settings.setValue(geometryKey, m_top.saveGeometry());
}

QAction* Application::addAction(const QString& text, const QKeySequence& keys, const std::function<void()>& then)
{
    auto* action = new QAction(text, m_window);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, then);
    m_window->addAction(action);
    m_actions.add(action, tr("GotoAI"));
    return action;
}

void Application::makeActions()
{
    addAction(tr("Command palette"), QKeySequence(Qt::CTRL | Qt::Key_K),
              [this] { m_window->topBar().paletteField()->click(); });
    m_stop = addAction(tr("&Stop…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K), [this] { m_stopCentre.pick(); });
    QAction* stopped = addAction(tr("What is s&topped…"), {}, [this] { m_stopCentre.showStopped(); });
    m_userMenu.addActions({m_stop, stopped});
    m_userMenu.addSeparator();
    m_userMenu.addAction(addAction(tr("Keyboard short&cuts"), QKeySequence(Qt::CTRL | Qt::Key_Slash),
                                   [this] { (new shell::ShortcutSheet(m_actions, m_window))->open(); }));
    makeSchemeMenu();
    m_userMenu.addAction(
        addAction(tr("&Preferences…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { openPreferences(); }));
    m_userMenu.addSeparator();
    m_userMenu.addAction(
        addAction(tr("&About GotoAI"), {}, [this] { (new AboutDialog(m_session.daemonVersion(), m_window))->open(); }));
    m_userMenu.addAction(addAction(tr("Sign &out"), {}, [this] { signOut(); }));
    QAction* quitting = addAction(tr("&Quit"), QKeySequence::Quit, [this] { quit(); });
    m_userMenu.addAction(quitting);
    auto* show = new QAction(tr("&Open GotoAI"), this);
    connect(show, &QAction::triggered, this, [this] { comeForward({}); });
    connect(m_stop, &QAction::triggered, this, [this] { m_top.isVisible() ? void() : comeForward({}); });
    m_tray.addAction(show);
    m_tray.addAction(stopped);
    m_tray.addAction(quitting);
}

void Application::makeSchemeMenu()
{
    m_schemes = new QActionGroup(this);
    m_userMenu.addSeparator();
    const QString names[]{tr("Colours of the desktop"), tr("Light colours"), tr("Dark colours")};
    for (int index = 0; index < 3; ++index) {
        QAction* action = addAction(names[index], {}, [this, index] {
            Preferences chosen = m_preferences;
            chosen.scheme = static_cast<widgets::Scheme>(index);
            take(chosen);
        });
        action->setCheckable(true);
        m_schemes->addAction(action);
        m_userMenu.addAction(action);
    }
    m_userMenu.addSeparator();
}

void Application::openPreferences()
{
    auto* dialog = new PreferencesDialog(m_preferences, m_window);
    connect(dialog, &PreferencesDialog::changed, this, &Application::take);
    dialog->open();
}

void Application::take(const Preferences& preferences)
{
    m_preferences = preferences;
    m_preferences.write(m_settings);
    apply();
}

void Application::apply()
{
    m_theme.setScheme(m_preferences.scheme);
    m_schemes->actions()[static_cast<int>(m_preferences.scheme)]->setChecked(true);
    m_tray.setShown(m_preferences.showsTray && QSystemTrayIcon::isSystemTrayAvailable());
    m_tray.setMessages(m_preferences.showsMessages ? shell::Tray::Messages::Shown : shell::Tray::Messages::Silent);
}

void Application::start()
{
    m_top.restoreGeometry(m_settings.value(geometryKey).toByteArray());
    m_top.show();
    if (m_options.start != Start::AsLast)
        return m_signIn->startLocal(m_options.start == Start::Demo ? client::LocalDaemon::Supply::Demo
                                                                   : client::LocalDaemon::Supply::DemoDay);
    const auto profile = m_profiles.profile(m_profiles.lastUsed());
    if (profile)
        m_signIn->resume(*profile);
}

void Application::comeForward(const QString& page)
{
    if (m_top.isMinimized())
        m_top.showNormal();
    m_top.show();
    m_top.raise();
    m_top.activateWindow();
    m_window->showPage(page);
}

void Application::signedIn()
{
    const bool isMember = m_session.role() == client::Role::Member;
    m_stop->setEnabled(m_session.mayWriteSupply());
    m_window->topBar().setUser(widgets::plain(m_session.identity().name), &m_userMenu);
    if (!m_window->currentPage().isEmpty()) // signed in again: what was typed comes back with the new pages
        m_window->save(m_settings);
    m_window->setPages(pageList(m_session), isMember ? shell::Audience::Everyone : shell::Audience::Staff);
    m_window->restore(m_settings);
    m_window->showPage(m_options.page);
    m_top.setCurrentWidget(m_window);
}

void Application::signOut()
{
    const client::Profile profile = m_session.profile();
    m_keyring.remove(client::tokenName(profile));
    m_session.daemon().remove(QStringLiteral("sessions/current"), {}, this, [](const client::Answer<client::Done>&) {});
    m_session.end(); // the call has its token
    m_signIn->offer(profile);
    m_top.setCurrentWidget(m_signIn);
}

void Application::quit()
{
    m_isQuitting = true;
    m_top.close();
    QApplication::quit();
}

bool Application::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &m_top && event->type() == QEvent::Close && !m_isQuitting) {
        if (m_preferences.staysInTray && m_preferences.showsTray && QSystemTrayIcon::isSystemTrayAvailable()) {
            m_top.hide();
            event->ignore();
            return true;
        }
        QMetaObject::invokeMethod(this, &Application::quit, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace gotoai::app
