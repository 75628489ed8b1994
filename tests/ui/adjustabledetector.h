// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/sidecar.h"
#include "tests/support/synthetic.h"

#include <QFile>

namespace sightglass::test
{

/// A SyntheticDetector that heeds what a person says of it, as the program's own detectors do: from the request, else
/// from the sidecar. Fits as YOLOv8 or YOLOv5, and as nothing else: any other family is an Error.
class AdjustableDetector : public Detector
{
public:
    AdjustableDetector(std::shared_ptr<SyntheticModel> model, const ModelRequest &request,
                       const ModelOverrides &overrides, bool fromSidecar)
        : m_inner(std::move(model), request)
        , m_descriptor(m_inner.descriptor())
    {
        m_descriptor.overrides = overrides;
        m_descriptor.sidecar = fromSidecar ? sidecarPath(request.location) : QString();
        m_descriptor.name = overrides.name.value_or(m_descriptor.name);
        m_descriptor.family = overrides.family.value_or(ModelFamily::YoloV8);
        m_descriptor.input.order = overrides.channelOrder.value_or(m_descriptor.input.order);
        m_descriptor.defaultConfidence = overrides.confidence.value_or(m_descriptor.defaultConfidence);
        if (overrides.classNames)
            m_descriptor.classNames = std::make_shared<const QStringList>(*overrides.classNames);
        m_descriptor.readings = {{ModelFamily::YoloV8, QStringLiteral("It may be."), false},
                                 {ModelFamily::YoloV5, QStringLiteral("It may be this too."), false}};
        m_descriptor.devices = {{QStringLiteral("cpu"), {}, {Precision::Float32}},
                                {QStringLiteral("cuda:0"), {}, {Precision::Float32}}};
        m_descriptor.notes = {QStringLiteral("It is synthetic.")};
    }

    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override { return m_inner.detect(images); }

    /// Devices but "cpu" are offered, and not there when it comes to it.
    static DetectorFactory factory(std::shared_ptr<SyntheticModel> model)
    {
        return [model](const ModelRequest &request) -> Result<std::unique_ptr<Detector>> {
            model->loads.release();
            ModelOverrides overrides;
            bool fromSidecar = false;
            if (request.overrides) {
                overrides = *request.overrides;
            } else {
                const auto kept = readSidecar(request.location);
                if (!kept)
                    return kept.error();
                fromSidecar = kept->has_value();
                overrides = kept->value_or(ModelOverrides());
            }
            const ModelFamily family = overrides.family.value_or(ModelFamily::YoloV8);
            if (family != ModelFamily::YoloV8 && family != ModelFamily::YoloV5)
                return Error{QStringLiteral("The outputs do not fit this family."), QStringLiteral("Try another."), {}};
            return std::unique_ptr<Detector>(
                std::make_unique<AdjustableDetector>(model, request, overrides, fromSidecar));
        };
    }

private:
    SyntheticDetector m_inner;
    ModelDescriptor m_descriptor;
};

} // namespace sightglass::test
