// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tokens.h"

#include <QWidget>

#include <vector>

namespace gotoai::widgets {

// A name and its value.
struct Pair
{
    QString name{};
    QString value{};
    bool isIdentifier = false; // set monospaced, whole
    Tone tone = Tone::Neutral;
};

// Pairs below each other in rows of a table's height: names at the left, values at the right.
class PairList : public QWidget
{
    Q_OBJECT

public:
    explicit PairList(QWidget* parent = nullptr);
    void setPairs(std::vector<Pair> pairs);
    const std::vector<Pair>& pairs() const { return m_pairs; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }

protected:
    bool event(QEvent* event) override; // a tip with the whole of a pair
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Pair> m_pairs;
};

} // namespace gotoai::widgets
