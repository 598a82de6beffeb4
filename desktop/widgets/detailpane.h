// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tokens.h"

#include <QScrollArea>

class QVBoxLayout;

namespace gotoai::widgets {

class FlowLayout;
class Label;

// What is known of the selected row, beside its table behind a hairline: title, a sentence, acts, then parts under
// headings. Scrolls when it is higher than the page.
class DetailPane : public QScrollArea
{
    Q_OBJECT

public:
    explicit DetailPane(const QString& accessibleName, QWidget* parent = nullptr);

    void setTitle(const QString& title, const QString& sentence);
    void addAct(QWidget* button);
    void addPart(QWidget* widget);
    // With a heading above; returns the heading.
    Label* addPart(const QString& heading, QWidget* widget);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* m_content;
    QVBoxLayout* m_column;
    FlowLayout* m_acts;
    Label* m_title;
    Label* m_sentence;
};

} // namespace gotoai::widgets
