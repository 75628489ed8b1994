// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/inference/trust.h"
#include "core/values/error.h"
#include "core/values/thresholds.h"
#include "ui/tuninghistory.h"
#include "ui/video/noticecard.h"

#include <QObject>
#include <QStringList>

#include <optional>

class QMenu;
class QWidget;

namespace sightglass
{

class CurrentLane;
class MessagesPanel;
class ModelPanel;
class Pipeline;
class TuningPanel;
struct Settings;

/// Which model runs and what of its detections counts: loading, recent models, thresholds. What was chosen for a model
/// (confidence, rules of its classes by name) comes back with it.
/// What a person says of the model in use is tried live, and kept in its sidecar when asked to.
class ModelController : public QObject
{
    Q_OBJECT

public:
    ModelController(Pipeline &pipeline, CurrentLane &lane, Settings &settings, TuningPanel &tuning, ModelPanel &panel,
                    MessagesPanel &messages, QWidget *window);

    /// Where the file is a program of others (see trust.h), the person is asked first, unless consent is given: by
    /// naming the file on a command line.
    void load(const ModelRequest &request, bool consented = false);
    /// A file, on the device and with the threads of before.
    void loadFile(const QString &path);
    /// The model of the last time, else the best built-in one; nothing where one was asked for already.
    void loadDefault();
    void openFile();
    void reload();
    void unload();

    /// Whether thresholds count for every lane, or for the chosen one alone.
    void setTunesAll(bool all);

    /// Shows at once on the frame on display, and is kept for the model; can be undone.
    void setThresholds(const Thresholds &thresholds);
    void undo();
    void redo();

    void fillMenu(QMenu *menu);

    /// The program that was asked about may run, from now on.
    void acceptPending();
    void refusePending();

Q_SIGNALS:
    /// Whether the program in a file may run must be answered before it is loaded, by acceptPending() or
    /// refusePending().
    void consentNeeded(const sightglass::Question &question);
    /// What was asked is of no account any more.
    void consentSettled();
    void failed(const sightglass::Error &error);
    void historyChanged(bool canUndo, bool canRedo);

private:
    struct Failure
    {
        ModelRequest request;
        Error error;
    };

    struct Pending
    {
        ModelRequest request;
        ForeignProgram program;
    };

    void ask(const ModelRequest &request, const ForeignProgram &program);
    void settle();
    /// Whether a built-in model is being loaded, since there is none else.
    bool loadFallback();
    void showFailure(const Failure &failure);
    void chooseOtherFile();
    void saveOverrides(const ModelOverrides &overrides);
    void tellNotes(const ModelDescriptor &descriptor, bool sameAsBefore);
    void applyThresholds(const Thresholds &thresholds);
    void setInAllLanes(const Thresholds &thresholds);
    void turnToLane();
    void tellHistory() { Q_EMIT historyChanged(m_history.canUndo(), m_history.canRedo()); }
    void takeThresholds(const ModelDescriptor &descriptor, bool sameModel);
    void follow(const ModelDescriptor &descriptor);
    void recover(const ModelRequest &request, const Error &error);

    Pipeline &m_pipeline;
    CurrentLane &m_lane;
    Settings &m_settings;
    TuningPanel &m_tuning;
    ModelPanel &m_panel;
    MessagesPanel &m_messages;
    QWidget *m_window;
    bool m_asked = false;
    std::optional<Pending> m_pending; ///< Waits for the person's consent.
    std::optional<Failure> m_failure; ///< Stays in sight when the fallback takes its place.
    ModelRequest m_lacking;           ///< Failed for want of its other file.
    ModelRequest m_loading;           ///< The newest that the pipeline was asked for.
    TuningHistory m_history;
    ModelDescriptor m_previous; ///< The model in use as follow() saw it last.
};

} // namespace sightglass
