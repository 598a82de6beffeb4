// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/typedconfirmation.h"

#include "widgets/button.h"
#include "widgets/inlinemessage.h"
#include "widgets/text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gotoai::widgets {

namespace {

constexpr int dialogWidth = 500;

} // namespace

TypedConfirmation::TypedConfirmation(const Act& act, QWidget* parent)
    : QDialog(parent)
    , m_name(act.name)
    , m_numbers(new PairList(this))
    , m_fields(new QVBoxLayout)
    , m_typed(new QLineEdit(this))
    , m_button(makeButton(act.button, ButtonKind::Danger, this))
    , m_message(new InlineMessage(this))
    , m_wantsReason(act.wantsReason)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(act.title);
    setFixedWidth(dialogWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::small);
    column->addWidget(makeHeading(act.title, this));
    auto* explanation = new Label(act.explanation, TextSize::Body, Ink::Muted, this);
    explanation->setWrapping(Label::Wrapping::Words);
    column->addWidget(explanation);
    column->addWidget(m_numbers);
    setNumbers(act.numbers);
    m_fields->setSpacing(space::tight);
    column->addLayout(m_fields);
    if (act.wantsReason) {
        m_reason = new QLineEdit(this);
        addField(tr("&Reason"), m_reason);
        connect(m_reason, &QLineEdit::textChanged, this, &TypedConfirmation::judge);
    }
    auto* typed =
        new Label(tr("&Type %1 to confirm").arg(QString(act.name).replace(QLatin1Char('&'), QStringLiteral("&&"))),
                  TextSize::Body, Ink::Text, this);
    typed->setBuddy(m_typed);
    m_typed->setAccessibleName(tr("Type %1 to confirm").arg(act.name));
    column->addSpacing(space::tight);
    column->addWidget(typed);
    column->addWidget(m_typed);
    column->addWidget(m_message);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::medium);
    row->addStretch();
    QPushButton* cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this);
    row->addWidget(cancel);
    row->addWidget(m_button);
    column->addSpacing(space::small);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_typed, &QLineEdit::textChanged, this, &TypedConfirmation::judge);
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_isRunning = true;
        judge();
        Q_EMIT confirmed();
    });
    connect(m_typed, &QLineEdit::returnPressed, m_button, &QPushButton::click);
    (m_reason ? m_reason : m_typed)->setFocus();
    judge();
}

void TypedConfirmation::addField(const QString& label, QWidget* field)
{
    auto* name = new Label(label, TextSize::Body, Ink::Text, this);
    name->setBuddy(field);
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    m_fields->addSpacing(space::tight);
    m_fields->addWidget(name);
    m_fields->addWidget(field);
}

void TypedConfirmation::setNumbers(std::vector<Pair> numbers)
{
    m_numbers->setVisible(!numbers.empty());
    m_numbers->setPairs(std::move(numbers));
}

QString TypedConfirmation::reason() const { return m_reason ? m_reason->text().trimmed() : QString(); }

void TypedConfirmation::failed(const QString& sentence)
{
    m_isRunning = false;
    m_message->showMessage(Tone::Broken, sentence);
    judge();
}

void TypedConfirmation::judge()
{
    const bool hasReason = !m_wantsReason || !reason().isEmpty();
    m_button->setEnabled(!m_isRunning && hasReason && m_typed->text() == m_name);
}

} // namespace gotoai::widgets
