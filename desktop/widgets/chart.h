// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

namespace gotoai::widgets {

struct Series
{
    QString name;
    std::vector<double> values; // one a time
};

struct Annotation
{
    QDateTime at;
    QString text;
};

// Values over time, painted by ourselves: areas on top of each other, lines or bars. The exact values show at the mouse
// and by arrow keys; assistive technology is told the whole as text, and a page puts a table beside it. Under 2,000
// points.
class Chart : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { StackedArea, Line, Bars };

    explicit Chart(const QString& accessibleName, QWidget* parent = nullptr);

    void setKind(Kind kind);
    void setValueText(std::function<QString(double)> text); // with its unit
    void setSeries(std::vector<QDateTime> times, std::vector<Series> series);
    void setAnnotations(std::vector<Annotation> annotations);
    // What is shown at a point of time: the words of the hover.
    QString textAt(std::size_t point) const;

    QSize sizeHint() const override { return {600, 260}; }
    QSize minimumSizeHint() const override { return {240, 140}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF plot() const;
    double highest() const;
    double total(std::size_t point) const;
    QPointF position(std::size_t point, double value, double top) const;
    void paintAxes(QPainter& painter, double top) const;
    void paintSeries(QPainter& painter, double top) const;
    void paintAnnotations(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    void paintHover(QPainter& painter) const;
    void hover(std::optional<std::size_t> point);

    Kind m_kind = Kind::StackedArea;
    std::function<QString(double)> m_valueText;
    std::vector<QDateTime> m_times;
    std::vector<Series> m_series;
    std::vector<Annotation> m_annotations;
    std::optional<std::size_t> m_hovered;
};

} // namespace gotoai::widgets
