// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pageheader.h"

#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QHBoxLayout>
#include <QPainter>

namespace gotoai::widgets {

PageHeader::PageHeader(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_beside(new QHBoxLayout)
    , m_acts(new QHBoxLayout)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, space::large);
    row->setSpacing(space::medium);
    auto* name = new Label(title, TextSize::Title, Ink::Text, this);
    name->setWeight(QFont::Bold);
    row->addWidget(name);
    m_beside->setSpacing(space::medium);
    m_acts->setSpacing(space::medium);
    row->addLayout(m_beside);
    row->addStretch();
    row->addLayout(m_acts);
}

void PageHeader::addBeside(QWidget* widget) { m_beside->addWidget(widget); }

void PageHeader::addAct(QWidget* widget) { m_acts->addWidget(widget); }

void PageHeader::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(0, height() - 1, width(), 1, Tokens::of(palette()).hairline);
}

} // namespace gotoai::widgets
