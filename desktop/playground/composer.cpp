// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/composer.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/tokens.h"

#include <QBuffer>
#include <QClipboard>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QKeyEvent>
#include <QMimeData>
#include <QMimeDatabase>
#include <QPushButton>
#include <QVBoxLayout>

namespace gotoai::playground {

using namespace widgets;

namespace {

constexpr int textHeight = 96;

bool isPicture(const QString& mimeType)
{
    return mimeType == u"image/png" || mimeType == u"image/jpeg" || mimeType == u"image/webp" ||
           mimeType == u"image/gif";
}

} // namespace

Composer::Composer(QWidget* parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit(this))
    , m_row(new QHBoxLayout)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    m_row->setSpacing(space::tight);
    column->addLayout(m_row);
    column->addWidget(m_text);
    m_text->setPlaceholderText(tr("Write a message…"));
    m_text->setAccessibleName(tr("Message"));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(textHeight);
    m_text->installEventFilter(this);
    m_text->viewport()->installEventFilter(this);
    connect(m_text, &QPlainTextEdit::textChanged, this, &Composer::changed);
}

Turn Composer::turn() const { return {.role = Turn::Role::User, .text = text(), .pictures = m_pictures}; }

void Composer::clear()
{
    m_pictures.clear();
    showPictures();
    m_text->clear();
}

QString Composer::attach(const QString& path)
{
    const QString name = QFileInfo(path).fileName();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tr("%1 cannot be read: %2").arg(plain(name), file.errorString());
    if (file.size() > kMaxPictureBytes)
        return tr("%1 is larger than 8 MB.").arg(plain(name));
    const QByteArray bytes = file.readAll();
    const QString type = QMimeDatabase().mimeTypeForData(bytes).name();
    if (!isPicture(type))
        return tr("%1 is no PNG, JPEG, WebP or GIF picture.").arg(plain(name));
    if (m_pictures.size() >= kMaxPictures)
        return tr("No more than %n pictures go along with a message.", nullptr, static_cast<int>(kMaxPictures));
    m_pictures.push_back({.name = name, .mimeType = type.toLatin1(), .bytes = bytes});
    showPictures();
    return {};
}

QString Composer::attachImage(const QImage& image, const QString& name)
{
    if (m_pictures.size() >= kMaxPictures)
        return tr("No more than %n pictures go along with a message.", nullptr, static_cast<int>(kMaxPictures));
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (image.isNull() || !image.save(&buffer, "PNG") || buffer.size() > kMaxPictureBytes)
        return tr("%1 is larger than 8 MB.").arg(name);
    m_pictures.push_back({.name = name, .mimeType = "image/png", .bytes = buffer.data()});
    showPictures();
    return {};
}

void Composer::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Attach a picture"), {}, tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif)"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& paths) {
        for (const QString& path : paths) {
            if (const QString why = attach(path); !why.isEmpty())
                Q_EMIT refused(why);
        }
    });
    dialog->open();
}

void Composer::showPictures()
{
    while (QLayoutItem* item = m_row->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t index = 0; index < m_pictures.size(); ++index) {
        auto* chip = makeButton(plain(m_pictures[index].name), ButtonKind::Plain, this);
        chip->setIcon(icon(QStringLiteral("close")));
        chip->setAccessibleName(tr("Take %1 away").arg(plain(m_pictures[index].name)));
        connect(chip, &QPushButton::clicked, this, [this, index] {
            m_pictures.erase(m_pictures.begin() + static_cast<std::ptrdiff_t>(index));
            showPictures();
        });
        m_row->addWidget(chip);
    }
    if (!m_pictures.empty())
        m_row->addStretch();
    Q_EMIT changed();
}

bool Composer::takeMime(const QMimeData& mime)
{
    QString why;
    bool isTaken = false;
    if (mime.hasImage()) {
        why = attachImage(qvariant_cast<QImage>(mime.imageData()), tr("pasted picture"));
        isTaken = true;
    } else {
        for (const QUrl& url : mime.urls()) {
            if (!url.isLocalFile())
                continue;
            isTaken = true;
            const QString each = attach(url.toLocalFile());
            why = why.isEmpty() ? each : why;
        }
    }
    if (!why.isEmpty())
        Q_EMIT refused(why);
    return isTaken;
}

bool Composer::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
            Q_EMIT sendRequested();
            return true;
        }
        const QMimeData* mime = key->matches(QKeySequence::Paste) ? QGuiApplication::clipboard()->mimeData() : nullptr;
        if (mime && (mime->hasImage() || mime->hasUrls()) && takeMime(*mime))
            return true;
    }
    if (event->type() == QEvent::DragEnter && static_cast<QDropEvent*>(event)->mimeData()->hasUrls()) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::Drop && takeMime(*static_cast<QDropEvent*>(event)->mimeData())) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(object, event);
}

} // namespace gotoai::playground
