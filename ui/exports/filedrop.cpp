// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/filedrop.h"

#include "core/media/bytename.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace sightglass
{

namespace
{

QStringList pathsIn(const QMimeData &data)
{
    QStringList paths;
    for (const QUrl &url : data.urls()) {
        if (!url.isLocalFile())
            continue;
        const QByteArray name = QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toUtf8());
        if (name.isValidUtf8())
            paths.append(url.toLocalFile());
        else if (const auto path = pathOfName(name))
            paths.append(*path);
    }
    return paths;
}

} // namespace

FileDrop::FileDrop(QWidget *widget)
    : QObject(widget)
{
    widget->setAcceptDrops(true);
    widget->installEventFilter(this);
}

bool FileDrop::eventFilter(QObject *, QEvent *event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove && event->type() != QEvent::Drop)
        return false;
    auto *drop = static_cast<QDropEvent *>(event);
    const QStringList paths = pathsIn(*drop->mimeData());
    if (paths.isEmpty())
        return false;
    drop->acceptProposedAction();
    if (event->type() == QEvent::Drop)
        Q_EMIT dropped(paths);
    return true;
}

} // namespace sightglass
