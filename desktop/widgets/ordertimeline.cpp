// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/ordertimeline.h"

#include "widgets/tag.h"
#include "widgets/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace gotoai::widgets {

namespace {

using std::chrono::microseconds;
using Phase = OrderStory::Phase;

constexpr int headingHeight = 32;
constexpr int attemptHeight = 25;
constexpr int barHeight = 10;
constexpr int nameWidth = 86;
constexpr int standingWidth = 118;
constexpr int eventWidth = 92;
constexpr int scaleHeight = 46;
constexpr int gap = space::large;
constexpr int least = 2; // width of a span that happened

struct PhaseName
{
    Phase phase;
    const char* name;
};
constexpr PhaseName phaseNames[]{
    {Phase::Reserve, QT_TRANSLATE_NOOP("gotoai::widgets::OrderTimeline", "reserve")},
    {Phase::FirstToken, QT_TRANSLATE_NOOP("gotoai::widgets::OrderTimeline", "first token")},
    {Phase::Answer, QT_TRANSLATE_NOOP("gotoai::widgets::OrderTimeline", "answer")},
    {Phase::Failed, QT_TRANSLATE_NOOP("gotoai::widgets::OrderTimeline", "failed")},
    {Phase::Settle, QT_TRANSLATE_NOOP("gotoai::widgets::OrderTimeline", "settle")},
};

microseconds wholeOf(const OrderStory& story)
{
    microseconds whole{1};
    for (const OrderStory::Attempt& attempt : story.attempts) {
        for (const OrderStory::Span& span : attempt.spans)
            whole = std::max(whole, span.to);
    }
    return whole;
}

QString axisText(microseconds at)
{
    const double seconds = static_cast<double>(at.count()) / 1e6;
    return QStringLiteral("%1 s").arg(QLocale().toString(seconds, 'f', seconds < 1 ? 2 : 1));
}

} // namespace

OrderTimeline::OrderTimeline(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("The order's life"));
}

void OrderTimeline::setStory(OrderStory story)
{
    m_story = std::move(story);
    setAccessibleDescription(m_story.text());
    updateGeometry();
    update();
}

QSize OrderTimeline::sizeHint() const
{
    int height = 0;
    const auto add = [&height](std::size_t rows, int rowHeight, int more) {
        if (rows > 0)
            height += headingHeight + static_cast<int>(rows) * rowHeight + more + gap;
    };
    add(m_story.candidates.size() + (m_story.passedOver ? 1 : 0), rowHeight, 0);
    add(m_story.attempts.size(), attemptHeight, scaleHeight);
    add(m_story.money.size(), rowHeight, 0);
    return {400, height + (m_story.figures.empty() ? 0 : 24)};
}

void OrderTimeline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    int y = 0;
    if (!m_story.candidates.empty())
        paintCandidates(painter, y);
    if (!m_story.attempts.empty())
        paintAttempts(painter, y);
    if (!m_story.money.empty())
        paintMoney(painter, y);
    if (!m_story.figures.empty())
        paintFigures(painter, y);
    if (hasFocus()) {
        painter.setPen(Tokens::of(palette()).accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void OrderTimeline::paintHeading(QPainter& painter, int& y, const QString& text, const QString& beside) const
{
    const Tokens& tokens = Tokens::of(palette());
    const QRect line(0, y, width(), headingHeight);
    painter.setFont(textFont(TextSize::Body, QFont::Bold));
    painter.setPen(tokens.text);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeading, text);
    const int taken = painter.fontMetrics().horizontalAdvance(text) + space::small;
    painter.setFont(textFont(TextSize::Label));
    painter.setPen(tokens.muted);
    painter.drawText(line.adjusted(taken, 1, 0, 0), Qt::AlignVCenter | Qt::AlignLeading,
                     painter.fontMetrics().elidedText(beside, Qt::ElideRight, width() - taken));
    y += headingHeight;
}

void OrderTimeline::paintCandidates(QPainter& painter, int& y) const
{
    const Tokens& tokens = Tokens::of(palette());
    paintHeading(painter, y, tr("Candidates"), m_story.reason);
    for (const OrderStory::Candidate& candidate : m_story.candidates) {
        const QRect row(0, y, width(), rowHeight);
        painter.fillRect(0, row.bottom(), width(), 1, tokens.hairline);
        const int speedEnd = width() - standingWidth;
        const QRect standing(speedEnd + gap, y, standingWidth - gap, rowHeight - 1);
        painter.setFont(textFont(TextSize::Body));
        painter.setPen(tokens.text);
        painter.drawText(QRect(0, y, speedEnd, rowHeight - 1), Qt::AlignVCenter | Qt::AlignRight, candidate.speed);
        const int speedWidth = painter.fontMetrics().horizontalAdvance(candidate.speed) + space::medium;
        painter.setFont(textFont(TextSize::Body, candidate.isTaken ? QFont::Bold : QFont::Normal));
        const QString provider = candidate.provider + QLatin1Char(' ');
        painter.drawText(QRect(0, y, speedEnd - speedWidth, rowHeight - 1), Qt::AlignVCenter | Qt::AlignLeft, provider);
        const int from = painter.fontMetrics().horizontalAdvance(provider);
        painter.setFont(textFont(TextSize::Body));
        const QString model = painter.fontMetrics().elidedText(candidate.model, Qt::ElideMiddle,
                                                               std::max(0, speedEnd - speedWidth - from));
        painter.drawText(QRect(from, y, speedEnd - speedWidth - from, rowHeight - 1), Qt::AlignVCenter | Qt::AlignLeft,
                         model);
        if (candidate.isTaken) {
            paintTag(painter, standing, candidate.standing, candidate.tone, palette());
        } else {
            painter.setPen(tokens.muted);
            painter.drawText(standing, Qt::AlignVCenter | Qt::AlignLeft,
                             painter.fontMetrics().elidedText(candidate.standing, Qt::ElideRight, standing.width()));
        }
        y += rowHeight;
    }
    if (m_story.passedOver) {
        painter.setFont(textFont(TextSize::Label));
        painter.setPen(tokens.muted);
        painter.drawText(QRect(0, y, width(), rowHeight), Qt::AlignVCenter | Qt::AlignLeft,
                         tr("and %n more", nullptr, m_story.passedOver));
        y += rowHeight;
    }
    y += gap;
}

QColor OrderTimeline::phaseColor(Phase phase) const
{
    const Tokens& tokens = Tokens::of(palette());
    switch (phase) {
    case Phase::Reserve: return tokens.held;
    case Phase::Wait: return tokens.faint;
    case Phase::FirstToken: return tokens.waiting;
    case Phase::Answer: return tokens.good;
    case Phase::Failed: return tokens.broken;
    case Phase::Settle: return tokens.held;
    }
    return tokens.faint;
}

void OrderTimeline::paintAttempts(QPainter& painter, int& y) const
{
    const Tokens& tokens = Tokens::of(palette());
    paintHeading(painter, y, tr("Attempts"));
    const microseconds whole = wholeOf(m_story);
    const int span = width() - nameWidth - space::small;
    const auto place = [&](microseconds at) { return nameWidth + static_cast<int>(span * at.count() / whole.count()); };
    for (const OrderStory::Attempt& attempt : m_story.attempts) {
        painter.setFont(textFont(TextSize::Label));
        painter.setPen(tokens.muted);
        painter.drawText(QRect(0, y, nameWidth - space::small, attemptHeight), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(attempt.name, Qt::ElideRight, nameWidth - space::small));
        int end = nameWidth;
        for (const OrderStory::Span& each : attempt.spans) {
            const int from = std::max(end, place(each.from));
            end = std::max(from + least, place(each.to));
            painter.fillRect(from, y + (attemptHeight - barHeight) / 2, end - from, barHeight, phaseColor(each.phase));
        }
        if (!attempt.note.isEmpty()) {
            const int noteWidth = painter.fontMetrics().horizontalAdvance(attempt.note);
            const bool fitsBehind = end + space::small + noteWidth <= width();
            const int first = attempt.spans.empty() ? end : place(attempt.spans.front().from);
            const int x = fitsBehind ? end + space::small : std::max(nameWidth, first - space::small - noteWidth);
            if (fitsBehind || first - nameWidth > noteWidth)
                painter.drawText(QRect(x, y, width() - x, attemptHeight), Qt::AlignVCenter | Qt::AlignLeft,
                                 attempt.note);
        }
        y += attemptHeight;
    }
    paintScale(painter, y, whole);
    y += gap;
}

// What the colours mean, with how long each took in the last attempt, and the axis.
void OrderTimeline::paintScale(QPainter& painter, int& y, microseconds whole) const
{
    const Tokens& tokens = Tokens::of(palette());
    QFont font = textFont(TextSize::Label);
    font.setPixelSize(11);
    painter.setFont(font);
    int x = nameWidth;
    for (const PhaseName& each : phaseNames) {
        microseconds longest{-1};
        for (const OrderStory::Attempt& attempt : m_story.attempts) {
            for (const OrderStory::Span& span : attempt.spans)
                longest = span.phase == each.phase ? std::max(longest, span.to - span.from) : longest;
        }
        if (longest.count() < 0 || each.phase == Phase::Settle)
            continue;
        const QString text = tr(each.name);
        painter.fillRect(x, y + 8, 8, 8, phaseColor(each.phase));
        painter.setPen(tokens.muted);
        painter.drawText(QRect(x + 12, y, width() - x, 22), Qt::AlignVCenter | Qt::AlignLeft, text);
        x += 12 + painter.fontMetrics().horizontalAdvance(text) + space::large;
    }
    painter.fillRect(nameWidth, y + 24, width() - nameWidth, 1, tokens.hairline);
    const QRect axis(nameWidth, y + 26, width() - nameWidth - space::small, 18);
    painter.setPen(tokens.muted);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    painter.drawText(axis, Qt::AlignHCenter | Qt::AlignVCenter, axisText(whole / 2));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, axisText(whole));
    y += scaleHeight;
}

void OrderTimeline::paintMoney(QPainter& painter, int& y) const
{
    const Tokens& tokens = Tokens::of(palette());
    paintHeading(painter, y, tr("Money"));
    for (const OrderStory::Money& line : m_story.money) {
        painter.fillRect(0, y + rowHeight - 1, width(), 1, tokens.hairline);
        painter.setOpacity(line.isExpected ? 0.65 : 1);
        paintTag(painter, QRect(0, y, eventWidth, rowHeight - 1), line.event, line.tone, palette());
        painter.setFont(textFont(TextSize::Body));
        painter.setPen(line.isExpected ? tokens.muted : tokens.text);
        const QRect row(eventWidth, y, width() - eventWidth - space::small, rowHeight - 1);
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, line.amount);
        const int taken = painter.fontMetrics().horizontalAdvance(line.amount) + space::medium;
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(line.what, Qt::ElideRight, row.width() - taken));
        painter.setOpacity(1);
        y += rowHeight;
    }
    y += gap;
}

void OrderTimeline::paintFigures(QPainter& painter, int& y) const
{
    const Tokens& tokens = Tokens::of(palette());
    int x = 0;
    for (const OrderStory::Figure& figure : m_story.figures) {
        painter.setFont(textFont(TextSize::Label));
        painter.setPen(tokens.muted);
        painter.drawText(QRect(x, y, width(), 22), Qt::AlignVCenter | Qt::AlignLeft, figure.name);
        x += painter.fontMetrics().horizontalAdvance(figure.name) + 4;
        painter.setFont(textFont(TextSize::Label, QFont::Bold));
        painter.setPen(tokens.text);
        painter.drawText(QRect(x, y, width(), 22), Qt::AlignVCenter | Qt::AlignLeft, figure.value);
        x += painter.fontMetrics().horizontalAdvance(figure.value) + space::large;
    }
    y += 24;
}

void OrderTimeline::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        QGuiApplication::clipboard()->setText(m_story.text());
    else
        QWidget::keyPressEvent(event);
}

} // namespace gotoai::widgets
