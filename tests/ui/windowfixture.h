// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/synthetic.h"
#include "ui/mainwindow.h"

#include <QImage>
#include <QTemporaryDir>

#include <memory>

namespace sightglass::test
{

/// A real window over synthetic sources and models, with settings of its own.
class WindowFixture
{
public:
    /// Twenty seconds, in pictures wide enough that the boxes, which wander with the frames, stay within.
    explicit WindowFixture(const SyntheticScript &script = {.size = {640, 240}, .frames = 600});
    /// The same with other models than model().
    explicit WindowFixture(DetectorFactory detectors);

    /// The window, made anew with the settings that the one before left.
    void restart();
    /// The window closed and gone; whether every thread ended.
    bool finish();

    MainWindow &window() { return *m_window; }
    Pipeline &pipeline() { return m_window->pipeline(); }
    SyntheticModel &model() { return *m_model; }
    QString path(const QString &name) const { return m_folder.filePath(name); }

    void open();
    /// The same, and waits until it rests on a picture with its boxes.
    void openPaused();
    void trigger(const char *action);
    /// In this layout, empty for the first one: a window of 960 x 540 leaves room for the picture.
    void fitASmallScreen(const QByteArray &layout);
    bool isOnDisplay(std::size_t detections) const;
    /// Whether nothing waits for the model or the display; paused, whether model and display have nothing to do.
    bool isIdle() const;
    /// Pixels of the view in the colour of a class.
    int pixelsOf(int classId) const;
    static ModelRequest someModel();

private:
    SyntheticScript m_script;
    DetectorFactory m_detectors;
    QTemporaryDir m_folder;
    std::shared_ptr<SyntheticModel> m_model;
    std::unique_ptr<MainWindow> m_window;
};

/// How many pixels of a picture have this very colour.
int countPixels(const QImage &picture, const QColor &colour);

} // namespace sightglass::test
