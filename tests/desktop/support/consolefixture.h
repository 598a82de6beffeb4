// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/localdaemon.h"
#include "desktop/support/calls.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QTemporaryDir>

namespace gotoai::test {

// A daemon of a test program's own, on simulated models, and a session with it as an admin. Needs a QApplication.
class ConsoleFixture : public QObject
{
public:
    ConsoleFixture()
        : m_theme(*qApp)
    {
        m_theme.setScheme(widgets::Scheme::Light);
        connect(&m_daemon, &client::LocalDaemon::failed, this, [](const QString& why) { qCritical() << why; });
        connect(&m_daemon, &client::LocalDaemon::ready, this,
                [this](const client::Profile& profile, const Secret& token, const Secret& key) {
                    m_profile = profile;
                    m_token = token.copy();
                    m_key = key.copy();
                });
    }

    // False: it did not start; the reason has been printed.
    bool start()
    {
        m_daemon.start({.dataDirectory = m_directory.filePath(QStringLiteral("data")),
                        .supply = client::LocalDaemon::Supply::Demo});
        return QTest::qWaitFor([this] { return m_daemon.state() == client::LocalDaemon::State::Running; }, kPatience) &&
               signIn(m_token.copy());
    }

    bool signIn(Secret token)
    {
        bool isOpen = false;
        m_session.begin(m_profile, std::move(token), this,
                        [&isOpen](const client::Answer<protocol::Identity>& answer) { isOpen = answer.has_value(); });
        using List = client::Directory::List;
        return QTest::qWaitFor(
            [&] { return isOpen && (m_session.role() == client::Role::Member || hasRead(List::Endpoints)); },
            kPatience);
    }

    bool hasRead(client::Directory::List list) { return m_session.directory().isRead(list); }

    client::Session& session() { return m_session; }
    client::LocalDaemon& daemon() { return m_daemon; }
    const client::Profile& profile() const { return m_profile; }
    const Secret& token() const { return m_token; }
    const Secret& key() const { return m_key; } // of the account "Demo"

    QString complete(const QByteArray& model = "simulator/brisk") { return test::complete(m_session, m_key, model); }

    // Shows a page as the window would, active, so that keys reach it.
    template<class PageClass>
    void show(PageClass& page)
    {
        page.resize(1228, 828);
        static_cast<QWidget&>(page).show();
        page.activateWindow();
        if (!QTest::qWaitForWindowActive(&page))
            qFatal("the page's window was not activated");
        page.activate();
    }

private:
    QTemporaryDir m_directory;
    widgets::Theme m_theme;
    client::LocalDaemon m_daemon;
    client::Profile m_profile;
    Secret m_token;
    Secret m_key;
    client::ProfileStore m_profiles{m_directory.filePath(QStringLiteral("console.ini"))};
    client::Keyring m_keyring{nullptr, client::Keyring::Backend::MemoryOnly};
    client::Session m_session{m_profiles, m_keyring};
};

} // namespace gotoai::test
