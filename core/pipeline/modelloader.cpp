// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/modelloader.h"

#include <exception>

namespace sightglass
{

ModelLoader::ModelLoader(DetectorFactory detectors)
    : m_detectors(std::move(detectors))
{}

void ModelLoader::load(const ModelRequest &request, std::uint64_t serial)
{
    QMetaObject::invokeMethod(
        this,
        [this, request, serial] {
            const auto outcome = std::make_shared<Outcome>(Outcome{request, Error{}});
            try {
                outcome->detector = m_detectors(request);
            } catch (const std::exception &exception) {
                outcome->detector = Error{tr("Loading the model %1 failed unexpectedly.").arg(request.location),
                                          tr("Try another file."), QString::fromUtf8(exception.what())};
            }
            Q_EMIT loaded(serial, outcome);
        },
        Qt::QueuedConnection);
}

} // namespace sightglass
