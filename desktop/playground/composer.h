// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/conversation.h"

#include <QPlainTextEdit>
#include <QWidget>

class QHBoxLayout;

namespace gotoai::playground {

// Where the next message is written, with the pictures that go along: attached, dropped or pasted.
class Composer : public QWidget
{
    Q_OBJECT

public:
    static constexpr qint64 kMaxPictureBytes = 8 * 1024 * 1024;
    static constexpr std::size_t kMaxPictures = 8;

    explicit Composer(QWidget* parent = nullptr);

    Turn turn() const; // as it stands
    bool isEmpty() const { return m_text->document()->isEmpty() && m_pictures.empty(); }
    void clear();
    void setText(const QString& text) { m_text->setPlainText(text); }
    QString text() const { return m_text->toPlainText(); }
    void focusText() { m_text->setFocus(Qt::ShortcutFocusReason); }
    // A sentence why not; empty: it goes along.
    QString attach(const QString& path);
    void chooseFile();

Q_SIGNALS:
    void changed();
    void sendRequested();
    void refused(const QString& sentence);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QString attachImage(const QImage& image, const QString& name);
    bool takeMime(const QMimeData& mime);
    void showPictures();

    QPlainTextEdit* m_text;
    QHBoxLayout* m_row;
    std::vector<Picture> m_pictures;
};

} // namespace gotoai::playground
