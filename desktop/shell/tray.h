// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "widgets/tokens.h"

#include <QMenu>
#include <QSystemTrayIcon>
#include <QTimer>

namespace gotoai::shell {

// The icon beside the clock: how the daemon does, in a dot and a word, and a message when that turns bad or good again.
class Tray : public QObject
{
    Q_OBJECT

public:
    enum class Messages { Shown, Silent };

    explicit Tray(client::Session& session, QObject* parent = nullptr);

    // Its menu; the actions are not owned.
    void addAction(QAction* action) { m_menu.addAction(action); }
    void setShown(bool isShown) { m_icon.setVisible(isShown); }
    void setMessages(Messages messages) { m_messages = messages; }
    QString words() const { return m_words; }

Q_SIGNALS:
    void opened();
    void told(const QString& title, const QString& sentence); // whether shown or not

private:
    void look();
    void say(widgets::Tone tone, const QString& words, const QString& sentence);
    void takeReadiness(const protocol::HealthEvent& health);
    void takeAlert(const QJsonObject& alert);

    client::Session& m_session;
    QMenu m_menu;
    QSystemTrayIcon m_icon;
    QTimer m_patience; // a short break of the connection is not worth a word
    Messages m_messages = Messages::Shown;
    QString m_words;
    bool m_isReady = true;
    QString m_whyNot;
};

} // namespace gotoai::shell
