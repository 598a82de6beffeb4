// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/statusbar.h"

#include "widgets/text.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>

namespace gotoai::shell {

using namespace widgets;

namespace {

constexpr int barHeight = 28;

} // namespace

// A dot of a tone; the words beside it say the same.
class Light : public QWidget
{
public:
    explicit Light(QWidget* parent)
        : QWidget(parent)
    {
        setFixedSize(8, 8);
    }
    void setTone(Tone tone)
    {
        m_tone = tone;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_tone == Tone::Neutral ? Tokens::of(palette()).faint : toneColor(m_tone, palette()));
        painter.drawEllipse(rect());
    }

private:
    Tone m_tone = Tone::Neutral;
};

StatusBar::StatusBar(QWidget* parent)
    : QWidget(parent)
    , m_light(new Light(this))
{
    setFixedHeight(barHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::large, 1, space::large, 0);
    row->setSpacing(space::small - 2);
    row->addWidget(m_light);
    for (Label** label : {&m_connection, &m_rate, &m_held, &m_books, &m_version}) {
        if (label == &m_version)
            row->addStretch();
        *label = new Label({}, TextSize::Label, Ink::Muted, this);
        row->addWidget(*label);
        row->addSpacing(space::medium);
    }
    delete row->takeAt(row->count() - 1);
}

void StatusBar::setConnection(Tone tone, const QString& sentence)
{
    m_light->setTone(tone);
    m_connection->setText(sentence);
}

void StatusBar::setPulse(const QString& rate, const QString& held, const QString& books)
{
    m_rate->setText(rate);
    m_held->setText(held);
    m_books->setText(books);
}

void StatusBar::setVersion(const QString& version) { m_version->setText(version); }

void StatusBar::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(0, 0, width(), 1, tokens.hairline);
}

void StatusBar::mousePressEvent(QMouseEvent* event)
{
    if (event->pos().x() <= m_connection->geometry().right())
        Q_EMIT connectionClicked();
}

} // namespace gotoai::shell
