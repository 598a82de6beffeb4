// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusReply>
#include <QDBusVariant>
#include <QFile>
#include <QStyleFactory>

namespace gotoai::widgets {

namespace {

// The desktop portal tells what people chose; Qt 6.4 does not yet ask it.
const QString portal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");
constexpr uint prefersDark = 1;

QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

QString styleSheet(const Tokens& tokens, bool isDark)
{
    QFile file(QStringLiteral(":/theme/console.qss"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the style sheet is not in the program");
    QString sheet = QString::fromUtf8(file.readAll());
    const std::pair<const char*, QString> values[]{
        {"@accentHover", tokens.accent.lighter(isDark ? 108 : 112).name()},
        {"@accentSoft", tokens.accentSoft.name()},
        {"@accent", tokens.accent.name()},
        {"@background", tokens.background.name()},
        {"@brokenSoft", tokens.brokenSoft.name()},
        {"@broken", tokens.broken.name()},
        {"@chevron", isDark ? QStringLiteral(":/theme/chevron-dark.svg") : QStringLiteral(":/theme/chevron-light.svg")},
        {"@faint", tokens.faint.name()},
        {"@hairline", tokens.hairline.name()},
        {"@muted", tokens.muted.name()},
        {"@onAccent", tokens.onAccent.name()},
        {"@raised", tokens.raised.name()},
        {"@scrollHandle", isDark ? tokens.selection.name() : QColor(tokens.hairline.darker(112)).name()},
        {"@selection", tokens.selection.name()},
        {"@sidebar", tokens.sidebar.name()},
        {"@surface", tokens.surface.name()},
        {"@text", tokens.text.name()},
        {"@tick", isDark ? QStringLiteral(":/theme/tick-dark.svg") : QStringLiteral(":/theme/tick-light.svg")},
    };
    for (const auto& [name, value] : values)
        sheet.replace(QLatin1String(name), value);
    return sheet;
}

} // namespace

Theme::Theme(QApplication& application)
    : QObject(&application)
    , m_application(application)
{
    loadFonts();
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setFont(textFont(TextSize::Body));
    m_desktopIsDark = application.palette().color(QPalette::Window).lightness() < 128;
    dress();
    askDesktop();
}

void Theme::setScheme(Scheme scheme)
{
    m_scheme = scheme;
    dress();
}

bool Theme::isDark() const { return m_scheme == Scheme::System ? m_desktopIsDark : m_scheme == Scheme::Dark; }

void Theme::askDesktop()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portal, portalPath, portalSettings, QStringLiteral("SettingChanged"), this,
                SLOT(takeDesktopSetting(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(portal, portalPath, portalSettings, QStringLiteral("Read"));
    question << appearance << colorScheme;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        if (const QDBusReply<QDBusVariant> reply = *watcher; reply.isValid())
            takeDesktopSetting(appearance, colorScheme, reply.value());
    });
}

void Theme::takeDesktopSetting(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group != appearance || key != colorScheme)
        return;
    m_desktopIsDark = unwrapped(value.variant()).toUInt() == prefersDark;
    dress();
}

void Theme::dress()
{
    if (m_dressedAs == (isDark() ? 1 : 0))
        return;
    m_dressedAs = isDark() ? 1 : 0;
    const Tokens& tokens = isDark() ? Tokens::dark() : Tokens::light();
    m_application.setPalette(tokens.palette());
    m_application.setStyleSheet(styleSheet(tokens, isDark()));
    Q_EMIT changed();
}

} // namespace gotoai::widgets
