// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inlinemessage.h"

#include "widgets/button.h"
#include "widgets/icon.h"
#include "widgets/text.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>

#include <chrono>

namespace gotoai::widgets {

InlineMessage::InlineMessage(QWidget* parent)
    : QWidget(parent)
    , m_text(new Label({}, TextSize::Body, Ink::Text, this))
    , m_act(makeButton(QString(), ButtonKind::Link, this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::medium, 6, space::small, 6);
    row->setSpacing(space::small);
    m_text->setWrapping(Label::Wrapping::Words);
    row->addWidget(m_text, 1);
    row->addWidget(m_act);
    auto* close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("close")));
    close->setAccessibleName(tr("Dismiss"));
    row->addWidget(close);
    setVisible(false);
    m_time.setSingleShot(true);
    connect(&m_time, &QTimer::timeout, this, &InlineMessage::dismiss);
    connect(close, &QToolButton::clicked, this, &InlineMessage::dismiss);
    connect(m_act, &QPushButton::clicked, this, [this] {
        const auto then = std::move(m_then);
        dismiss();
        if (then)
            then();
    });
}

void InlineMessage::showMessage(Tone tone, const QString& text, const QString& act, std::function<void()> then)
{
    m_time.stop();
    m_tone = tone;
    m_text->setText(text);
    m_act->setText(act);
    m_act->setVisible(!act.isEmpty());
    m_then = std::move(then);
    setVisible(true);
    update();
    QAccessibleEvent alert(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void InlineMessage::offerUndo(const QString& text, std::function<void()> undo)
{
    showMessage(Tone::Accent, text, tr("&Undo"), std::move(undo));
    m_time.start(std::chrono::seconds(10));
}

void InlineMessage::dismiss()
{
    m_time.stop();
    m_then = {};
    setVisible(false);
}

QString InlineMessage::text() const { return isVisibleTo(parentWidget()) ? m_text->text() : QString(); }

void InlineMessage::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneSoft(m_tone, palette()));
    painter.drawRoundedRect(rect(), controlRadius, controlRadius);
}

void InlineMessage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

} // namespace gotoai::widgets
