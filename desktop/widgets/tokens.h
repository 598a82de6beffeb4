// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace gotoai::widgets {

// The console's colours, named by meaning: the only place where colours are spelled out. Which set counts follows from
// the palette at hand, so that whatever repaints after a change of palette has switched. Held money is violet
// everywhere, good green, waiting amber, broken red; nothing else uses these four.
struct Tokens
{
    QColor background, surface, raised;
    QColor sidebar, selection, hairline;
    QColor text, muted, faint; // faint is for decoration: what carries meaning is muted or stronger
    QColor accent, accentSoft, onAccent;
    QColor good, goodSoft;
    QColor waiting, waitingSoft;
    QColor broken, brokenSoft;
    QColor held, heldSoft;

    static const Tokens& light();
    static const Tokens& dark();
    static const Tokens& of(const QPalette& palette);

    QPalette palette() const;
};

enum class Tone { Neutral, Accent, Good, Waiting, Broken, Held };

QColor toneColor(Tone tone, const QPalette& palette);
QColor toneSoft(Tone tone, const QPalette& palette);
// Colours of a chart's series, in order: apart for colour-blind eyes by lightness as well as by hue.
QColor seriesColor(int index, const QPalette& palette);

// The grid, in pixels of the screen's logical unit.
namespace space {
inline constexpr int tight = 4;
inline constexpr int small = 8;
inline constexpr int medium = 12;
inline constexpr int large = 16;
inline constexpr int page = 24;
} // namespace space

inline constexpr int rowHeight = 30;
inline constexpr int controlHeight = 28;
inline constexpr qreal controlRadius = 6;

} // namespace gotoai::widgets
