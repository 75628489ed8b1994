// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/modelloader.h"

#include <exception>

namespace sightglass
{

ModelLoader::ModelLoader(DetectorFactory detectors)
    : m_detectors(std::move(detectors))
    , m_mailbox(Mailbox::attach(this, [] {}))
{}

void ModelLoader::load(const ModelRequest &request, std::uint64_t serial)
{
    m_mailbox->post([this, request, serial] { loadNow(request, serial); });
}

void ModelLoader::loadNow(const ModelRequest &request, std::uint64_t serial)
{
    Outcome outcome{serial, request, Error{}};
    try {
        outcome.detector = m_detectors(request);
    } catch (const std::exception &exception) {
        outcome.detector = Error{tr("Loading the model %1 failed unexpectedly.").arg(request.location),
                                 tr("Try another file."), QString::fromUtf8(exception.what())};
    }
    if (m_outcomes.add(std::move(outcome)))
        Q_EMIT loaded();
}

} // namespace sightglass
