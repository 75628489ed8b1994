// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QImage>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace sightglass {

namespace {

/// Draws at the size asked for each time, so that no pixel ratio finds it blurred.
class ThemedIconEngine : public QIconEngine
{
public:
    ThemedIconEngine(const QString &path, const QPalette &palette)
        : m_path(path)
        , m_palette(palette)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device()->devicePixelRatioF();
        QPixmap drawn = pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state);
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), drawn);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        QImage image(size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QSvgRenderer renderer(m_path);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        QPainter painter(&image);
        renderer.render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(image.rect(), colour(mode));
        painter.end();
        return QPixmap::fromImage(image);
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(*this); }

private:
    QColor colour(QIcon::Mode mode) const
    {
        switch (mode) {
        case QIcon::Disabled:
            return m_palette.color(QPalette::Disabled, QPalette::ButtonText);
        case QIcon::Selected:
            return m_palette.color(QPalette::Active, QPalette::HighlightedText);
        case QIcon::Normal:
        case QIcon::Active:
            break;
        }
        return m_palette.color(QPalette::Active, QPalette::ButtonText);
    }

    QString m_path;
    QPalette m_palette;
};

} // namespace

QIcon themedIcon(const QString &name, const QPalette &palette)
{
    const QString path = QStringLiteral(":/icons/%1.svg").arg(name);
    return QFile::exists(path) ? QIcon(new ThemedIconEngine(path, palette)) : QIcon();
}

} // namespace sightglass
