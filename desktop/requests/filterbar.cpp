// SPDX-License-Identifier: GPL-3.0-or-later
#include "requests/filterbar.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/orderstory.h"
#include "widgets/tokens.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QWidgetAction>

#include <algorithm>

namespace gotoai::requests {

using namespace widgets;

namespace {

constexpr int boxWidth = 132;
constexpr const char* stateWords[]{"finalized", "released", "reserved", "rejected", "in_doubt"};

struct Times
{
    const char* name;
    int hours;
};
constexpr Times times[]{{QT_TRANSLATE_NOOP("gotoai::requests::FilterBar", "Any time"), 0},
                        {QT_TRANSLATE_NOOP("gotoai::requests::FilterBar", "Last hour"), 1},
                        {QT_TRANSLATE_NOOP("gotoai::requests::FilterBar", "Last 24 hours"), 24},
                        {QT_TRANSLATE_NOOP("gotoai::requests::FilterBar", "Last 7 days"), 168},
                        {QT_TRANSLATE_NOOP("gotoai::requests::FilterBar", "Last 30 days"), 720}};

template<class Names>
void fillNames(QComboBox& box, const Names& names)
{
    std::vector<std::pair<QString, QString>> sorted;
    for (const auto& [id, name] : names)
        sorted.emplace_back(plain(name), QString::fromStdString(id.toString()));
    std::sort(sorted.begin(), sorted.end());
    for (const auto& [name, id] : sorted)
        box.addItem(name, id);
}

} // namespace

FilterBar::FilterBar(client::Names& names, QWidget* parent)
    : QWidget(parent)
    , m_names(names)
    , m_time(new QComboBox)
    , m_saved(makeButton(tr("Sa&ved")))
    , m_clear(makeButton(tr("Clea&r"), ButtonKind::Link))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::small);
    for (QComboBox* box : {addChoice(tr("State"), &OrderFilter::state), addChoice(tr("Model"), &OrderFilter::model),
                           addChoice(tr("Provider"), &OrderFilter::provider), addChoice(tr("Key"), &OrderFilter::key),
                           addChoice(tr("Account"), &OrderFilter::account)})
        row->addWidget(box);
    for (const Times& each : times)
        m_time->addItem(tr(each.name), each.hours);
    m_time->setAccessibleName(tr("Time"));
    row->addWidget(m_time);
    m_saved->setIcon(icon(QStringLiteral("filter")));
    m_saved->setMenu(&m_menu);
    row->addWidget(m_saved);
    row->addWidget(m_clear);
    row->addStretch();
    connect(m_time, &QComboBox::activated, this, [this] {
        OrderFilter next = m_filter;
        next.hours = m_time->currentData().toInt();
        change(next);
    });
    connect(m_clear, &QPushButton::clicked, this, &FilterBar::clear);
    connect(&names, &client::Names::changed, this, &FilterBar::fill);
    fill();
    fillMenu();
}

QComboBox* FilterBar::addChoice(const QString& accessibleName, QString OrderFilter::*member)
{
    auto* box = new QComboBox(this);
    box->setAccessibleName(accessibleName);
    box->setMaximumWidth(boxWidth);
    box->setMinimumWidth(boxWidth - 28);
    box->setMaxVisibleItems(24);
    m_choices.push_back({box, member});
    connect(box, &QComboBox::activated, this, [this, box, member] {
        OrderFilter next = m_filter;
        next.*member = box->currentData().toString();
        change(next);
    });
    return box;
}

void FilterBar::fill()
{
    const QString everything[]{tr("Any state"), tr("Any model"), tr("Any provider"), tr("Any key"), tr("Any account")};
    for (std::size_t index = 0; index < m_choices.size(); ++index) {
        QComboBox& box = *m_choices[index].box;
        if (box.view()->isVisible())
            continue; // somebody is choosing
        const QSignalBlocker blocker(box);
        box.clear();
        box.addItem(everything[index], QString());
        if (m_choices[index].member == &OrderFilter::state) {
            for (const char* word : stateWords)
                box.addItem(orderStateText(word), QLatin1String(word));
        } else if (m_choices[index].member == &OrderFilter::model) {
            for (const QString& model : m_names.models())
                box.addItem(plain(model), model);
        } else if (m_choices[index].member == &OrderFilter::provider) {
            fillNames(box, m_names.providers());
        } else if (m_choices[index].member == &OrderFilter::key) {
            fillNames(box, m_names.keys());
        } else {
            fillNames(box, m_names.accounts());
        }
    }
    showChosen();
}

void FilterBar::showChosen()
{
    for (const Choice& choice : m_choices) {
        const QString& value = m_filter.*choice.member;
        int index = choice.box->findData(value);
        if (index < 0) { // of something that is not listed (any more)
            choice.box->addItem(plain(value), value);
            index = choice.box->count() - 1;
        }
        choice.box->setCurrentIndex(index);
    }
    m_time->setCurrentIndex(std::max(0, m_time->findData(m_filter.hours)));
    m_clear->setVisible(!m_filter.isEmpty());
}

void FilterBar::setFilter(const OrderFilter& filter) { change(filter); }

void FilterBar::change(const OrderFilter& filter)
{
    const bool isOther = filter != m_filter;
    m_filter = filter;
    showChosen();
    if (isOther)
        Q_EMIT filterChanged();
}

void FilterBar::setKept(std::vector<KeptFilter> filters)
{
    m_kept = std::move(filters);
    fillMenu();
}

void FilterBar::keep(const QString& name)
{
    if (name.isEmpty())
        return;
    std::erase_if(m_kept, [&name](const KeptFilter& each) { return each.name == name; });
    m_kept.push_back({name, m_filter});
    m_menu.close();
    fillMenu();
}

// Made anew each time: the menu deletes what was in it, which may be what asked for this.
void FilterBar::fillMenu()
{
    m_menu.clear();
    for (const KeptFilter& kept : m_kept)
        m_menu.addAction(plain(kept.name), this, [this, filter = kept.filter] { change(filter); });
    if (!m_kept.empty())
        m_menu.addSeparator();
    auto* name = new QLineEdit;
    name->setPlaceholderText(tr("Keep this filter as…"));
    name->setAccessibleName(tr("Name of the filter to keep"));
    connect(
        name, &QLineEdit::returnPressed, this, [this, name] { keep(name->text().trimmed()); }, Qt::QueuedConnection);
    auto* naming = new QWidgetAction(&m_menu);
    naming->setDefaultWidget(name);
    m_menu.addAction(naming);
    for (const KeptFilter& kept : m_kept) {
        QAction* action = m_menu.addAction(tr("Forget %1").arg(plain(kept.name)));
        connect(
            action, &QAction::triggered, this, [this, name = kept.name] { forget(name); }, Qt::QueuedConnection);
    }
}

void FilterBar::forget(const QString& name)
{
    std::erase_if(m_kept, [&name](const KeptFilter& each) { return each.name == name; });
    fillMenu();
}

void FilterBar::focusFirst() { m_choices.front().box->setFocus(Qt::ShortcutFocusReason); }

} // namespace gotoai::requests
