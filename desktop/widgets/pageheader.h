// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace gotoai::widgets {

class Label;

// The first line of a page: its title, what narrows it beside, its acts at the far end, and a hairline below.
class PageHeader : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(const QString& title, QWidget* parent = nullptr);
    void addBeside(QWidget* widget);
    void addAct(QWidget* widget);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* m_beside;
    QHBoxLayout* m_acts;
};

} // namespace gotoai::widgets
