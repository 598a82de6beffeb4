// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "client/newrows.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QTimer>
#include <QUrlQuery>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace gotoai::client {

// A list of the admin API as a table of any length: pages are read as a view comes near their rows, and only those that
// were looked at last are kept. A row whose page is not there shows an ellipsis until it has come. New rows never move
// those on show: they are counted and wait for showNew(). KeysetList gives rows their type and columns.
class KeysetModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class State { Idle, Loading, Ready, Failed };

    static constexpr int kPageRows = 200;
    static constexpr std::size_t kKeptPages = 48;
    static constexpr int kMaxNewRows = 2'000; // more than that, and the list is read anew

    explicit KeysetModel(QObject* parent);

    void setFilter(const QUrlQuery& filter); // reads anew if it is another one
    const QUrlQuery& filter() const { return m_filter; }
    void reload();                        // what is shown stays until the first page is there
    void jumpTo(const QString& timeOrId); // the list around it
    void clear();

    void noteNew(int count = 1);
    void note(const QString& id); // it has come, or it is shown and has changed: then it is read again
    int newCount() const { return m_newRows.count(); }
    void showNew(); // rowsShown() follows

    State state() const { return m_state; }
    const Failure& failure() const { return m_failure; } // of Failed
    bool isComplete() const { return !m_next; }          // the oldest row is among them
    bool isAround() const { return m_isAround; }         // of a jump: there are newer rows
    QDateTime readAt() const { return m_readAt; }        // when the first page was read; invalid: never
    std::size_t keptPages() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void stateChanged();
    void newCountChanged(int count);
    void rowsShown(int count); // so many were put on top

protected:
    // As the list has decoded it; `rows` is a vector of the list's type, which the base only carries about.
    struct Page
    {
        std::shared_ptr<void> rows{};
        int count = 0;
        std::optional<QString> next{};
        std::optional<QString> previous{};
    };
    virtual Call fetch(const QUrlQuery& query, std::function<void(Answer<Page>)> then) = 0;
    virtual QString idOf(const Page& page, int row) const = 0;
    virtual Page slice(const Page& page, int from, int count) const = 0;

    struct Place
    {
        const Page* page = nullptr; // null: it is not there now, and has been asked for
        int row = 0;                // in the page
    };
    Place place(int row) const;

private:
    struct Span
    {
        int first = 0; // row of the table
        Page page{};   // without rows once it was let go
        QString cursor{};
        QString firstId{};
        mutable quint64 usedAt = 0;
        Call call{}; // that reads it again
    };

    QUrlQuery query(int limit) const;
    void begin(const QString& around);
    void began(Answer<Page> page, bool isAround);
    void append(Answer<Page> page, const QString& cursor);
    void addSpan(Page page, const QString& cursor);
    void tookNewer(Answer<Page> page);
    void tellNew(int before);
    void fetchChanged();
    void freshen(const Page& page, int from);
    void prepend(Page page);
    std::size_t spanOf(int row) const;
    void fetchWanted();
    void fetchAgain(Span& span);
    void tookAgain(const QString& firstId, Answer<Page> page);
    void letGo();
    int indexOf(const Page& page, const QString& id) const;
    void setState(State state);
    void fail(const Failure& failure);

    QUrlQuery m_filter;
    std::vector<Span> m_spans;
    std::optional<QString> m_next; // cursor of the page below the last span
    bool m_isAround = false;
    Call m_first;
    Call m_more;
    Call m_newer;
    QTimer m_newerSoon;
    QTimer m_changedSoon;
    QSet<QString> m_changed; // first ids of spans with a row that has
    mutable std::vector<std::size_t> m_wanted;
    mutable quint64 m_uses = 0;
    mutable QTimer m_wantTimer;
    State m_state = State::Idle;
    Failure m_failure;
    NewRows m_newRows;
    int m_shown = 0; // by the showNew() that runs
    QDateTime m_readAt;
};

} // namespace gotoai::client
