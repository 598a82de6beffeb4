// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextEdit>

namespace gotoai::playground {

// A conversation as text, growing at its end. All text is plain. What comes in is laid out at most thirty times a
// second, long lines are broken up, and of an answer beyond the bound the rest is counted instead of shown.
class Transcript : public QTextEdit
{
    Q_OBJECT

public:
    enum class Voice { System, User, Assistant };

    static constexpr std::chrono::milliseconds kRepaint{33};
    static constexpr qsizetype kShownCharacters = 1'000'000; // of one turn
    static constexpr qsizetype kLineCharacters = 8'000;

    explicit Transcript(const QString& accessibleName, QWidget* parent = nullptr);

    void clear();
    void beginTurn(Voice voice, const QString& name);
    void setNote(const QString& note); // beside the last turn's name
    void append(const QString& text);  // to the last turn
    void restartTurn();                // what came of it is void
    void endTurn();
    void flush(); // lays out what waits
    qsizetype pending() const { return m_waiting.size(); }
    qsizetype unshown() const { return m_unshown; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    void insert(const QString& text);
    void colour();

    QString m_waiting;
    qsizetype m_shown = 0; // of the last turn
    qsizetype m_line = 0;  // characters in its last line
    qsizetype m_unshown = 0;
    int m_headerBlock = -1;
    QString m_name; // of the last turn
    QString m_note;
    int m_timer = 0;
    bool m_isOpen = false;
};

} // namespace gotoai::playground
