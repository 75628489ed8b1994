// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/media/framesource.h"
#include "core/pipeline/consent.h"
#include "core/pipeline/flowoptions.h"
#include "core/pipeline/pipelinestatistics.h"
#include "core/pipeline/presentation.h"
#include "core/pipeline/sourcestate.h"

#include <QObject>

#include <memory>

namespace sightglass
{

/// The flow from one source through one model to one view, and the only owner of threads and connections in it.
///
/// Threads, all long-lived, made by the constructor and ended by stop():
/// - capture: a CaptureWorker owns the FrameSource; it opens, reads, paces and seeks it;
/// - inference: an InferenceWorker owns the Detector;
/// - display: a DisplayWorker converts and scales pictures for the view;
/// - loader: loads and warms up models, then hands them to the inference thread; the old model runs on meanwhile. Where
///   a library is caught in a load that is no longer wanted, another loader takes the next wish.
///
///     capture --[inference queue]--> inference --[display queue]--> display --(one picture)--> this object
///           \_________________________________________/
///                Smooth: capture feeds the display queue
///
/// Frames travel in FlowQueues alone; queued signals only say that something is there. The last hop is one picture at
/// a time: the display worker goes on when this object, on its own thread, has taken the picture over, whether a view
/// is visible or not. Workers take one step per event and never wait for each other. Every open and seek raises the
/// generation; what carries an older one is dropped, and counted, wherever it is met.
///
/// All functions are called on the thread this object lives on (the UI's), return at once, and answer by signals.
class Pipeline : public QObject
{
    Q_OBJECT

public:
    explicit Pipeline(QObject *parent = nullptr);
    /// With other sources and models than the project's own, for tests.
    Pipeline(FrameSourceFactory sources, DetectorFactory detectors, QObject *parent = nullptr);
    ~Pipeline() override;

    // The source
    void open(const SourceSpec &spec, bool paused = false);
    void close();
    const SourceState &sourceState() const;
    /// Of the open source; empty spec while none is open.
    const SourceInfo &sourceInfo() const;

    // Playback. Steps, seeks, speed and loop are for seekable sources and ignored for others.
    void play();
    void pause();
    bool isPaused() const;
    void seek(std::int64_t frame);
    /// Pauses, then shows the frame this many after (or before) the one on display.
    void step(int frames);
    void setSpeed(double factor); ///< 0.1 to 16; 1 is the source's own.
    double speed() const;
    void setLoop(bool loop);
    bool loop() const;

    // The model
    /// Where the file is a program of others and consent for it is missing, modelConsentNeeded() follows.
    void loadModel(const ModelRequest &request, const Consent &consent = {});
    void unloadModel();
    /// What is being loaded will not be used; the library call goes on unseen until it returns.
    void cancelLoading();
    bool isLoadingModel() const;
    /// Of the model in use; its location is empty while there is none.
    const ModelDescriptor &model() const;
    const ModelRequest &modelRequest() const;

    // What is seen
    void setFlow(const FlowOptions &options);
    const FlowOptions &flow() const;
    /// Re-selects the frame on display at once: presented() is emitted before this returns.
    void setThresholds(const Thresholds &thresholds);
    const Thresholds &thresholds() const;
    /// What the view shows; the frame on display is converted anew, off this thread.
    void setViewport(const Viewport &viewport);
    const Presentation &presentation() const;

    PipelineStatistics statistics() const;

    /// Ends everything in order, within half a second; later calls do nothing. A thread that is caught in a library
    /// call that cannot be interrupted (a model being loaded) is left behind, holding nothing of this object. Returns
    /// whether every thread has ended; if not, the program should leave by std::quick_exit, as destroying the library's
    /// globals under it would crash.
    bool stop();

Q_SIGNALS:
    void sourceStateChanged(const sightglass::SourceState &state);
    void sourceOpened(const sightglass::SourceInfo &info);
    /// Another frame, other boxes or other pixels are on display.
    void presented(const sightglass::Presentation &presentation);

    void modelLoading(const sightglass::ModelRequest &request);
    void modelLoaded(const sightglass::ModelDescriptor &descriptor);
    void modelUnloaded();
    void modelLoadingCancelled();
    /// Nothing was loaded; the old model, if any, runs on. With consent given for this program, the load can be asked
    /// for anew.
    void modelConsentNeeded(const sightglass::ModelRequest &request, const sightglass::ForeignProgram &program);
    /// A program of others was loaded with the consent given for this load.
    void modelConsentUsed(const sightglass::ForeignProgram &program);
    /// The old model, if any, runs on.
    void modelFailed(const sightglass::ModelRequest &request, const sightglass::Error &error);

    /// A stream or a model had a problem that does not end it; at most once a second for the same message.
    void warned(const sightglass::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass
