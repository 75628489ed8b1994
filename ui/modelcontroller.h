// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/values/error.h"
#include "core/values/thresholds.h"

#include <QObject>
#include <QStringList>

class QMenu;
class QWidget;

namespace sightglass
{

class MessagesPanel;
class ModelPanel;
class Pipeline;
class TuningPanel;
struct Settings;

/// Which model runs and what of its detections counts: loading, recent models, thresholds. What was chosen for a model
/// (confidence, rules of its classes by name) comes back with it.
class ModelController : public QObject
{
    Q_OBJECT

public:
    ModelController(Pipeline &pipeline, Settings &settings, TuningPanel &tuning, ModelPanel &panel,
                    MessagesPanel &messages, QWidget *window);

    void load(const ModelRequest &request);
    /// A file, on the device and with the threads of before.
    void loadFile(const QString &path);
    /// The model of the last time, else the best built-in one; nothing where one was asked for already.
    void loadDefault();
    void openFile();
    void reload();
    void unload();

    /// Shows at once on the frame on display, and is kept for the model.
    void setThresholds(const Thresholds &thresholds);

    void fillMenu(QMenu *menu);

private:
    void follow(const ModelDescriptor &descriptor);
    void recover(const ModelRequest &request, const Error &error);

    Pipeline &m_pipeline;
    Settings &m_settings;
    TuningPanel &m_tuning;
    ModelPanel &m_panel;
    MessagesPanel &m_messages;
    QWidget *m_window;
    bool m_asked = false;
};

} // namespace sightglass
