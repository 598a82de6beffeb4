// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

namespace gotoai::widgets {

// Beside each other as long as there is room, then on further lines, as few as can be and about as long as each other:
// buttons whose words are longer in another language.
class FlowLayout : public QLayout
{
    Q_OBJECT

public:
    explicit FlowLayout(int spacing, QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override { m_items.append(item); }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    void setGeometry(const QRect& area) override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;

private:
    // In the layout's own coordinates, from left to right.
    struct Place
    {
        QLayoutItem* item;
        QRect area;
    };
    QList<Place> placesWithin(int width) const;
    QList<Place> evenPlacesWithin(int width) const;

    QList<QLayoutItem*> m_items;
};

} // namespace gotoai::widgets
