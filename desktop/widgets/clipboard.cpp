// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/clipboard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QMimeData>
#include <QTimer>

namespace gotoai::widgets {

namespace {

// Remembers a hash, not the secret.
QByteArray hashOf(const QString& text) { return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256); }

void takeBack(const QByteArray& hash)
{
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (hashOf(clipboard->text()) == hash)
        clipboard->clear();
}

} // namespace

void copyText(const QString& text) { QGuiApplication::clipboard()->setText(text); }

void copySecret(const QString& secret, std::chrono::milliseconds stays)
{
    auto* content = new QMimeData;
    content->setText(secret);
    content->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret")); // KeePassXC's
    QGuiApplication::clipboard()->setMimeData(content);
    const QByteArray hash = hashOf(secret);
    QTimer::singleShot(stays, qGuiApp, [hash] { takeBack(hash); });
    QObject::connect(qGuiApp, &QGuiApplication::aboutToQuit, qGuiApp, [hash] { takeBack(hash); });
}

} // namespace gotoai::widgets
