// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QApplication;
class QDBusVariant;

namespace gotoai::widgets {

enum class Scheme { System, Light, Dark };

// Dresses the application: Fusion, the palette and the style sheet made of the tokens. Owned by the application;
// applies at once, also while windows are open, and follows the desktop's preference as long as the scheme is System.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication& application);

    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    bool isDark() const;

Q_SIGNALS:
    void changed();

private:
    void askDesktop();
    void dress();

private Q_SLOTS:
    void takeDesktopSetting(const QString& group, const QString& key, const QDBusVariant& value);

private:
    QApplication& m_application;
    Scheme m_scheme = Scheme::System;
    bool m_desktopIsDark = false;
    int m_dressedAs = -1; // 1: dark
};

} // namespace gotoai::widgets
