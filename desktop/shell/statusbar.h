// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tokens.h"

#include <QWidget>

namespace gotoai::widgets {
class Label;
}

namespace gotoai::shell {

class Light;

// The strip below everything: whether what is shown is live, and the daemon's pulse.
class StatusBar : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBar(QWidget* parent = nullptr);

    void setConnection(widgets::Tone tone, const QString& sentence);
    void setPulse(const QString& rate, const QString& held, const QString& books); // empty: not known
    void setVersion(const QString& version);

Q_SIGNALS:
    void connectionClicked(); // try again now

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    Light* m_light;
    widgets::Label* m_connection;
    widgets::Label* m_rate;
    widgets::Label* m_held;
    widgets::Label* m_books;
    widgets::Label* m_version;
};

} // namespace gotoai::shell
