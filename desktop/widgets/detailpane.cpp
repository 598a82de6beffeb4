// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/detailpane.h"

#include "widgets/flowlayout.h"
#include "widgets/text.h"

#include <QPainter>
#include <QVBoxLayout>

namespace gotoai::widgets {

namespace {

constexpr int paneWidth = 360;

} // namespace

DetailPane::DetailPane(const QString& accessibleName, QWidget* parent)
    : QScrollArea(parent)
    , m_content(new QWidget)
    , m_column(new QVBoxLayout(m_content))
    , m_acts(new FlowLayout(space::small))
    , m_title(makeHeading({}))
    , m_sentence(new Label({}, TextSize::Body, Ink::Muted))
{
    setAccessibleName(accessibleName);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setFixedWidth(paneWidth);
    m_content->setProperty("scrolled", QStringLiteral("true"));
    m_column->setContentsMargins(space::page - space::tight, 0, 0, space::large);
    m_column->setSpacing(space::small);
    m_title->setWrapping(Label::Wrapping::Words);
    m_sentence->setWrapping(Label::Wrapping::Words);
    m_column->addWidget(m_title);
    m_column->addWidget(m_sentence);
    m_column->addLayout(m_acts);
    m_column->addStretch();
    setWidget(m_content);
}

void DetailPane::setTitle(const QString& title, const QString& sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

void DetailPane::addAct(QWidget* button) { m_acts->addWidget(button); }

void DetailPane::addPart(QWidget* widget) { m_column->insertWidget(m_column->count() - 1, widget); }

Label* DetailPane::addPart(const QString& heading, QWidget* widget)
{
    m_column->insertSpacing(m_column->count() - 1, space::medium);
    Label* label = makeHeading(heading);
    addPart(label);
    addPart(widget);
    return label;
}

QSize DetailPane::sizeHint() const { return {paneWidth, 400}; }

void DetailPane::paintEvent(QPaintEvent* event)
{
    QScrollArea::paintEvent(event);
    QPainter(viewport()).fillRect(0, 0, 1, viewport()->height(), Tokens::of(palette()).hairline);
}

void DetailPane::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    m_content->setMaximumWidth(viewport()->width());
}

} // namespace gotoai::widgets
