// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/flowlayout.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace gotoai::widgets {

FlowLayout::FlowLayout(int spacing, QWidget* parent)
    : QLayout(parent)
{
    setSpacing(spacing);
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() { qDeleteAll(m_items); }

QLayoutItem* FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    int height = 0;
    for (const Place& place : placesWithin(width))
        height = std::max(height, place.area.bottom() + 1);
    return height;
}

void FlowLayout::setGeometry(const QRect& area)
{
    QLayout::setGeometry(area);
    const Qt::LayoutDirection direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    for (const Place& place : evenPlacesWithin(area.width()))
        place.item->setGeometry(QStyle::visualRect(direction, area, place.area.translated(area.topLeft())));
}

QSize FlowLayout::minimumSize() const
{
    QSize least;
    for (const QLayoutItem* item : m_items)
        least = item->isEmpty() ? least : least.expandedTo(item->minimumSize());
    return least;
}

QList<FlowLayout::Place> FlowLayout::placesWithin(int width) const
{
    QList<Place> places;
    int left = 0;
    int top = 0;
    int lineHeight = 0;
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint();
        if (left > 0 && left + size.width() > width) {
            left = 0;
            top += lineHeight + spacing();
            lineHeight = 0;
        }
        places.append({item, QRect(QPoint(left, top), size)});
        left += size.width() + spacing();
        lineHeight = std::max(lineHeight, size.height());
    }
    return places;
}

// Within the least width that needs no further line.
QList<FlowLayout::Place> FlowLayout::evenPlacesWithin(int width) const
{
    const auto lastTop = [](const QList<Place>& places) { return places.isEmpty() ? 0 : places.last().area.top(); };
    const int wanted = lastTop(placesWithin(width));
    int enough = width;
    for (int tooLittle = 0; enough - tooLittle > 1;) {
        const int middle = (tooLittle + enough) / 2;
        (lastTop(placesWithin(middle)) > wanted ? tooLittle : enough) = middle;
    }
    return placesWithin(enough);
}

} // namespace gotoai::widgets
