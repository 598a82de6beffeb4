// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/keysetmodel.h"

#include <algorithm>

namespace gotoai::client {
namespace {

constexpr std::chrono::milliseconds kWantPause{20}; // gathers what one repaint asks for
constexpr std::size_t kAtOnce = 3;                  // pages that are read again; what was wanted before is out of sight
constexpr int kMaxLimit = 500;
constexpr std::chrono::milliseconds kLag{250}; // until a list has what was told of; gathers what changes
constexpr int kHead = 32;                      // rows that are looked through for one that changed
constexpr int kSlack = 8;                      // rows that may have come beside those that were counted

const QString kCursor = QStringLiteral("cursor");
const QString kAround = QStringLiteral("around");
const QString kLimit = QStringLiteral("limit");

} // namespace

KeysetModel::KeysetModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_wantTimer.setSingleShot(true);
    m_wantTimer.setInterval(kWantPause);
    connect(&m_wantTimer, &QTimer::timeout, this, &KeysetModel::fetchWanted);
    for (QTimer* timer : {&m_newerSoon, &m_changedSoon}) {
        timer->setSingleShot(true);
        timer->setInterval(kLag);
    }
    connect(&m_newerSoon, &QTimer::timeout, this, &KeysetModel::showNew);
    connect(&m_changedSoon, &QTimer::timeout, this, &KeysetModel::fetchChanged);
}

void KeysetModel::setFilter(const QUrlQuery& filter)
{
    if (filter == m_filter && m_state != State::Idle)
        return;
    m_filter = filter;
    reload();
}

void KeysetModel::reload() { begin({}); }

void KeysetModel::jumpTo(const QString& timeOrId) { begin(timeOrId); }

void KeysetModel::clear()
{
    m_first.cancel();
    m_more.cancel();
    m_newer.cancel();
    beginResetModel();
    m_spans.clear();
    m_next.reset();
    m_wanted.clear();
    m_changed.clear();
    m_newRows.clear();
    endResetModel();
    m_readAt = {};
    setState(State::Idle);
}

QUrlQuery KeysetModel::query(int limit) const
{
    QUrlQuery query = m_filter;
    query.addQueryItem(kLimit, QString::number(limit));
    return query;
}

void KeysetModel::begin(const QString& around)
{
    m_first.cancel();
    m_more.cancel();
    m_newer.cancel();
    QUrlQuery asked = query(kPageRows);
    if (!around.isEmpty())
        asked.addQueryItem(kAround, around);
    setState(State::Loading);
    m_first =
        fetch(asked, [this, isAround = !around.isEmpty()](Answer<Page> page) { began(std::move(page), isAround); });
}

void KeysetModel::began(Answer<Page> page, bool isAround)
{
    if (!page)
        return fail(page.failure());
    beginResetModel();
    m_spans.clear();
    m_wanted.clear();
    m_next = page->next;
    m_isAround = isAround && page->previous;
    if (page->count > 0)
        addSpan(std::move(*page), {});
    endResetModel();
    m_readAt = QDateTime::currentDateTimeUtc();
    const int before = m_newRows.count();
    m_newRows.clear();
    tellNew(before);
    setState(State::Ready);
    if (rowCount() == 0 && m_next)
        fetchMore({});
}

void KeysetModel::addSpan(Page page, const QString& cursor)
{
    const int first = rowCount();
    QString firstId = idOf(page, 0);
    m_spans.push_back(
        {.first = first, .page = std::move(page), .cursor = cursor, .firstId = std::move(firstId), .usedAt = ++m_uses});
    letGo();
}

int KeysetModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_spans.empty() ? 0 : m_spans.back().first + m_spans.back().page.count;
}

bool KeysetModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_next && m_state != State::Loading && !m_more.isRunning();
}

void KeysetModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    QUrlQuery asked = query(kPageRows);
    asked.addQueryItem(kCursor, *m_next);
    m_more = fetch(asked, [this, cursor = *m_next](Answer<Page> page) { append(std::move(page), cursor); });
}

void KeysetModel::append(Answer<Page> page, const QString& cursor)
{
    m_more = {};
    if (!page)
        return fail(page.failure());
    m_next = page->next;
    if (page->count > 0) {
        beginInsertRows({}, rowCount(), rowCount() + page->count - 1);
        addSpan(std::move(*page), cursor);
        endInsertRows();
    }
    setState(State::Ready);
    if (m_next && page->count == 0) // a filter that keeps few
        fetchMore({});
    else
        Q_EMIT stateChanged(); // more rows, or all of them
}

void KeysetModel::noteNew(int count)
{
    const int before = m_newRows.count();
    m_newRows.note(count);
    tellNew(before);
}

// What runs is on top, or nearly.
void KeysetModel::note(const QString& id)
{
    const int before = m_newRows.count();
    int looked = 0;
    for (const Span& span : m_spans) {
        if (looked >= kHead)
            break;
        if (span.page.rows && indexOf(span.page, id) >= 0) {
            m_changed.insert(span.firstId);
            if (!m_changedSoon.isActive())
                m_changedSoon.start();
            return;
        }
        looked += span.page.count;
    }
    m_newRows.note(id);
    tellNew(before);
}

void KeysetModel::tellNew(int before)
{
    if (m_newRows.count() != before)
        Q_EMIT newCountChanged(m_newRows.count());
}

void KeysetModel::fetchChanged()
{
    const QSet<QString> changed = std::exchange(m_changed, {});
    for (Span& span : m_spans) {
        if (changed.contains(span.firstId) && span.page.rows && !span.call.isRunning())
            fetchAgain(span);
    }
}

void KeysetModel::showNew()
{
    if (m_newer.isRunning() || m_state == State::Loading)
        return;
    if (m_spans.empty() || (!m_isAround && m_newRows.count() > kMaxNewRows))
        return reload();
    const int wanted = m_isAround ? kPageRows : m_newRows.count() + kSlack;
    QUrlQuery asked = query(std::min(2 * wanted, kMaxLimit)); // half of what is around it is newer
    asked.addQueryItem(kAround, m_spans.front().firstId);
    m_newer = fetch(asked, [this](Answer<Page> page) { tookNewer(std::move(page)); });
}

void KeysetModel::tookNewer(Answer<Page> page)
{
    m_newer = {};
    if (!page)
        return fail(page.failure());
    const int known = indexOf(*page, m_spans.front().firstId);
    if (known < 0)
        return reload();
    freshen(*page, known);
    if (known > 0)
        prepend(slice(*page, 0, known));
    m_shown += known;
    const int before = m_newRows.count();
    for (int row = 0; row < page->count; ++row)
        m_newRows.read(idOf(*page, row));
    const bool isMore = page->previous.has_value();
    const bool wasAround = std::exchange(m_isAround, m_isAround && isMore);
    if (isMore && !wasAround)
        return showNew();
    if (m_newRows.isReadAgain())
        m_newerSoon.start();
    tellNew(before);
    Q_EMIT rowsShown(std::exchange(m_shown, 0));
}

// Rows that were read again by the way: an order that was open then has ended since.
void KeysetModel::freshen(const Page& page, int from)
{
    Span& head = m_spans.front();
    if (!head.page.rows)
        return;
    int same = 0;
    while (same < head.page.count && from + same < page.count && idOf(head.page, same) == idOf(page, from + same))
        ++same;
    if (same < head.page.count) // only a whole page is replaced
        return;
    head.page.rows = slice(page, from, same).rows;
    Q_EMIT dataChanged(index(0, 0), index(same - 1, columnCount() - 1));
}

void KeysetModel::prepend(Page page)
{
    const int count = page.count;
    beginInsertRows({}, 0, count - 1);
    for (Span& span : m_spans)
        span.first += count;
    QString firstId = idOf(page, 0);
    m_spans.insert(m_spans.begin(), Span{.page = std::move(page), .firstId = std::move(firstId), .usedAt = ++m_uses});
    m_wanted.clear();
    letGo();
    endInsertRows();
}

std::size_t KeysetModel::spanOf(int row) const
{
    const auto above = std::ranges::upper_bound(m_spans, row, {}, &Span::first);
    return static_cast<std::size_t>(above - m_spans.begin()) - 1;
}

KeysetModel::Place KeysetModel::place(int row) const
{
    const std::size_t number = spanOf(row);
    const Span& span = m_spans[number];
    span.usedAt = ++m_uses;
    if (span.page.rows)
        return {&span.page, row - span.first};
    if (m_wanted.empty() || m_wanted.back() != number)
        m_wanted.push_back(number);
    if (!m_wantTimer.isActive())
        m_wantTimer.start();
    return {};
}

void KeysetModel::fetchWanted()
{
    std::size_t taken = 0;
    for (auto number = m_wanted.rbegin(); number != m_wanted.rend() && taken < kAtOnce; ++number) {
        Span& span = m_spans[*number];
        if (span.page.rows || span.call.isRunning())
            continue;
        fetchAgain(span);
        ++taken;
    }
    m_wanted.clear();
}

void KeysetModel::fetchAgain(Span& span)
{
    const bool hasCursor = !span.cursor.isEmpty();
    QUrlQuery asked = query(hasCursor ? span.page.count : std::min(2 * span.page.count, kMaxLimit));
    asked.addQueryItem(hasCursor ? kCursor : kAround, hasCursor ? span.cursor : span.firstId);
    span.call =
        fetch(asked, [this, firstId = span.firstId](Answer<Page> page) { tookAgain(firstId, std::move(page)); });
}

void KeysetModel::tookAgain(const QString& firstId, Answer<Page> page)
{
    const auto span = std::ranges::find(m_spans, firstId, &Span::firstId);
    if (span == m_spans.end())
        return; // the list was read anew
    span->call = {};
    if (!page)
        return fail(page.failure());
    const int first = indexOf(*page, firstId);
    if (first < 0 || page->count - first < span->page.count)
        return reload(); // rows have left the filter
    span->page.rows = slice(*page, first, span->page.count).rows;
    letGo();
    Q_EMIT dataChanged(index(span->first, 0), index(span->first + span->page.count - 1, columnCount() - 1));
}

std::size_t KeysetModel::keptPages() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_spans, [](const Span& span) { return span.page.rows != nullptr; }));
}

void KeysetModel::letGo()
{
    if (m_spans.size() <= kKeptPages || keptPages() <= kKeptPages)
        return;
    const auto oldest = std::ranges::min_element(m_spans, {}, [](const Span& span) {
        return span.page.rows ? span.usedAt : std::numeric_limits<quint64>::max();
    });
    oldest->page.rows.reset();
}

int KeysetModel::indexOf(const Page& page, const QString& id) const
{
    for (int row = 0; row < page.count; ++row) {
        if (idOf(page, row) == id)
            return row;
    }
    return -1;
}

void KeysetModel::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged();
}

void KeysetModel::fail(const Failure& failure)
{
    m_failure = failure;
    m_state = State::Failed;
    Q_EMIT stateChanged();
}

} // namespace gotoai::client
