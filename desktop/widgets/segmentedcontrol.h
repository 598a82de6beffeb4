// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;

namespace gotoai::widgets {

// One choice of a few, side by side; arrow keys move it.
class SegmentedControl : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(const QString& accessibleName, QWidget* parent = nullptr);

    int addSegment(const QString& text);
    void setSegmentText(int index, const QString& text);
    int current() const;
    void setCurrent(int index); // tells, if it changed
    int count() const;

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* m_group;
    int m_told = -1;
};

} // namespace gotoai::widgets
