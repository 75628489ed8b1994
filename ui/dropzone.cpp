// SPDX-License-Identifier: Apache-2.0
#include "ui/dropzone.h"

#include "core/media/bytename.h"
#include "core/values/visibletext.h"
#include "core/values/words.h"
#include "ui/filekinds.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace sightglass
{

DroppedFiles droppedFiles(const QMimeData &data)
{
    DroppedFiles dropped;
    const auto take = [&dropped](const QString &place, const Result<SourceSpec> &source) {
        if (looksLikeModel(place)) {
            if (!dropped.model)
                dropped.model = place;
        } else if (source && !dropped.source) {
            dropped.source = *source;
        } else if (source) {
            dropped.others.append(*source);
        } else if (!source && !dropped.refused) {
            dropped.refused = source.error();
        }
    };
    const QList<QUrl> urls = data.urls();
    for (const QUrl &url : urls) {
        const QByteArray name = QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toUtf8());
        if (!url.isLocalFile())
            take({}, SourceSpec::fromOutside(url.toString(QUrl::FullyEncoded)));
        else if (const auto path = name.isValidUtf8() ? url.toLocalFile() : pathOfName(name))
            take(*path, SourceSpec::fromPath(*path));
        else
            take({}, path.error());
    }
    if (urls.isEmpty()) {
        for (const QString &line : data.text().split(QLatin1Char('\n'))) {
            if (const QString text = line.trimmed(); !text.isEmpty())
                take(text, SourceSpec::fromOutside(text));
        }
    }
    if (dropped.source || dropped.model)
        dropped.refused.reset();
    return dropped;
}

QString DroppedFiles::sentence() const
{
    const QString modelName = model ? visibleText(QFileInfo(*model).fileName()) : QString();
    const QString sourceName = source ? visibleText(source->displayName()) : QString();
    if (source && model)
        return Words::tr("Open %1 and load the model %2").arg(sourceName, modelName);
    if (source && !others.isEmpty())
        return Words::tr("Open %1 and %2 more, side by side").arg(sourceName, QString::number(others.size()));
    if (source)
        return Words::tr("Open %1").arg(sourceName);
    if (model)
        return Words::tr("Load the model %1").arg(modelName);
    return refused ? visibleText(refused->message) : Words::tr("There is nothing in it that can be opened");
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
        const DroppedFiles files = droppedFiles(*data);
        Q_EMIT hovered(files.sentence(), files.isWelcome());
        return true;
    }
    if (event->type() == QEvent::DragLeave || event->type() == QEvent::Drop)
        Q_EMIT hovered({}, false);
    if (event->type() == QEvent::Drop) {
        auto *drop = static_cast<QDropEvent *>(event);
        const DroppedFiles dropped = droppedFiles(*drop->mimeData());
        if (dropped.isEmpty())
            return false;
        drop->acceptProposedAction();
        if (dropped.model)
            Q_EMIT modelDropped(*dropped.model);
        if (dropped.source)
            Q_EMIT sourcesDropped(QList{*dropped.source} + dropped.others, drop->position().toPoint());
        if (dropped.refused)
            Q_EMIT refused(*dropped.refused);
        return true;
    }
    return false;
}

} // namespace sightglass
