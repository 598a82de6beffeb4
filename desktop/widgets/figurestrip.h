// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tokens.h"

#include <QWidget>

#include <vector>

namespace gotoai::widgets {

// A large number, what it is above, and a quiet sentence below that gives it meaning.
struct Figure
{
    QString label{};
    QString value{};
    QString sentence{};
    Tone valueTone = Tone::Neutral;
    Tone sentenceTone = Tone::Neutral; // Neutral: muted
    QString exact{};                   // tooltip; empty: none
};

// Figures side by side, in columns of one width between hairlines.
class FigureStrip : public QWidget
{
    Q_OBJECT

public:
    explicit FigureStrip(QWidget* parent = nullptr);
    void setFigures(std::vector<Figure> figures);
    const std::vector<Figure>& figures() const { return m_figures; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRect columnRect(std::size_t index) const;
    void paintFigure(QPainter& painter, const Figure& figure, const QRect& column) const;

    std::vector<Figure> m_figures;
};

} // namespace gotoai::widgets
