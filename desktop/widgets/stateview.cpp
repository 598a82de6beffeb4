// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/stateview.h"

#include "widgets/button.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QGraphicsOpacityEffect>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <chrono>

namespace gotoai::widgets {

namespace {

constexpr std::chrono::milliseconds patience{300};
constexpr qreal dimmed = 0.5;
constexpr int sentenceWidth = 440;

} // namespace

StateView::StateView(QWidget* content, QWidget* parent)
    : QWidget(parent)
    , m_content(content)
    , m_stack(new QStackedLayout(this))
    , m_whole(new QWidget(this))
    , m_note(new Label({}, TextSize::Label, Ink::Muted))
    , m_instead(new QWidget(this))
    , m_sentence(new Label({}, TextSize::Body, Ink::Muted))
    , m_act(makeButton(QString()))
{
    auto* column = new QVBoxLayout(m_whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    column->addWidget(content, 1);
    column->addWidget(m_note);
    m_note->setVisible(false);
    m_stack->addWidget(m_whole);

    auto* middle = new QVBoxLayout(m_instead);
    middle->setSpacing(space::medium);
    middle->addStretch(2);
    m_sentence->setWrapping(Label::Wrapping::Words);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setFixedWidth(sentenceWidth);
    middle->addWidget(m_sentence, 0, Qt::AlignHCenter);
    middle->addWidget(m_act, 0, Qt::AlignHCenter);
    middle->addStretch(3);
    m_stack->addWidget(m_instead);

    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        auto* effect = new QGraphicsOpacityEffect(m_content);
        effect->setOpacity(dimmed);
        m_content->setGraphicsEffect(effect);
        m_note->setText(tr("Loading…"));
        m_note->setVisible(true);
    });
    connect(m_act, &QPushButton::clicked, this, [this] {
        if (const auto then = m_then)
            then();
    });
}

void StateView::showContent() { show(State::Content, {}); }

void StateView::showPartial(const QString& sentence) { show(State::Partial, sentence); }

void StateView::showOffline(const QString& sentence) { show(State::Offline, sentence); }

void StateView::showLoading()
{
    m_state = State::Loading;
    m_stack->setCurrentWidget(m_whole);
    if (!m_patience.isActive())
        m_patience.start();
}

void StateView::show(State state, const QString& note)
{
    m_patience.stop();
    m_state = state;
    m_content->setGraphicsEffect(nullptr);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_stack->setCurrentWidget(m_whole);
}

void StateView::showEmpty(const QString& sentence, const QString& act, std::function<void()> then)
{
    showInstead(State::Empty, sentence, act, std::move(then));
}

void StateView::showError(const QString& sentence, std::function<void()> retry)
{
    showInstead(State::Error, sentence, tr("&Retry"), std::move(retry));
}

void StateView::showInstead(State state, const QString& sentence, const QString& act, std::function<void()> then)
{
    m_patience.stop();
    m_state = state;
    m_sentence->setText(sentence);
    m_act->setText(act);
    m_act->setVisible(!act.isEmpty());
    m_then = std::move(then);
    m_stack->setCurrentWidget(m_instead);
}

QString StateView::sentence() const
{
    return m_stack->currentWidget() == m_instead ? m_sentence->text() : m_note->text();
}

} // namespace gotoai::widgets
