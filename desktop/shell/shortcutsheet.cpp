// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/shortcutsheet.h"

#include "widgets/pairlist.h"
#include "widgets/text.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include <map>

namespace gotoai::shell {

using namespace widgets;

ShortcutSheet::ShortcutSheet(const ActionRegistry& actions, QWidget* parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(460, 560);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(windowTitle());
    auto* sheet = new QWidget;
    sheet->setProperty("scrolled", QStringLiteral("true"));
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    std::map<QString, std::vector<Pair>> byOrigin;
    for (const ActionRegistry::Entry& entry : actions.withShortcut())
        byOrigin[entry.origin].push_back(
            {plainText(*entry.action), entry.action->shortcut().toString(QKeySequence::NativeText)});
    for (auto& [origin, pairs] : byOrigin) {
        column->addWidget(makeHeading(origin, sheet));
        auto* list = new PairList(sheet);
        list->setPairs(std::move(pairs));
        column->addWidget(list);
        column->addSpacing(space::medium);
    }
    column->addStretch();
    scroll->setWidget(sheet);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
}

} // namespace gotoai::shell
