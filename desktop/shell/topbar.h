// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QMenu;
class QPushButton;

namespace gotoai::widgets {
class Label;
class Tag;
} // namespace gotoai::widgets

namespace gotoai::shell {

// The strip above everything: the way to any page, order, key or action; and where and as whom one works.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    explicit TopBar(QWidget* parent = nullptr);

    void setPlace(const QString& environment, bool isProduction, const QString& host);
    void setStopped(const QString& words); // empty: everything runs
    void setUser(const QString& name, QMenu* menu);
    QPushButton* paletteField() const { return m_field; }
    QPushButton* userButton() const { return m_user; }
    QPushButton* stoppedButton() const { return m_stopped; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QPushButton* m_field;
    QPushButton* m_stopped;
    widgets::Tag* m_environment;
    widgets::Label* m_host;
    QPushButton* m_user;
};

} // namespace gotoai::shell
