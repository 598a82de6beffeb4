// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/emptyconversation.h"

#include "widgets/button.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QKeySequence>
#include <QVBoxLayout>

namespace gotoai::playground {

using namespace widgets;

namespace {

constexpr int columnWidth = 460;
constexpr const char* examples[]{
    QT_TRANSLATE_NOOP("gotoai::playground::EmptyConversation", "Explain a hold on money in three sentences."),
    QT_TRANSLATE_NOOP("gotoai::playground::EmptyConversation", "Write a query for the ten dearest orders of a day."),
    QT_TRANSLATE_NOOP("gotoai::playground::EmptyConversation", "Say politely that a delivery is three days late.")};

// As high as its text is at the column's width: an aligned item of a layout is not asked for that.
void wrap(Label& text)
{
    text.setWrapping(Label::Wrapping::Words);
    text.setFixedWidth(columnWidth);
    text.setMinimumHeight(text.heightForWidth(columnWidth));
}

} // namespace

EmptyConversation::EmptyConversation(QWidget* parent)
    : QWidget(parent)
    , m_payer(new Label({}, TextSize::Body, Ink::Muted))
{
    auto* column = new QVBoxLayout(this);
    column->setSpacing(space::small);
    column->addStretch(2);
    const auto add = [column](QWidget* part) {
        part->setMinimumWidth(columnWidth);
        column->addWidget(part, 0, Qt::AlignHCenter);
    };
    auto* what =
        new Label(tr("Write a message below; %1 sends it. The answer, its route and its cost appear as they come.")
                      .arg(QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText)),
                  TextSize::Body, Ink::Muted);
    for (Label* text : {what, m_payer})
        wrap(*text);
    add(makeHeading(tr("Ask a model")));
    add(what);
    add(m_payer);
    column->addSpacing(space::small);
    for (const char* example : examples) {
        auto* button = makeButton(tr(example));
        button->setProperty("kind", QStringLiteral("example"));
        add(button);
        connect(button, &QPushButton::clicked, this, [this, example] { Q_EMIT exampleChosen(tr(example)); });
    }
    column->addStretch(3);
}

void EmptyConversation::setPayer(const QString& account, const QString& key)
{
    m_payer->setText(account.isEmpty() ? tr("Calls are real: they need an API key, and its account pays for them.")
                                       : tr("Calls are real: %1 pays for them, by its key %2.").arg(account, key));
    wrap(*m_payer);
}

} // namespace gotoai::playground
