// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/window.h"

#include "shell/navigation.h"
#include "shell/statusbar.h"
#include "shell/topbar.h"
#include "widgets/icon.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace gotoai::shell {

using widgets::Page;

namespace {

const QString pageKey = QStringLiteral("window/page");

bool mayShow(const PageEntry& entry, Audience audience)
{
    return entry.audience == Audience::Everyone || audience == Audience::Staff;
}

QWidget* makeHairline(QWidget* parent)
{
    auto* line = new QWidget(parent);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Midlight);
    line->setFixedWidth(1);
    return line;
}

} // namespace

Window::Window(ActionRegistry& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_topBar(new TopBar(this))
    , m_navigation(new Navigation(this))
    , m_stack(new QStackedWidget(this))
    , m_statusBar(new StatusBar(this))
    , m_nothing(new QWidget(this))
{
    resize(1440, 900);
    setMinimumSize(960, 600);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_topBar);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(makeHairline(this));
    row->addWidget(m_stack, 1);
    column->addLayout(row, 1);
    column->addWidget(m_statusBar);
    m_navigation->setAutoFillBackground(true);
    m_navigation->setBackgroundRole(QPalette::AlternateBase);
    m_navigation->viewport()->setBackgroundRole(QPalette::AlternateBase);
    m_stack->addWidget(m_nothing);
    connect(m_navigation, &Navigation::pageChosen, this, &Window::showPage);
}

Window::~Window() = default;

void Window::setPages(PageList pages, Audience audience)
{
    const QString before = currentPage();
    m_stack->setCurrentWidget(m_nothing);
    for (auto& [id, page] : m_pages)
        delete page;
    m_pages.clear();
    std::erase_if(pages, [audience](const PageEntry& entry) { return !mayShow(entry, audience); });
    m_entries = std::move(pages);
    std::vector<const PageEntry*> shown;
    for (const PageEntry& entry : m_entries)
        shown.push_back(&entry);
    m_navigation->setPages(shown);
    addGoActions();
    if (m_entries.empty())
        return;
    const bool isStillThere = std::any_of(m_entries.begin(), m_entries.end(),
                                          [&before](const PageEntry& entry) { return entry.id == before; });
    showPage(isStillThere ? before : m_entries.front().id);
    QTimer::singleShot(0, this, &Window::makeNextPage);
}

// One page a turn of the loop, so that the first one is there at once and the others' actions soon.
void Window::makeNextPage()
{
    for (const PageEntry& entry : m_entries) {
        if (m_pages.contains(entry.id))
            continue;
        page(entry.id);
        QTimer::singleShot(0, this, &Window::makeNextPage);
        return;
    }
}

void Window::addGoActions()
{
    qDeleteAll(m_goActions);
    m_goActions.clear();
    for (const PageEntry& entry : m_entries) {
        auto* action = new QAction(entry.title, this);
        if (const auto number = m_goActions.size() + 1; number <= 9)
            action->setShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(number)));
        connect(action, &QAction::triggered, this, [this, id = entry.id] { showPage(id); });
        addAction(action);
        m_goActions.append(action);
        m_actions.add(action, tr("Go to"));
    }
}

Page* Window::page(const QString& id)
{
    if (const auto found = m_pages.find(id); found != m_pages.end())
        return found->second;
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&id](const PageEntry& candidate) { return candidate.id == id; });
    if (entry == m_entries.end())
        return nullptr;
    Page* made = entry->make(m_stack);
    m_pages[id] = made;
    m_stack->addWidget(made);
    if (m_settings)
        restorePage(*made);
    m_actions.addAll(made->actions(), made->title());
    connect(made, &Page::jumpRequested, this, &Window::jump);
    connect(made, &Page::stopRequested, this, &Window::stopRequested);
    connect(made, &Page::countChanged, this, [this, id](const QString& text) { m_navigation->setCount(id, text); });
    return made;
}

void Window::showPage(const QString& id)
{
    Page* next = page(id);
    if (!next || next == m_stack->currentWidget())
        return;
    if (auto* current = qobject_cast<Page*>(m_stack->currentWidget()))
        current->deactivate();
    m_stack->setCurrentWidget(next);
    {
        const QSignalBlocker blocker(m_navigation);
        m_navigation->setCurrentPage(id);
    }
    setWindowTitle(tr("%1 – GotoAI").arg(next->title()));
    next->activate();
    Q_EMIT pageShown(id);
}

bool Window::jump(const QString& target)
{
    if (page(target)) {
        showPage(target);
        return true;
    }
    for (const PageEntry& entry : m_entries) {
        if (page(entry.id)->open(target)) {
            showPage(entry.id);
            return true;
        }
    }
    return false;
}

QString Window::currentPage() const
{
    const auto* current = qobject_cast<const Page*>(m_stack->currentWidget());
    return current ? current->id() : QString();
}

std::optional<widgets::StopTarget> Window::stopTarget() const
{
    const auto* current = qobject_cast<const Page*>(m_stack->currentWidget());
    return current ? current->stopTarget() : std::nullopt;
}

QStringList Window::pageIds() const
{
    QStringList ids;
    for (const PageEntry& entry : m_entries)
        ids << entry.id;
    return ids;
}

void Window::save(QSettings& settings) const
{
    settings.setValue(pageKey, currentPage());
    for (const auto& [id, page] : m_pages) {
        settings.beginGroup(QStringLiteral("pages/") + id);
        page->save(settings);
        settings.endGroup();
    }
}

void Window::restorePage(Page& page)
{
    m_settings->beginGroup(QStringLiteral("pages/") + page.id());
    page.restore(*m_settings);
    m_settings->endGroup();
}

void Window::restore(QSettings& settings)
{
    m_settings = &settings;
    for (const auto& [id, page] : m_pages)
        restorePage(*page);
    showPage(settings.value(pageKey).toString());
}

void Window::closeEvent(QCloseEvent* event)
{
    Q_EMIT closing();
    QWidget::closeEvent(event);
}

} // namespace gotoai::shell
