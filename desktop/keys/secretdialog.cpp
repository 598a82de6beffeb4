// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/secretdialog.h"

#include "widgets/button.h"
#include "widgets/clipboard.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/snippet.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QHBoxLayout>
#include <QLineEdit>

namespace gotoai::keys {

using namespace widgets;

namespace {

constexpr int dialogWidth = 560;

} // namespace

SecretDialog::SecretDialog(const QString& label, const Secret& secret, const QString& snippet, QWidget* parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("The key %1").arg(label));
    setFixedWidth(dialogWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::small);
    column->addWidget(makeHeading(windowTitle(), this));
    auto* note = new Label(tr("This is the only time that it is shown. Put it where the application finds it as "
                              "GOTOAI_API_KEY."),
                           TextSize::Body, Ink::Muted, this);
    note->setWrapping(Label::Wrapping::Words);
    column->addWidget(note);

    const QString text = QString::fromStdString(std::string(secret.reveal()));
    auto* field = new QLineEdit(text, this);
    field->setReadOnly(true);
    field->setFont(monoFont());
    field->setAccessibleName(tr("Key"));
    field->setCursorPosition(0);
    QPushButton* copy = makeButton(tr("&Copy"), ButtonKind::Plain, this);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::small);
    row->addWidget(field, 1);
    row->addWidget(copy);
    column->addLayout(row);
    auto* copied = new InlineMessage(this);
    column->addWidget(copied);
    const auto put = [copied, text] {
        copySecret(text);
        copied->showMessage(Tone::Good, tr("Copied. The clipboard forgets it in %n second(s).", nullptr,
                                           static_cast<int>(secretStays.count())));
    };
    connect(copy, &QPushButton::clicked, this, put);
    put();

    auto* code = new Snippet(tr("first call"), 6, this);
    code->setText(snippet);
    column->addWidget(code);
    QPushButton* done = makeButton(tr("&Done"), ButtonKind::Primary, this);
    done->setDefault(true);
    connect(done, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(done, 0, Qt::AlignTrailing);
    done->setFocus();
}

} // namespace gotoai::keys
