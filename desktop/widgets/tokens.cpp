// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens.h"

#include <QGuiApplication>

#include <array>

namespace gotoai::widgets {

const Tokens& Tokens::light()
{
    static const Tokens tokens{
        .background = QColor(0xF6F7F9),
        .surface = QColor(0xFFFFFF),
        .raised = QColor(0xFFFFFF),
        .sidebar = QColor(0xEEF0F4),
        .selection = QColor(0xDDE6FF),
        .hairline = QColor(0xE3E6EB),
        .text = QColor(0x1A1F27),
        .muted = QColor(0x667080),
        .faint = QColor(0x98A1AE),
        .accent = QColor(0x2F5BEA),
        .accentSoft = QColor(0xE8EEFF),
        .onAccent = QColor(0xFFFFFF),
        .good = QColor(0x1B8A5A),
        .goodSoft = QColor(0xE4F5EC),
        .waiting = QColor(0xA86A10),
        .waitingSoft = QColor(0xFFF3DC),
        .broken = QColor(0xC2372E),
        .brokenSoft = QColor(0xFDEBE9),
        .held = QColor(0x7A4FD0),
        .heldSoft = QColor(0xF0E9FC),
    };
    return tokens;
}

const Tokens& Tokens::dark()
{
    static const Tokens tokens{
        .background = QColor(0x13161B),
        .surface = QColor(0x1A1E25),
        .raised = QColor(0x20252D),
        .sidebar = QColor(0x171A20),
        .selection = QColor(0x26345A),
        .hairline = QColor(0x2B313B),
        .text = QColor(0xE7EAEE),
        .muted = QColor(0x9AA4B2),
        .faint = QColor(0x6B7583),
        .accent = QColor(0x7D9BFF),
        .accentSoft = QColor(0x24304F),
        .onAccent = QColor(0x13161B),
        .good = QColor(0x4CC38A),
        .goodSoft = QColor(0x173226),
        .waiting = QColor(0xE0A84A),
        .waitingSoft = QColor(0x38290F),
        .broken = QColor(0xF2776C),
        .brokenSoft = QColor(0x3B1D1B),
        .held = QColor(0xB493F5),
        .heldSoft = QColor(0x2C2343),
    };
    return tokens;
}

const Tokens& Tokens::of(const QPalette&)
{
    // Not by the palette itself: the style sheet gives views one without a base.
    return QGuiApplication::palette().color(QPalette::Active, QPalette::Base).lightness() < 128 ? dark() : light();
}

QPalette Tokens::palette() const
{
    QPalette made;
    const auto set = [&made](QPalette::ColorRole role, const QColor& color) {
        made.setColor(QPalette::All, role, color);
    };
    set(QPalette::Window, background);
    set(QPalette::WindowText, text);
    set(QPalette::Base, surface);
    set(QPalette::AlternateBase, sidebar);
    set(QPalette::Text, text);
    set(QPalette::PlaceholderText, muted);
    set(QPalette::Button, surface);
    set(QPalette::ButtonText, text);
    set(QPalette::BrightText, broken);
    set(QPalette::ToolTipBase, raised);
    set(QPalette::ToolTipText, text);
    set(QPalette::Highlight, selection);
    set(QPalette::HighlightedText, text);
    set(QPalette::Link, accent);
    set(QPalette::LinkVisited, accent);
    set(QPalette::Light, raised);
    set(QPalette::Midlight, hairline);
    set(QPalette::Mid, hairline);
    set(QPalette::Dark, faint);
    set(QPalette::Shadow, faint);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        made.setColor(QPalette::Disabled, role, faint);
    return made;
}

QColor toneColor(Tone tone, const QPalette& palette)
{
    const Tokens& tokens = Tokens::of(palette);
    switch (tone) {
    case Tone::Neutral: return tokens.text;
    case Tone::Accent: return tokens.accent;
    case Tone::Good: return tokens.good;
    case Tone::Waiting: return tokens.waiting;
    case Tone::Broken: return tokens.broken;
    case Tone::Held: return tokens.held;
    }
    return tokens.text;
}

QColor toneSoft(Tone tone, const QPalette& palette)
{
    const Tokens& tokens = Tokens::of(palette);
    switch (tone) {
    case Tone::Neutral: return tokens.hairline;
    case Tone::Accent: return tokens.accentSoft;
    case Tone::Good: return tokens.goodSoft;
    case Tone::Waiting: return tokens.waitingSoft;
    case Tone::Broken: return tokens.brokenSoft;
    case Tone::Held: return tokens.heldSoft;
    }
    return tokens.hairline;
}

QColor seriesColor(int index, const QPalette& palette)
{
    // After Okabe and Ito, moved towards the accent; the lightness alternates.
    static const std::array<QRgb, 6> onLight{0x2F5BEA, 0x8E63C7, 0x1B8A5A, 0xB97A1A, 0x2A9DB5, 0x667080};
    static const std::array<QRgb, 6> onDark{0x7D9BFF, 0xC4A6FA, 0x4CC38A, 0xE0B060, 0x63C7DB, 0x9AA4B2};
    const auto& colors = &Tokens::of(palette) == &Tokens::dark() ? onDark : onLight;
    return QColor(colors[static_cast<std::size_t>(index) % colors.size()]);
}

} // namespace gotoai::widgets
