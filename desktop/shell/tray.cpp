// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/tray.h"

#include "widgets/display.h"
#include "widgets/icon.h"

#include <QGuiApplication>
#include <QPainter>

#include <chrono>

namespace gotoai::shell {

using namespace widgets;
using client::EventStream;

namespace {

constexpr std::chrono::seconds patience{10};
constexpr int iconSize = 64;

QIcon iconWith(Tone tone)
{
    QPixmap picture = applicationIcon().pixmap(iconSize, iconSize);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Tokens::of(QGuiApplication::palette()).surface, 4));
    painter.setBrush(toneColor(tone, QGuiApplication::palette()));
    painter.drawEllipse(QRectF(iconSize - 30, iconSize - 30, 26, 26));
    painter.end();
    return QIcon(picture);
}

} // namespace

Tray::Tray(client::Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_icon(applicationIcon())
{
    m_icon.setContextMenu(&m_menu);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            Q_EMIT opened();
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::opened);
    EventStream& events = session.events();
    connect(&events, &EventStream::stateChanged, this, [this] {
        if (m_session.events().state() == EventStream::State::Waiting)
            m_patience.start();
        else
            look();
    });
    connect(&m_patience, &QTimer::timeout, this, &Tray::look);
    connect(&events, &EventStream::readinessChanged, this, &Tray::takeReadiness);
    connect(&events, &EventStream::told, this, [this](const QString& topic, const QJsonObject& data) {
        if (topic == QLatin1String("alerts"))
            takeAlert(data);
    });
    connect(&session.killSwitches(), &client::KillSwitches::changed, this, &Tray::look);
    look();
}

void Tray::takeReadiness(const protocol::HealthEvent& health)
{
    m_isReady = health.status == "ready";
    QStringList reasons;
    for (const std::string& reason : health.reasons)
        reasons << plain(reason);
    m_whyNot = reasons.join(QStringLiteral(", "));
    look();
}

void Tray::takeAlert(const QJsonObject& alert)
{
    const QString detail = plain(alert.value(u"facts").toString());
    Q_EMIT told(tr("Alert"), detail);
    if (m_messages == Messages::Shown && m_icon.isVisible())
        m_icon.showMessage(tr("Alert"), detail, QSystemTrayIcon::Warning);
}

void Tray::look()
{
    const EventStream::State state = m_session.events().state();
    if (state == EventStream::State::Waiting)
        say(Tone::Broken, tr("offline"), tr("The daemon cannot be reached."));
    else if (state == EventStream::State::Off)
        say(Tone::Neutral, tr("not connected"), {});
    else if (!m_isReady)
        say(Tone::Broken, tr("takes no orders"), tr("The daemon takes no orders: %1.").arg(m_whyNot));
    else if (m_session.killSwitches().of(QStringLiteral("global"), {}))
        say(Tone::Broken, tr("everything stopped"), tr("A kill switch stops every order."));
    else if (!m_session.killSwitches().on().empty())
        say(Tone::Waiting, tr("partly stopped"), tr("A kill switch stops some orders."));
    else if (state == EventStream::State::Live)
        say(Tone::Good, tr("live"), tr("The daemon takes orders."));
}

void Tray::say(Tone tone, const QString& words, const QString& sentence)
{
    if (words == m_words)
        return;
    const bool isNews = !m_words.isEmpty() && !sentence.isEmpty() && m_session.isOpen();
    m_words = words;
    m_icon.setIcon(iconWith(tone));
    m_icon.setToolTip(tr("GotoAI: %1").arg(words));
    if (!isNews)
        return;
    Q_EMIT told(plain(m_session.profile().name), sentence);
    if (m_messages == Messages::Shown && m_icon.isVisible())
        m_icon.showMessage(plain(m_session.profile().name), sentence,
                           tone == Tone::Good ? QSystemTrayIcon::Information : QSystemTrayIcon::Warning);
}

} // namespace gotoai::shell
