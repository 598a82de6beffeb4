// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/transcript.h"

#include "playground/conversation.h"
#include "widgets/display.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

namespace gotoai::playground {

using namespace widgets;

namespace {

enum BlockState { Header = 1, Body = 2, Answer = 3 };

constexpr int bodyIndent = 14;
constexpr int barWidth = 2;

QTextBlockFormat headerFormat()
{
    QTextBlockFormat format;
    format.setTopMargin(space::medium);
    format.setBottomMargin(space::small);
    return format;
}

QTextBlockFormat bodyFormat()
{
    QTextBlockFormat format;
    format.setLeftMargin(bodyIndent);
    format.setLineHeight(20, QTextBlockFormat::MinimumHeight);
    return format;
}

} // namespace

Transcript::Transcript(const QString& accessibleName, QWidget* parent)
    : QTextEdit(parent)
{
    setAccessibleName(accessibleName);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setAcceptRichText(false);
    setFrameShape(NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setStyleSheet(QStringLiteral("QTextEdit { background: transparent; border: none; padding: 0; }"));
    document()->setDocumentMargin(0);
    setFont(textFont(TextSize::Body));
}

void Transcript::clear()
{
    QTextEdit::clear();
    m_waiting.clear();
    m_headerBlock = -1;
    m_shown = m_line = m_unshown = 0;
    m_isOpen = false;
}

void Transcript::beginTurn(Voice voice, const QString& name)
{
    flush();
    endTurn();
    m_name = name;
    m_note.clear();
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    if (!document()->isEmpty())
        cursor.insertBlock();
    cursor.setBlockFormat(headerFormat());
    QTextCharFormat quiet;
    quiet.setForeground(Tokens::of(palette()).muted);
    cursor.insertText(name, quiet);
    cursor.block().setUserState(Header);
    m_headerBlock = cursor.blockNumber();
    QTextCharFormat usual;
    usual.setForeground(Tokens::of(palette()).text);
    cursor.insertBlock(bodyFormat(), usual);
    cursor.block().setUserState(voice == Voice::Assistant ? Answer : Body);
    m_shown = m_line = m_unshown = 0;
    m_isOpen = true;
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void Transcript::setNote(const QString& note)
{
    if (m_headerBlock < 0 || note == m_note)
        return;
    m_note = note;
    QTextCursor cursor(document()->findBlockByNumber(m_headerBlock));
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    QTextCharFormat quiet;
    quiet.setForeground(Tokens::of(palette()).muted);
    cursor.insertText(note.isEmpty() ? m_name : m_name + QStringLiteral(" · ") + note, quiet);
}

void Transcript::append(const QString& text)
{
    m_waiting += text;
    if (!m_timer && !m_waiting.isEmpty())
        m_timer = startTimer(kRepaint);
}

void Transcript::restartTurn()
{
    m_waiting.clear();
    QTextCursor cursor(document()->findBlockByNumber(m_headerBlock + 1));
    cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    m_shown = m_line = m_unshown = 0;
}

void Transcript::endTurn()
{
    flush();
    if (m_isOpen && m_unshown > 0)
        insert(tr("\n… and %1 more characters, which are kept and can be saved.").arg(countText(m_unshown)));
    m_isOpen = false;
    viewport()->update();
}

void Transcript::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == m_timer)
        flush();
    else
        QTextEdit::timerEvent(event);
}

void Transcript::flush()
{
    if (m_timer)
        killTimer(std::exchange(m_timer, 0));
    if (m_waiting.isEmpty())
        return;
    const bool isAtEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum() - rowHeight;
    const QString text = harmless(std::exchange(m_waiting, {}));
    const qsizetype taken = std::min(text.size(), kShownCharacters - m_shown);
    m_unshown += text.size() - taken;
    m_shown += taken;
    if (taken > 0)
        insert(text.left(taken));
    if (isAtEnd)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void Transcript::insert(const QString& text)
{
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    const int state = cursor.block().userState();
    cursor.beginEditBlock();
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype end = text.indexOf(QLatin1Char('\n'), from);
        const qsizetype room = kLineCharacters - m_line;
        const qsizetype length = std::min(end < 0 ? text.size() - from : end - from, room);
        cursor.insertText(text.mid(from, length));
        from += length;
        m_line += length;
        const bool isLineEnd = from == end;
        if (!isLineEnd && m_line < kLineCharacters)
            continue;
        cursor.insertBlock();
        cursor.block().setUserState(state);
        m_line = 0;
        from += isLineEnd ? 1 : 0;
    }
    cursor.endEditBlock();
}

// The rule beside each turn's words; the accent's where the answer is still coming.
void Transcript::paintEvent(QPaintEvent* event)
{
    QTextEdit::paintEvent(event);
    const Tokens& tokens = Tokens::of(palette());
    QPainter painter(viewport());
    const int offset = verticalScrollBar()->value();
    QTextBlock block = cursorForPosition(QPoint(0, 0)).block();
    if (block.previous().isValid())
        block = block.previous();
    for (; block.isValid(); block = block.next()) {
        const QRectF box = document()->documentLayout()->blockBoundingRect(block).translated(0, -offset);
        if (box.top() > viewport()->height())
            break;
        if (block.userState() != Body && block.userState() != Answer)
            continue;
        const bool isComing = m_isOpen && block.userState() == Answer && block.blockNumber() > m_headerBlock;
        painter.fillRect(QRectF(0, box.top(), barWidth, box.height()), isComing ? tokens.accent : tokens.hairline);
    }
}

void Transcript::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void Transcript::colour()
{
    const Tokens& tokens = Tokens::of(palette());
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        QTextCharFormat format;
        format.setForeground(block.userState() == Header ? tokens.muted : tokens.text);
        cursor.mergeCharFormat(format);
    }
}

} // namespace gotoai::playground
