// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"

#include <QObject>

#include <memory>

namespace sightglass
{

/// Loads and warms up models on the loader thread, one after another.
///
/// Thread: made and connected by Pipeline, then moved to its thread.
class ModelLoader : public QObject
{
    Q_OBJECT

public:
    /// Shared, because signals copy; whoever takes the detector takes it out.
    struct Outcome
    {
        ModelRequest request;
        Result<std::unique_ptr<Detector>> detector;
    };

    explicit ModelLoader(DetectorFactory detectors);

    /// Any thread: starts when the one before is done.
    void load(const ModelRequest &request, std::uint64_t serial);

Q_SIGNALS:
    void loaded(quint64 serial, const std::shared_ptr<sightglass::ModelLoader::Outcome> &outcome);

private:
    const DetectorFactory m_detectors;
};

} // namespace sightglass
