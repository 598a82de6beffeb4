// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QLabel>

namespace gotoai::widgets {

// The four sizes of text: 20/28 page title, 24/32 figure, 13/20 body, 12/18 label.
enum class TextSize { Title, Figure, Body, Label };
enum class Ink { Text, Muted, Faint };

void loadFonts(); // once, before the first widget
QFont textFont(TextSize size, QFont::Weight weight = QFont::Normal);
QFont monoFont(TextSize size = TextSize::Body); // of identifiers and code
int lineHeight(TextSize size);

// A line of plain text, whatever it holds; wraps if asked to.
class Label : public QLabel
{
    Q_OBJECT

public:
    enum class Wrapping { OneLine, Words };

    explicit Label(const QString& text, TextSize size = TextSize::Body, Ink ink = Ink::Text, QWidget* parent = nullptr);
    void setInk(Ink ink); // by the style sheet, which knows the scheme
    void setWeight(QFont::Weight weight);
    void setWrapping(Wrapping wrapping);

private:
    TextSize m_size;
};

// One line by its own direction, whatever that of the layout: a number stays before its unit.
int textDirection(const QString& text); // as a flag of QPainter::drawText
void paintText(QPainter& painter, const QRect& place, Qt::Alignment alignment, const QString& text);

// The bold line above a table or a list.
Label* makeHeading(const QString& text, QWidget* parent = nullptr);

} // namespace gotoai::widgets
