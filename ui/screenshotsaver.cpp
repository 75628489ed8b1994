// SPDX-License-Identifier: Apache-2.0
#include "ui/screenshotsaver.h"

#include "core/export/framenames.h"
#include "core/overlay/annotator.h"

#include <QDir>
#include <QImage>
#include <QStandardPaths>

namespace sightglass
{

namespace
{

QString freePath(const QString &folder, const QString &sourceName, std::int64_t frame)
{
    const QString stem = QStringLiteral("%1-%2").arg(fileStem(sourceName), QString::number(frame));
    const QDir directory(folder);
    QString name = stem + QStringLiteral(".png");
    for (int i = 2; directory.exists(name); ++i)
        name = QStringLiteral("%1-%2.png").arg(stem, QString::number(i));
    return directory.filePath(name);
}

QImage annotated(const Presentation &presentation, const OverlayStyle &style)
{
    cv::Mat picture = presentation.frame.image.clone();
    Annotation annotation;
    annotation.detections = &presentation.result().detections;
    annotation.candidates = presentation.result().candidates.get();
    Annotator::draw(picture, annotation, style);
    return QImage(picture.data, picture.cols, picture.rows, static_cast<qsizetype>(picture.step), QImage::Format_BGR888)
        .copy();
}

} // namespace

ScreenshotSaver::ScreenshotSaver(QObject *parent)
    : QObject(parent)
{
    // One after the other, so that two of the same frame get two names.
    m_pool.setMaxThreadCount(1);
}

ScreenshotSaver::~ScreenshotSaver()
{
    m_pool.waitForDone();
}

QString ScreenshotSaver::picturesFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
}

void ScreenshotSaver::save(const Presentation &presentation, const OverlayStyle &style, const QString &sourceName,
                           const QString &folder)
{
    if (presentation.isNull())
        return;
    m_pool.start([this, presentation, style, sourceName, folder] {
        const QString path = freePath(folder, sourceName, presentation.frame.id.index);
        if (QDir().mkpath(folder) && annotated(presentation, style).save(path, "PNG")) {
            Q_EMIT saved(path);
        } else {
            Q_EMIT failed(Error{tr("The screenshot could not be written to %1.").arg(path),
                                tr("Check that the folder exists and has room."),
                                {}});
        }
    });
}

void ScreenshotSaver::copy(const Presentation &presentation, const OverlayStyle &style)
{
    if (!presentation.isNull())
        m_pool.start([this, presentation, style] { Q_EMIT copied(annotated(presentation, style)); });
}

} // namespace sightglass
