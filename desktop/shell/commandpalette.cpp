// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commandpalette.h"

#include "widgets/keycap.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QRegularExpression>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace gotoai::shell {

using namespace widgets;

namespace {

enum Role { OriginRole = Qt::UserRole + 1, KeysRole };
constexpr int rowsInSight = 10;
constexpr int entryHeight = 32;
constexpr int paletteWidth = 560;

class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, entryHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Tokens& tokens = Tokens::of(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(tokens.selection);
            painter->drawRoundedRect(option.rect, controlRadius, controlRadius);
        }
        QRect line = option.rect.adjusted(space::small + 2, 0, -space::small, 0);
        const QString origin = index.data(OriginRole).toString();
        painter->setFont(textFont(TextSize::Body));
        painter->setPen(tokens.muted);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeading, origin);
        const int indent = painter->fontMetrics().horizontalAdvance(origin) + (origin.isEmpty() ? 0 : space::small);
        painter->setPen(tokens.text);
        painter->drawText(line.adjusted(indent, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeading, index.data().toString());
        if (const QString keys = index.data(KeysRole).toString(); !keys.isEmpty()) {
            const int width = keycapWidth(keys);
            paintKeycap(*painter, QRect(line.right() - width, line.center().y() - 8, width, 18), keys, option.palette);
        }
        painter->restore();
    }
};

} // namespace

bool isResourceId(const QString& text)
{
    static const QRegularExpression shape(QStringLiteral("^[a-z]{2,8}_[0-9a-f]{32}$"));
    return shape.match(text).hasMatch();
}

CommandPalette::CommandPalette(const ActionRegistry& actions, QWidget* parent, const QString& question)
    : QDialog(parent, Qt::Popup)
    , m_actions(actions)
    , m_question(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new QStandardItemModel(this))
{
    setFixedWidth(paletteWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::small, space::small, space::small, space::small);
    column->setSpacing(space::small);
    m_question->setPlaceholderText(question.isEmpty() ? tr("Go to a page, order, key, or action…") : question);
    m_question->setAccessibleName(tr("Command"));
    m_question->installEventFilter(this);
    m_list->setAccessibleName(tr("What fits"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new Delegate(m_list));
    m_list->setEditTriggers(QListView::NoEditTriggers);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFixedHeight(rowsInSight * entryHeight);
    column->addWidget(m_question);
    column->addWidget(m_list);
    connect(m_question, &QLineEdit::textChanged, this, &CommandPalette::list);
    connect(m_question, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
}

void CommandPalette::openBelow(const QWidget& field)
{
    m_question->clear();
    list();
    move(field.mapToGlobal(QPoint(0, 0)) - QPoint(space::small, space::small));
    open();
    m_question->setFocus();
}

void CommandPalette::list()
{
    m_model->clear();
    const QString question = m_question->text().trimmed();
    if (isResourceId(question)) {
        auto* item = new QStandardItem(question);
        item->setData(tr("Show"), OriginRole);
        m_model->appendRow(item);
        m_found.clear();
    } else {
        m_found = m_actions.matching(question);
        for (const ActionRegistry::Entry& entry : m_found) {
            auto* item = new QStandardItem(plainText(*entry.action));
            item->setData(entry.origin, OriginRole);
            item->setData(entry.action->shortcut().toString(QKeySequence::NativeText), KeysRole);
            m_model->appendRow(item);
        }
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
}

void CommandPalette::run()
{
    const QString question = m_question->text().trimmed();
    const int row = m_list->currentIndex().row();
    accept();
    if (isResourceId(question))
        Q_EMIT idGiven(question);
    else if (row >= 0 && row < static_cast<int>(m_found.size()) && m_found[static_cast<std::size_t>(row)].action)
        m_found[static_cast<std::size_t>(row)].action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            const int row = m_list->currentIndex().row() + (key == Qt::Key_Up ? -1 : 1);
            if (row >= 0 && row < m_model->rowCount())
                m_list->setCurrentIndex(m_model->index(row, 0));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace gotoai::shell
