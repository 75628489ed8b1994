// SPDX-License-Identifier: Apache-2.0
#include "app/commonoptions.h"

namespace sightglass
{

std::pair<QString, QString> sourceArgument()
{
    return {QStringLiteral("SOURCE"), QStringLiteral("Video, picture, folder or pattern of pictures, camera (0, "
                                                     "/dev/video0, 0,1280x720@30,mjpeg), URL, part of the "
                                                     "screen (screen, screen:640x480+10+20), or GStreamer pipeline. "
                                                     "A file named \"export\", \"inspect\" or \"0\": ./export, ./0")};
}

void addDeviceOptions(OptionReader &reader)
{
    reader.value({QStringLiteral("device")},
                 QStringLiteral("Where it runs: cpu, opencl, cuda:N, openvino or tensorrt:N."),
                 QStringLiteral("DEVICE"));
    reader.value({QStringLiteral("backend")},
                 QStringLiteral("What runs an ONNX file; default: ONNX Runtime where it is there, else OpenCV."),
                 QStringLiteral("auto|onnxruntime|opencv"));
    reader.value({QStringLiteral("precision")}, QStringLiteral("What it computes in; default: float32."),
                 QStringLiteral("float32|float16|bfloat16"));
    reader.value({QStringLiteral("threads")}, QStringLiteral("Threads of one inference; 0: chosen for this machine."),
                 QStringLiteral("N"));
}

void addLimitOption(OptionReader &reader)
{
    reader.value(
        {QStringLiteral("max-megapixels")},
        QStringLiteral("Largest picture that is opened; default: %1. A model's input may have an eighth of it.")
            .arg(defaultPixelLimit / 1'000'000),
        QStringLiteral("N"));
}

void addLogOption(OptionReader &reader)
{
    reader.value({QStringLiteral("log")}, QStringLiteral("Writes what the program does to the end of this file."),
                 QStringLiteral("FILE"));
}

qint64 pixelLimitOf(OptionReader &reader)
{
    const auto megapixels = reader.whole("max-megapixels", 1, 1'000'000);
    return megapixels ? qint64(*megapixels) * 1'000'000 : defaultPixelLimit;
}

void addModelLoadingOptions(OptionReader &reader)
{
    reader.value({QStringLiteral("model")}, QStringLiteral("Model to load: a file, or a built-in one's id."),
                 QStringLiteral("MODEL"));
    addDeviceOptions(reader);
    reader.value({QStringLiteral("workers")},
                 QStringLiteral("Copies of the model that run beside each other; 0: as many as are quickest here."),
                 QStringLiteral("N"));
    reader.value({QStringLiteral("batch")},
                 QStringLiteral("Pictures that one run of the model takes together; 0: what was measured to be quick."),
                 QStringLiteral("N"));
}

void addModelOptions(OptionReader &reader)
{
    addModelLoadingOptions(reader);
    reader.value({QStringLiteral("conf")},
                 QStringLiteral("Least confidence of a detection, 0 to 1; default: what the model's makers advise."),
                 QStringLiteral("X"));
    reader.value({QStringLiteral("iou")},
                 QStringLiteral("Boxes of a class that overlap a better one by more than this, 0 to 1, are dropped; "
                                "default: 0.45."),
                 QStringLiteral("X"));
    reader.value({QStringLiteral("max-det")}, QStringLiteral("Most detections of one frame; default: 300."),
                 QStringLiteral("N"));
}

void addStoreOption(OptionReader &reader)
{
    reader.flag({QStringLiteral("no-store")},
                QStringLiteral("Keeps nothing of what the model sees of files, and uses nothing that was kept."));
}

void readDevice(OptionReader &reader, ModelRequest &model)
{
    if (const QString device = reader.device(); !device.isEmpty())
        model.device = device;
    model.backend = reader.backend().value_or(model.backend);
    model.precision = reader.precision().value_or(model.precision);
    model.threads = reader.whole("threads", 0, 256).value_or(model.threads);
}

void readModelLoading(OptionReader &reader, ModelRequest &model)
{
    model.location = reader.text("model");
    readDevice(reader, model);
    model.workers = reader.whole("workers", 0, 256).value_or(model.workers);
    model.batch = reader.whole("batch", 0, 256).value_or(model.batch);
}

std::optional<PrintOptions> printed(const OptionReader &reader, const QString &version)
{
    if (reader.has("help"))
        return PrintOptions{reader.help().trimmed()};
    if (reader.has("version"))
        return PrintOptions{QStringLiteral("sightglass %1").arg(version)};
    return std::nullopt;
}

} // namespace sightglass
