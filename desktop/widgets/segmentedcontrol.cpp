// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/segmentedcontrol.h"

#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

namespace gotoai::widgets {

namespace {

class Segment : public QAbstractButton
{
public:
    explicit Segment(QWidget* parent)
        : QAbstractButton(parent)
    {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
    }

    QSize sizeHint() const override
    {
        return {QFontMetrics(textFont(TextSize::Body)).horizontalAdvance(text()) + 2 * 11, controlHeight};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Tokens& tokens = Tokens::of(palette());
        QPainter painter(this);
        if (isChecked() || underMouse())
            painter.fillRect(rect().adjusted(0, 1, 0, -1), isChecked() ? tokens.selection : tokens.sidebar);
        painter.setFont(textFont(TextSize::Body));
        painter.setPen(isChecked() ? tokens.text : isEnabled() ? tokens.muted : tokens.faint);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic | textDirection(text()), text());
        if (hasFocus()) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(tokens.accent, 1));
            painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 3.5, -2.5, -3.5), 3, 3);
        }
    }
};

} // namespace

SegmentedControl::SegmentedControl(const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    setAccessibleName(accessibleName);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(1, 0, 1, 0);
    row->setSpacing(1);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool isChecked) {
        if (!isChecked || index == m_told)
            return;
        m_told = index;
        Q_EMIT currentChanged(index);
    });
}

int SegmentedControl::addSegment(const QString& text)
{
    auto* segment = new Segment(this);
    segment->setText(text);
    const int index = count();
    m_group->addButton(segment, index);
    layout()->addWidget(segment);
    if (index == 0) {
        m_told = 0;
        segment->setChecked(true);
    }
    return index;
}

void SegmentedControl::setSegmentText(int index, const QString& text)
{
    m_group->button(index)->setText(text);
    m_group->button(index)->updateGeometry();
}

int SegmentedControl::current() const { return m_group->checkedId(); }

void SegmentedControl::setCurrent(int index)
{
    if (QAbstractButton* segment = m_group->button(index))
        segment->setChecked(true);
}

int SegmentedControl::count() const { return static_cast<int>(m_group->buttons().size()); }

void SegmentedControl::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokens.hairline);
    painter.setBrush(tokens.background);
    painter.drawRoundedRect(QRectF(rect()).adjusted(.5, .5, -.5, -.5), controlRadius, controlRadius);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int index = 1; index < count(); ++index) {
        const int left = m_group->button(index)->x() - 1;
        painter.drawLine(left, 1, left, height() - 2);
    }
}

} // namespace gotoai::widgets
