// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/actionregistry.h"
#include "shell/pageentry.h"

#include <QWidget>

#include <map>

class QStackedWidget;

namespace gotoai::shell {

class Navigation;
class StatusBar;
class TopBar;

// The window: bars, navigation and the pages. It switches pages and hands jumps on; what a page does is the page's.
class Window : public QWidget
{
    Q_OBJECT

public:
    explicit Window(ActionRegistry& actions, QWidget* parent = nullptr);
    ~Window() override;

    // Takes down the pages of before, if there are any, and shows those that the audience may see.
    void setPages(PageList pages, Audience audience);
    void showPage(const QString& id);
    // A page's id, or a resource's that some page can show. False: nobody knows it.
    bool jump(const QString& target);
    widgets::Page* page(const QString& id); // made if need be; null: there is none
    QString currentPage() const;
    std::optional<widgets::StopTarget> stopTarget() const; // of the page that is shown
    QStringList pageIds() const;                           // in the order of the navigation

    TopBar& topBar() { return *m_topBar; }
    StatusBar& statusBar() { return *m_statusBar; }

    void save(QSettings& settings) const;
    void restore(QSettings& settings); // which outlive it

Q_SIGNALS:
    void pageShown(const QString& id);
    void stopRequested(const gotoai::widgets::StopTarget& target);
    void closing();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void makeNextPage();
    void addGoActions();
    void restorePage(widgets::Page& page);

    ActionRegistry& m_actions;
    TopBar* m_topBar;
    Navigation* m_navigation;
    QStackedWidget* m_stack;
    StatusBar* m_statusBar;
    PageList m_entries;
    std::map<QString, widgets::Page*> m_pages;
    QSettings* m_settings = nullptr; // of pages that are made later
    QList<QAction*> m_goActions;
    QWidget* m_nothing; // before the first page
};

} // namespace gotoai::shell
