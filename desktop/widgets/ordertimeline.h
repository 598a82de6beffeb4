// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/orderstory.h"

#include <QWidget>

namespace gotoai::widgets {

// An order's story, painted: candidates and reasons, the waterfall of its attempts, its lines of money. Serves the
// playground, requests and billing. As high as what it tells; Ctrl+C copies it as text.
class OrderTimeline : public QWidget
{
    Q_OBJECT

public:
    explicit OrderTimeline(QWidget* parent = nullptr);

    void setStory(OrderStory story);
    const OrderStory& story() const { return m_story; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {300, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void paintHeading(QPainter& painter, int& y, const QString& text, const QString& beside = {}) const;
    void paintCandidates(QPainter& painter, int& y) const;
    void paintAttempts(QPainter& painter, int& y) const;
    void paintScale(QPainter& painter, int& y, std::chrono::microseconds whole) const;
    void paintMoney(QPainter& painter, int& y) const;
    void paintFigures(QPainter& painter, int& y) const;
    QColor phaseColor(OrderStory::Phase phase) const;

    OrderStory m_story;
};

} // namespace gotoai::widgets
