// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/aboutdialog.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/pairlist.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace gotoai::app {

using namespace widgets;

namespace {

constexpr int dialogWidth = 420;
constexpr int markSize = 48;

} // namespace

AboutDialog::AboutDialog(const QString& daemonVersion, QWidget* parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("About GotoAI"));
    setFixedWidth(dialogWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::page, space::page, space::large);
    column->setSpacing(space::small);
    auto* mark = new QLabel(this);
    mark->setPixmap(applicationIcon().pixmap(QSize(markSize, markSize), devicePixelRatioF()));
    column->addWidget(mark);
    auto* name = new Label(QStringLiteral("GotoAI"), TextSize::Title, Ink::Text, this);
    name->setWeight(QFont::Bold);
    column->addWidget(name);
    column->addWidget(new Label(tr("The control plane for model access."), TextSize::Body, Ink::Muted, this));
    auto* facts = new PairList(this);
    facts->setPairs({{.name = tr("Console"), .value = QStringLiteral(GOTOAI_VERSION)},
                     {.name = tr("Daemon"), .value = daemonVersion.isEmpty() ? tr("not known") : plain(daemonVersion)},
                     {.name = QStringLiteral("Qt"), .value = QString::fromLatin1(qVersion())},
                     {.name = tr("Licence"), .value = QStringLiteral("GPL-3.0-or-later")},
                     {.name = tr("Fonts"), .value = QStringLiteral("Roboto, JetBrains Mono")}});
    column->addWidget(facts);
    column->addSpacing(space::small);
    QPushButton* close = makeButton(tr("Close"), ButtonKind::Plain, this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(close, 0, Qt::AlignTrailing);
}

} // namespace gotoai::app
