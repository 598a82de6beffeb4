// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/pages.h"
#include "shell/shortcutsheet.h"
#include "shell/topbar.h"
#include "widgets/display.h"
#include "widgets/icon.h"

#include <QActionGroup>
#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

namespace gotoai::app {

namespace {

const QString schemeKey = QStringLiteral("appearance/scheme");

} // namespace

Application::Application(QApplication& application)
    : m_theme(application)
    , m_session(m_profiles, m_keyring)
    , m_window(new shell::Window(m_actions))
    , m_signIn(new SignInPage(m_session, m_local))
    , m_live(m_session, m_window->topBar(), m_window->statusBar())
    , m_palette(m_actions, m_window)
{
    application.setWindowIcon(widgets::applicationIcon());
    m_theme.setScheme(static_cast<widgets::Scheme>(m_settings.value(schemeKey, 0).toInt()));
    m_top.addWidget(m_signIn);
    m_top.addWidget(m_window);
    m_top.resize(1440, 900);
    m_top.setWindowTitle(tr("GotoAI"));
    makeActions();
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
}

Application::~Application()
{
    m_window->save(m_settings);
    m_settings.setValue(QStringLiteral("window/whole"), m_top.saveGeometry());
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
    m_userMenu.addAction(addAction(tr("Keyboard &shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Slash),
                                   [this] { (new shell::ShortcutSheet(m_actions, m_window))->open(); }));
    makeSchemeMenu();
    m_userMenu.addSeparator();
    m_userMenu.addAction(addAction(tr("&About GotoAI"), {}, [this] {
        auto* about = new QMessageBox(
            QMessageBox::NoIcon, tr("About GotoAI"),
            tr("GotoAI %1, the control plane for model access. GPL-3.0-or-later.").arg(QStringLiteral(GOTOAI_VERSION)),
            QMessageBox::Close, m_window);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->open();
    }));
    m_userMenu.addAction(addAction(tr("Sign &out"), {}, [this] { signOut(); }));
    m_userMenu.addAction(addAction(tr("&Quit"), QKeySequence::Quit, [this] { m_top.close(); }));
}

void Application::makeSchemeMenu()
{
    auto* group = new QActionGroup(this);
    m_userMenu.addSeparator();
    const QString names[]{tr("Colours of the desktop"), tr("Light colours"), tr("Dark colours")};
    for (int index = 0; index < 3; ++index) {
        QAction* action = addAction(names[index], {}, [this, index] {
            m_theme.setScheme(static_cast<widgets::Scheme>(index));
            m_settings.setValue(schemeKey, index);
        });
        action->setCheckable(true);
        action->setChecked(static_cast<int>(m_theme.scheme()) == index);
        group->addAction(action);
        m_userMenu.addAction(action);
    }
}

void Application::start()
{
    m_top.restoreGeometry(m_settings.value(QStringLiteral("window/whole")).toByteArray());
    m_top.show();
    const auto profile = m_profiles.profile(m_profiles.lastUsed());
    if (profile)
        m_signIn->resume(*profile);
}

void Application::signedIn()
{
    const bool isMember = m_session.role() == client::Role::Member;
    m_window->topBar().setUser(widgets::plain(m_session.identity().name), &m_userMenu);
    m_window->setPages(pageList(m_session), isMember ? shell::Audience::Everyone : shell::Audience::Staff);
    m_window->restore(m_settings);
    m_top.setCurrentWidget(m_window);
}

void Application::signOut()
{
    const client::Profile profile = m_session.profile();
    m_keyring.remove(client::tokenName(profile));
    m_session.daemon().remove(QStringLiteral("sessions/current"), {}, this,
                              [this](const client::Answer<client::Done>&) { m_session.end(); });
    m_signIn->offer(profile);
    m_top.setCurrentWidget(m_signIn);
}

} // namespace gotoai::app
