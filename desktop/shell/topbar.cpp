// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/topbar.h"

#include "widgets/button.h"
#include "widgets/icon.h"
#include "widgets/keycap.h"
#include "widgets/tag.h"
#include "widgets/text.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace gotoai::shell {

using namespace widgets;

namespace {

constexpr int barHeight = 44;
constexpr int fieldWidth = 420;
constexpr int markWidth = 208;

QWidget* makeMark(QWidget* parent)
{
    auto* mark = new QWidget(parent);
    mark->setFixedWidth(markWidth);
    auto* row = new QHBoxLayout(mark);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::small);
    auto* picture = new QLabel(mark);
    picture->setPixmap(applicationIcon().pixmap(QSize(20, 20), parent->devicePixelRatioF()));
    row->addWidget(picture);
    auto* name = new Label(QStringLiteral("GotoAI"), TextSize::Body, Ink::Text, mark);
    name->setWeight(QFont::Bold);
    row->addWidget(name);
    row->addStretch();
    return mark;
}

} // namespace

TopBar::TopBar(QWidget* parent)
    : QWidget(parent)
    , m_field(makeButton(tr("Go to a page, order, key, or action…")))
    , m_stopped(makeButton(QString(), ButtonKind::Danger))
    , m_environment(new Tag)
    , m_host(new Label({}, TextSize::Body, Ink::Muted))
    , m_user(makeButton(QString()))
{
    setFixedHeight(barHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::large, 0, space::large, 1);
    row->setSpacing(space::medium);
    row->addWidget(makeMark(this));

    m_field->setProperty("kind", QStringLiteral("field"));
    m_field->setMinimumWidth(220);
    m_field->setMaximumWidth(fieldWidth);
    m_field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_field->setAccessibleName(tr("Command palette"));
    auto* inside = new QHBoxLayout(m_field);
    inside->setContentsMargins(0, 0, 6, 0);
    inside->addStretch();
    inside->addWidget(new Keycap(QKeySequence(Qt::CTRL | Qt::Key_K)));
    row->addWidget(m_field, 1);
    row->addStretch();
    m_stopped->setIcon(icon(QStringLiteral("stop")));
    m_stopped->setVisible(false);
    row->addWidget(m_stopped);
    row->addWidget(m_environment);
    row->addWidget(m_host);
    m_user->setIcon(icon(QStringLiteral("chevron-down")));
    m_user->setLayoutDirection(layoutDirection() == Qt::LeftToRight ? Qt::RightToLeft
                                                                    : Qt::LeftToRight); // the icon stands behind
    m_user->setIconSize(QSize(12, 12));
    row->addWidget(m_user);
}

void TopBar::setPlace(const QString& environment, bool isProduction, const QString& host)
{
    m_environment->setState(environment, isProduction ? Tone::Broken : Tone::Neutral);
    m_host->setText(host);
}

void TopBar::setStopped(const QString& words)
{
    m_stopped->setText(words);
    m_stopped->setVisible(!words.isEmpty());
}

void TopBar::setUser(const QString& name, QMenu* menu)
{
    m_user->setText(name);
    m_user->setAccessibleName(tr("Menu of %1").arg(name));
    m_user->setMenu(menu);
}

void TopBar::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace gotoai::shell
