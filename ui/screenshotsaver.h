// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/pipeline/presentation.h"
#include "core/values/error.h"

#include <QObject>
#include <QThreadPool>

namespace sightglass
{

/// Saves the frame on display with its boxes, in its full size, as a PNG file; draws and writes on a thread of its own.
class ScreenshotSaver : public QObject
{
    Q_OBJECT

public:
    explicit ScreenshotSaver(QObject *parent = nullptr);
    /// Waits for what is being written.
    ~ScreenshotSaver() override;

    /// Into this folder, under a name made of the source's and the frame's number; never over a file that is there.
    void save(const Presentation &presentation, const OverlayStyle &style, const QString &sourceName,
              const QString &folder);
    /// The same picture, by copied().
    void copy(const Presentation &presentation, const OverlayStyle &style);
    static QString picturesFolder();

Q_SIGNALS:
    void saved(const QString &path);
    void copied(const QImage &picture);
    void failed(const sightglass::Error &error);

private:
    QThreadPool m_pool;
};

} // namespace sightglass
