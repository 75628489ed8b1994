// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modeldescriptor.h"

namespace sightglass
{

QString familyName(ModelFamily family)
{
    switch (family) {
    case ModelFamily::Unknown:
        break;
    case ModelFamily::HogPeople:
        return QStringLiteral("HOG people");
    case ModelFamily::YoloV5:
        return QStringLiteral("YOLOv5");
    case ModelFamily::YoloV8:
        return QStringLiteral("YOLOv8 / 9 / 11 / 12");
    case ModelFamily::YoloEndToEnd:
        return QStringLiteral("YOLO end to end (v10, 26)");
    case ModelFamily::YoloWithNms:
        return QStringLiteral("YOLO with NMS inside");
    case ModelFamily::RtDetr:
        return QStringLiteral("RT-DETR");
    case ModelFamily::YoloX:
        return QStringLiteral("YOLOX");
    case ModelFamily::Ssd:
        return QStringLiteral("SSD");
    case ModelFamily::DarknetRegions:
        return QStringLiteral("Darknet YOLO");
    case ModelFamily::FastestDet:
        return QStringLiteral("FastestDet");
    case ModelFamily::NanoDet:
        return QStringLiteral("NanoDet");
    case ModelFamily::YuNet:
        return QStringLiteral("YuNet");
    case ModelFamily::UltraLightFace:
        return QStringLiteral("Ultra-light face");
    case ModelFamily::TorchvisionScript:
        return QStringLiteral("torchvision");
    case ModelFamily::D2Go:
        return QStringLiteral("D2Go");
    }
    return QStringLiteral("unknown");
}

QString precisionName(Precision precision)
{
    switch (precision) {
    case Precision::Float32:
        return QStringLiteral("float32");
    case Precision::Float16:
        return QStringLiteral("float16");
    case Precision::BFloat16:
        return QStringLiteral("bfloat16");
    case Precision::Quantised:
        break;
    }
    return QStringLiteral("quantised");
}

QString inputFitName(InputFit fit)
{
    switch (fit) {
    case InputFit::Letterbox:
        return QStringLiteral("letterbox");
    case InputFit::LetterboxTopLeft:
        return QStringLiteral("letterbox, top left");
    case InputFit::Stretch:
        return QStringLiteral("stretch");
    case InputFit::None:
        break;
    }
    return QStringLiteral("any size");
}

QString channelOrderName(ChannelOrder order)
{
    switch (order) {
    case ChannelOrder::Rgb:
        return QStringLiteral("RGB");
    case ChannelOrder::Bgr:
        return QStringLiteral("BGR");
    case ChannelOrder::Gray:
        break;
    }
    return QStringLiteral("grey");
}

} // namespace sightglass
