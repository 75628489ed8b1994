// SPDX-License-Identifier: Apache-2.0
#include "ui/dropzone.h"

#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QSet>
#include <QUrl>
#include <QWidget>

namespace sightglass
{

namespace
{

const QSet<QString> &modelEndings()
{
    static const QSet<QString> endings{
        QStringLiteral("pt"),         QStringLiteral("pth"),     QStringLiteral("ptl"), QStringLiteral("torchscript"),
        QStringLiteral("jit"),        QStringLiteral("onnx"),    QStringLiteral("pb"),  QStringLiteral("caffemodel"),
        QStringLiteral("prototxt"),   QStringLiteral("weights"), QStringLiteral("cfg"), QStringLiteral("tflite"),
        QStringLiteral("torchmodel"), QStringLiteral("xml"),     QStringLiteral("bin")};
    return endings;
}

} // namespace

bool looksLikeModel(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return false;
    if (modelEndings().contains(info.suffix().toLower()))
        return true;
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == QByteArray("PK\x03\x04", 4);
}

DroppedFiles droppedFiles(const QMimeData &data)
{
    QStringList texts;
    for (const QUrl &url : data.urls())
        texts.append(url.isLocalFile() ? url.toLocalFile() : url.toString());
    if (texts.isEmpty() && data.hasText() && !data.text().trimmed().isEmpty())
        texts = QStringList{data.text().trimmed()};
    DroppedFiles dropped;
    for (const QString &text : texts) {
        if (looksLikeModel(text)) {
            if (!dropped.model)
                dropped.model = text;
        } else if (!dropped.source) {
            dropped.source = SourceSpec::fromUserInput(text);
        }
    }
    return dropped;
}

DropZone::DropZone(QWidget *window)
    : QObject(window)
{
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

bool DropZone::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::DragEnter) {
        auto *drag = static_cast<QDragEnterEvent *>(event);
        const QMimeData *data = drag->mimeData();
        if (!data->hasUrls() && !data->hasText())
            return false;
        drag->acceptProposedAction();
        return true;
    }
    if (event->type() == QEvent::Drop) {
        auto *drop = static_cast<QDropEvent *>(event);
        const DroppedFiles dropped = droppedFiles(*drop->mimeData());
        if (dropped.isEmpty())
            return false;
        drop->acceptProposedAction();
        if (dropped.model)
            Q_EMIT modelDropped(*dropped.model);
        if (dropped.source)
            Q_EMIT sourceDropped(*dropped.source);
        return true;
    }
    return false;
}

} // namespace sightglass
