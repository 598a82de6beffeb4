// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QWidget>

#include <optional>

namespace gotoai::widgets {

// What a kill switch strikes.
struct StopTarget
{
    QString scope{}; // "provider", "endpoint", "model", "account", "key"; "global" has no target
    QString target{};
    QString name{}; // as people call it
};

// A page of the console. It owns its actions (QWidget::addAction), which the shell's registry, palette and shortcut
// sheet read; the window only switches pages. One is made for each page of the navigation and lives as long as the
// sign-in.
class Page : public QWidget
{
    Q_OBJECT

public:
    // The id is stable: settings are kept under it, and jumps name it.
    explicit Page(const QString& id, QWidget* parent = nullptr)
        : QWidget(parent)
    {
        setObjectName(id);
    }

    QString id() const { return objectName(); }
    virtual QString title() const = 0;

    virtual void activate() {}   // it is shown now: read what is stale
    virtual void deactivate() {} // it is hidden now: no live repaint
    // Shows the resource of that id ("ord_…", "key_…"). False: not one of this page's.
    virtual bool open(const QString& resource)
    {
        Q_UNUSED(resource)
        return false;
    }
    // What a kill switch would be for now: the selected row's resource.
    virtual std::optional<StopTarget> stopTarget() const { return {}; }
    // Splitters, columns, filters; the group of the page is open. Never a secret.
    virtual void save(QSettings& settings) const { Q_UNUSED(settings) }
    virtual void restore(QSettings& settings) { Q_UNUSED(settings) }

Q_SIGNALS:
    void jumpRequested(const QString& target); // a page's id or a resource's
    void stopRequested(const gotoai::widgets::StopTarget& target);
    void countChanged(const QString& text); // the quiet word beside its name in the navigation; empty: none
};

} // namespace gotoai::widgets
