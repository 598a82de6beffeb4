// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icon.h"

#include "widgets/tokens.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace gotoai::widgets {

namespace {

class Engine : public QIconEngine
{
public:
    Engine(const QString& name, Ink ink)
        : m_name(name)
        , m_ink(ink)
    {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (file.open(QIODevice::ReadOnly))
            m_drawing = file.readAll();
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        const QColor color = inkOf(mode);
        const QString key =
            QStringLiteral("gotoai/%1/%2/%3x%4").arg(m_name, color.name()).arg(size.width()).arg(size.height());
        QPixmap drawn;
        if (QPixmapCache::find(key, &drawn))
            return drawn;
        drawn = QPixmap(size);
        drawn.fill(Qt::transparent);
        QPainter painter(&drawn);
        QSvgRenderer(QByteArray(m_drawing).replace("currentColor", color.name().toLatin1())).render(&painter);
        painter.end();
        QPixmapCache::insert(key, drawn);
        return drawn;
    }

    QIconEngine* clone() const override { return new Engine(*this); }

private:
    QColor inkOf(QIcon::Mode mode) const
    {
        const Tokens& tokens = Tokens::of(QGuiApplication::palette());
        if (mode == QIcon::Disabled || m_ink == Ink::Faint)
            return tokens.faint;
        return m_ink == Ink::Text || mode == QIcon::Active ? tokens.text : tokens.muted;
    }

    QString m_name;
    Ink m_ink;
    QByteArray m_drawing;
};

} // namespace

QIcon icon(const QString& name, Ink ink) { return QIcon(new Engine(name, ink)); }

QIcon applicationIcon() { return QIcon(QStringLiteral(":/icons/gotoai.svg")); }

} // namespace gotoai::widgets
