// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/consent.h"
#include "core/pipeline/detectionengine.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/modelloader.h"
#include "core/pipeline/station.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// A place for a model: loads it on a thread of its own, then puts it into the engine, while the model before runs on.
///
/// Each wish has a number; what comes of an older one than the newest is of no account. Where a library is caught in a
/// load that is no longer wanted, another loader takes the next wish.
///
/// All functions are called on the thread this object lives on (the UI's), return at once, and answer by signals. Made
/// by Pipeline.
class ModelSlot : public QObject
{
    Q_OBJECT

public:
    /// With `plans`, the number of workers that nobody asked for is measured once (see loadWorkers()).
    explicit ModelSlot(DetectorFactory detectors, std::optional<PlanMemory> plans = {}, QObject *parent = nullptr);
    ~ModelSlot() override;

    /// Where the file is a program of others and consent for it is missing, consentNeeded() follows.
    void load(const ModelRequest &request, const Consent &consent = {});
    void unload();
    /// What is being loaded will not be used; the library call goes on unseen until it returns.
    void cancelLoading();
    bool isLoading() const;

    /// Of the model in use; its location is empty while there is none.
    const ModelDescriptor &descriptor() const { return m_descriptor; }
    const ModelRequest &request() const { return m_request; }

    // For Pipeline
    /// What Candidates::model says of the model in use; 0: there is none.
    std::uint64_t number() const { return m_descriptor.location.isEmpty() ? 0 : m_usedNumber; }
    DetectionEngine &engine() { return m_engine; }
    /// A result of this loading is on display: now there is time to measure how many workers are quickest.
    void resultIsSeen(std::uint64_t number);
    /// No further signal; the loaders are asked to end.
    void quit();
    /// After quit(), once: waits for the loaders and the engine. Whether all ended (see Station).
    bool finish(const QDeadlineTimer &deadline);

Q_SIGNALS:
    void loading(const sightglass::ModelRequest &request);
    void loaded(const sightglass::ModelDescriptor &descriptor);
    void unloaded();
    /// The number of workers was measured, and is the one that is in use; else loaded() follows with another.
    void measured(const sightglass::ModelDescriptor &descriptor);
    void loadingCancelled();
    /// Nothing was loaded; the old model, if any, runs on. With consent given for this program, the load can be asked
    /// for anew.
    void consentNeeded(const sightglass::ModelRequest &request, const sightglass::ForeignProgram &program);
    /// A program of others was loaded with the consent given for this load.
    void consentUsed(const sightglass::ForeignProgram &program);
    /// The old model, if any, runs on.
    void failed(const sightglass::ModelRequest &request, const sightglass::Error &error);

private:
    struct Wish
    {
        ModelRequest request;
        Consent consent;
    };

    void start();
    void addLoader();
    void passStuckLoader();
    void take(const ModelLoader *loader, ModelLoader::Outcome outcome);
    void takeMeasured(ModelLoader::Outcome outcome);
    void use(ModelLoader::Outcome outcome);
    void adopt(std::uint64_t number, const ModelRequest &request, const ModelDescriptor &descriptor);

    const DetectorFactory m_detectors;
    const std::optional<PlanMemory> m_plans;
    const std::shared_ptr<Mailbox> m_mailbox;
    DetectionEngine m_engine;
    /// The last one loads what is wanted; those before are caught in a library's call for something that no longer is.
    std::vector<std::unique_ptr<Station<ModelLoader>>> m_loaders;
    QTimer m_patience; ///< For a load that is no longer wanted to end by itself, before another loader begins.

    std::uint64_t m_number = 0;        ///< Of the newest wish.
    std::uint64_t m_loadingNumber = 0; ///< Of the one that the loader has.
    bool m_isLoaderBusy = false;
    std::optional<Wish> m_next;
    std::uint64_t m_toBeMeasured = 0; ///< Number of the model that is; 0: none.

    std::uint64_t m_usedNumber = 0;
    ModelDescriptor m_descriptor;
    ModelRequest m_request;
    bool m_stopped = false;
};

} // namespace sightglass
