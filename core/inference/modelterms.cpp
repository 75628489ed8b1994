// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelterms.h"

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
    case ModelFamily::YoloV6:
        return QStringLiteral("YOLOv6");
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
    case ModelFamily::Detectron2:
        return QStringLiteral("Detectron2");
    case ModelFamily::YoloSegment:
        return QStringLiteral("YOLO segment");
    case ModelFamily::YoloPose:
        return QStringLiteral("YOLO pose");
    case ModelFamily::YoloOriented:
        return QStringLiteral("YOLO oriented boxes");
    case ModelFamily::RtDetrLists:
        return QStringLiteral("RT-DETR, labels, boxes and scores");
    case ModelFamily::Classification:
        return QStringLiteral("Classification");
    }
    return QStringLiteral("unknown");
}

QString taskName(ModelTask task)
{
    switch (task) {
    case ModelTask::Detect:
        break;
    case ModelTask::Segment:
        return QStringLiteral("segmentation");
    case ModelTask::Pose:
        return QStringLiteral("pose");
    case ModelTask::OrientedBoxes:
        return QStringLiteral("oriented boxes");
    case ModelTask::Classify:
        return QStringLiteral("classification");
    }
    return QStringLiteral("detection");
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
    case InputFit::CentreCrop:
        return QStringLiteral("centre crop");
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
