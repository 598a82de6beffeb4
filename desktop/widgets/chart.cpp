// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart.h"

#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace gotoai::widgets {

namespace {

constexpr int axisWidth = 44;
constexpr int axisHeight = 24;
constexpr int legendHeight = 26;
constexpr int lines = 3; // horizontal ones above the base
constexpr double areaOpacity = 0.2;

// The next of 1, 1.5, 2, 3, 4.5, 6, 9 × 10ⁿ: each divides into three.
double roundedUp(double value)
{
    if (value <= 0)
        return 1;
    const double magnitude = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1., 1.5, 2.1, 3., 4.5, 6., 9.}) {
        if (value <= step * magnitude)
            return step * magnitude;
    }
    return 12 * magnitude;
}

QString timeLabel(const QDateTime& time, qint64 spanSeconds)
{
    return QLocale().toString(time.toLocalTime(),
                              spanSeconds > 2 * 86'400 ? QStringLiteral("d MMM") : QStringLiteral("HH:mm"));
}

} // namespace

Chart::Chart(const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
    , m_valueText([](double value) { return QString::number(value); })
{
    setAccessibleName(accessibleName);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void Chart::setKind(Kind kind)
{
    m_kind = kind;
    update();
}

void Chart::setValueText(std::function<QString(double)> text)
{
    m_valueText = std::move(text);
    update();
}

void Chart::setSeries(std::vector<QDateTime> times, std::vector<Series> series)
{
    m_times = std::move(times);
    m_series = std::move(series);
    for (Series& each : m_series)
        each.values.resize(m_times.size());
    hover({});
    QStringList told;
    for (std::size_t point = 0; point < m_times.size(); ++point)
        told << textAt(point);
    setAccessibleDescription(told.join(QLatin1Char('\n')));
    update();
}

void Chart::setAnnotations(std::vector<Annotation> annotations)
{
    m_annotations = std::move(annotations);
    update();
}

QString Chart::textAt(std::size_t point) const
{
    QStringList parts{QLocale().toString(m_times[point].toLocalTime(), QStringLiteral("d MMM HH:mm"))};
    for (const Series& series : m_series)
        parts << QStringLiteral("%1 %2").arg(series.name, m_valueText(series.values[point]));
    return parts.join(QStringLiteral(" · "));
}

QRectF Chart::plot() const { return QRectF(rect()).adjusted(axisWidth, 8, -1, -(axisHeight + legendHeight)); }

double Chart::total(std::size_t point) const
{
    double sum = 0;
    for (const Series& series : m_series)
        sum = m_kind == Kind::Line ? std::max(sum, series.values[point]) : sum + series.values[point];
    return sum;
}

double Chart::highest() const
{
    double most = 0;
    for (std::size_t point = 0; point < m_times.size(); ++point)
        most = std::max(most, total(point));
    return most;
}

QPointF Chart::position(std::size_t point, double value, double top) const
{
    const QRectF area = plot();
    const double steps = static_cast<double>(std::max<std::size_t>(m_times.size() - 1, 1));
    return {area.left() + area.width() * static_cast<double>(point) / steps,
            area.bottom() - area.height() * value / top};
}

void Chart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double top = roundedUp(highest());
    paintAxes(painter, top);
    if (m_times.empty())
        return;
    paintSeries(painter, top);
    paintAnnotations(painter);
    paintLegend(painter);
    paintHover(painter);
    if (hasFocus()) {
        painter.setPen(Tokens::of(palette()).accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(.5, .5, -.5, -.5), 4, 4);
    }
}

void Chart::paintAxes(QPainter& painter, double top) const
{
    const Tokens& tokens = Tokens::of(palette());
    const QRectF area = plot();
    QFont font = textFont(TextSize::Label);
    font.setPixelSize(11);
    painter.setFont(font);
    for (int line = 0; line <= lines; ++line) {
        const double y = std::round(area.bottom() - area.height() * line / lines);
        painter.fillRect(QRectF(area.left(), y, area.width(), 1), tokens.hairline);
        painter.setPen(tokens.muted);
        painter.drawText(QRectF(0, y - 9, axisWidth - 8, 18), Qt::AlignVCenter | Qt::AlignLeft | Qt::AlignAbsolute,
                         m_valueText(top * line / lines));
    }
    if (m_times.size() < 2)
        return;
    const qint64 span = m_times.front().secsTo(m_times.back());
    constexpr int labels = 5;
    for (int label = 0; label < labels; ++label) {
        const auto point = (m_times.size() - 1) * static_cast<std::size_t>(label) / (labels - 1);
        const double x = position(point, 0, top).x();
        const double shift = label == 0 ? 0 : label == labels - 1 ? 80 : 40;
        const Qt::AlignmentFlag side = label == 0            ? Qt::AlignLeft
                                       : label == labels - 1 ? Qt::AlignRight
                                                             : Qt::AlignHCenter;
        painter.drawText(QRectF(x - shift, area.bottom() + 6, 80, 18),
                         int(side) | int(Qt::AlignVCenter | Qt::AlignAbsolute), timeLabel(m_times[point], span));
    }
}

void Chart::paintSeries(QPainter& painter, double top) const
{
    std::vector<double> base(m_times.size(), 0);
    for (std::size_t index = 0; index < m_series.size(); ++index) {
        const QColor color = seriesColor(static_cast<int>(index), palette());
        QPolygonF upper, lower;
        for (std::size_t point = 0; point < m_times.size(); ++point) {
            const double from = m_kind == Kind::Line ? 0 : base[point];
            base[point] = from + m_series[index].values[point];
            lower.prepend(position(point, from, top));
            upper.append(position(point, base[point], top));
        }
        QColor soft = color;
        soft.setAlphaF(float(areaOpacity));
        if (m_kind == Kind::Bars) {
            const double width = std::max(1., plot().width() / static_cast<double>(m_times.size()) - 2);
            for (qsizetype point = 0; point < upper.size(); ++point) {
                const double bottom = lower[lower.size() - 1 - point].y();
                painter.fillRect(
                    QRectF(upper[point].x() - width / 2, upper[point].y(), width, bottom - upper[point].y()), color);
            }
            continue;
        }
        if (m_kind == Kind::StackedArea) {
            QPainterPath area;
            area.addPolygon(upper + lower);
            painter.fillPath(area, soft);
        }
        painter.setPen(QPen(color, 1.5));
        painter.drawPolyline(upper);
    }
}

void Chart::paintAnnotations(QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(palette());
    const QRectF area = plot();
    const double span = static_cast<double>(m_times.front().msecsTo(m_times.back()));
    for (const Annotation& annotation : m_annotations) {
        const double share = span > 0 ? static_cast<double>(m_times.front().msecsTo(annotation.at)) / span : -1;
        if (share < 0 || share > 1)
            continue;
        const double x = area.left() + area.width() * share;
        painter.setPen(QPen(tokens.waiting, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.drawText(QPointF(x + 6, area.top() + 12), annotation.text);
    }
}

void Chart::paintLegend(QPainter& painter) const
{
    const Tokens& tokens = Tokens::of(palette());
    painter.setFont(textFont(TextSize::Label));
    double x = 0;
    const double y = height() - legendHeight + 4;
    for (std::size_t index = 0; index < m_series.size(); ++index) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(seriesColor(static_cast<int>(index), palette()));
        painter.drawRoundedRect(QRectF(x, y + 7, 10, 8), 2, 2);
        painter.setPen(tokens.text);
        const double width = painter.fontMetrics().horizontalAdvance(m_series[index].name);
        painter.drawText(QRectF(x + 14, y, width + 2, 22), Qt::AlignVCenter, m_series[index].name);
        x += width + 14 + space::page;
    }
}

void Chart::paintHover(QPainter& painter) const
{
    if (!m_hovered || *m_hovered >= m_times.size())
        return;
    const Tokens& tokens = Tokens::of(palette());
    const QRectF area = plot();
    const double x = position(*m_hovered, 0, 1).x();
    painter.setPen(tokens.faint);
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setFont(textFont(TextSize::Label));
    const QString text = textAt(*m_hovered);
    const double width = painter.fontMetrics().horizontalAdvance(text) + 2 * space::small;
    QRectF box(std::clamp(x - width / 2, 0., std::max(0., this->width() - width)), area.top(), width, 24);
    painter.setPen(tokens.hairline);
    painter.setBrush(tokens.raised);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(tokens.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

void Chart::hover(std::optional<std::size_t> point)
{
    m_hovered = point;
    update();
}

void Chart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_times.empty())
        return;
    const double steps = static_cast<double>(m_times.size() - 1);
    const double share = (event->position().x() - plot().left()) / plot().width();
    hover(static_cast<std::size_t>(std::lround(std::clamp(share, 0., 1.) * steps)));
}

void Chart::leaveEvent(QEvent*) { hover({}); }

void Chart::keyPressEvent(QKeyEvent* event)
{
    const bool isBack = event->key() == Qt::Key_Left;
    if (m_times.empty() || (!isBack && event->key() != Qt::Key_Right))
        return QWidget::keyPressEvent(event);
    const std::size_t last = m_times.size() - 1;
    if (!m_hovered)
        hover(isBack ? last : 0);
    else
        hover(isBack ? std::max<std::size_t>(*m_hovered, 1) - 1 : std::min(*m_hovered + 1, last));
}

} // namespace gotoai::widgets
