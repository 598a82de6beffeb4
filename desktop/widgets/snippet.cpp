// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/snippet.h"

#include "widgets/button.h"
#include "widgets/clipboard.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QFontMetrics>
#include <QPlainTextEdit>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

namespace gotoai::widgets {

Snippet::Snippet(const QString& accessibleName, int lines, QWidget* parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit(this))
    , m_copy(makeButton(tr("&Copy"), ButtonKind::Plain, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_text->setAccessibleName(accessibleName);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(monoFont(TextSize::Label));
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_text->setFixedHeight(QFontMetrics(m_text->font()).lineSpacing() * lines + 2 * space::large);
    column->addWidget(m_text);
    column->addWidget(m_copy, 0, Qt::AlignLeading);
    m_copy->setAccessibleName(tr("Copy %1").arg(accessibleName));
    connect(m_copy, &QPushButton::clicked, this, [this] {
        copyText(text());
        m_copy->setText(tr("Copied"));
        QTimer::singleShot(std::chrono::seconds(2), m_copy, [this] { m_copy->setText(tr("&Copy")); });
    });
}

void Snippet::setText(const QString& text)
{
    if (text != m_text->toPlainText())
        m_text->setPlainText(text);
}

QString Snippet::text() const { return m_text->toPlainText(); }

} // namespace gotoai::widgets
