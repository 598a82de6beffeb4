// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/formdialog.h"

#include "widgets/button.h"
#include "widgets/celltable.h"
#include "widgets/inlinemessage.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QKeyEvent>
#include <QLocale>
#include <QVBoxLayout>

namespace gotoai::widgets {

namespace {

constexpr int dialogWidth = 500;
constexpr int yoursColumn = 2;

} // namespace

FormDialog::FormDialog(const QString& title, const QString& act, QWidget* parent)
    : QDialog(parent)
    , m_content(new QVBoxLayout)
    , m_message(new InlineMessage(this))
    , m_cancel(makeButton(tr("Cancel"), ButtonKind::Plain, this))
    , m_act(makeButton(act, ButtonKind::Primary, this))
    , m_actText(act)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setMinimumWidth(dialogWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::small);
    column->addWidget(makeHeading(title, this));
    m_content->setSpacing(space::tight);
    column->addLayout(m_content);
    column->addWidget(m_message);
    column->addSpacing(space::small);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::medium);
    row->addStretch();
    row->addWidget(m_cancel);
    row->addWidget(m_act);
    column->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_act, &QPushButton::clicked, this, &FormDialog::submit);
}

Label* FormDialog::addNote(const QString& sentence)
{
    auto* note = new Label(sentence, TextSize::Body, Ink::Muted, this);
    note->setWrapping(Label::Wrapping::Words);
    note->setMaximumWidth(dialogWidth * 2);
    m_content->addWidget(note);
    return note;
}

void FormDialog::addField(const QString& label, QWidget* field, const QString& hint)
{
    auto* name = new Label(label, TextSize::Body, Ink::Text, this);
    name->setBuddy(field);
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    field->setAccessibleDescription(hint);
    m_content->addSpacing(space::tight);
    m_content->addWidget(name);
    m_content->addWidget(field);
    if (!hint.isEmpty()) {
        auto* below = new Label(hint, TextSize::Label, Ink::Muted, this);
        below->setWrapping(Label::Wrapping::Words);
        m_content->addWidget(below);
    }
}

void FormDialog::addContent(QWidget* widget)
{
    m_content->addSpacing(space::tight);
    m_content->addWidget(widget);
}

void FormDialog::setAct(const QString& text)
{
    m_actText = text;
    m_act->setText(text);
}

void FormDialog::setComplete(bool isComplete)
{
    m_isComplete = isComplete;
    m_act->setEnabled(m_isComplete && !m_isRunning);
}

void FormDialog::ready()
{
    m_isRunning = false;
    setComplete(m_isComplete);
}

void FormDialog::failed(const QString& sentence, const QString& act, std::function<void()> then)
{
    ready();
    m_message->showMessage(Tone::Broken, sentence, act, std::move(then));
}

void FormDialog::showMerge(const FieldMerge& merge)
{
    ready();
    if (!merge.disagreements().empty()) {
        m_message->showMessage(Tone::Waiting, tr("Somebody else has changed it in the meantime. Whose version stays?"));
        return showVersions(merge.disagreements());
    }
    if (m_versions) {
        m_versions->hide();
        m_act->setText(m_actText);
        m_cancel->setText(tr("Cancel"));
    }
    m_message->showMessage(Tone::Waiting,
                           merge.taken().isEmpty()
                               ? tr("Somebody else has changed something else of it. Once more keeps both changes.")
                               : tr("Somebody else has changed in the meantime: %1. It stands in the form now; once "
                                    "more keeps both changes.")
                                     .arg(QLocale().createSeparatedList(merge.taken())));
}

void FormDialog::showVersions(const std::vector<FieldMerge::Disagreement>& fields)
{
    if (!m_versions)
        addContent(m_versions = new Table(tr("Both versions"), this));
    std::vector<std::vector<Cell>> rows;
    for (const FieldMerge::Disagreement& each : fields)
        rows.push_back({{each.field}, {each.theirs}, {each.yours}});
    auto* cells = new CellTable({tr("Field"), tr("Theirs"), tr("Yours")}, m_versions);
    cells->setRows(std::move(rows));
    m_versions->setModel(cells);
    m_versions->setStretchColumn(yoursColumn);
    m_versions->setRowsInSight(static_cast<int>(fields.size()));
    m_versions->show();
    m_act->setText(tr("Save &mine"));
    m_cancel->setText(tr("Keep &theirs"));
}

void FormDialog::submit()
{
    if (!m_isComplete || m_isRunning)
        return;
    m_message->dismiss();
    m_isRunning = true;
    m_act->setEnabled(false);
    Q_EMIT submitted();
}

void FormDialog::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter)
        return QDialog::keyPressEvent(event);
    if (auto* button = qobject_cast<QPushButton*>(focusWidget()))
        button->click(); // it may be Cancel
    else
        submit();
}

} // namespace gotoai::widgets
