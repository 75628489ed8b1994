// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelterms.h"

#include "core/values/words.h"

namespace sightglass
{

QString familyName(ModelFamily family)
{
    switch (family) {
    case ModelFamily::Unknown:
        break;
    case ModelFamily::HogPeople:
        return Words::tr("HOG people");
    case ModelFamily::YoloV5:
        return QStringLiteral("YOLOv5");
    case ModelFamily::YoloV6:
        return QStringLiteral("YOLOv6");
    case ModelFamily::YoloV8:
        return Words::tr("YOLOv8 / 9 / 11 / 12");
    case ModelFamily::YoloEndToEnd:
        return Words::tr("YOLO end to end (v10, 26)");
    case ModelFamily::YoloWithNms:
        return Words::tr("YOLO with NMS inside");
    case ModelFamily::RtDetr:
        return QStringLiteral("RT-DETR");
    case ModelFamily::YoloX:
        return QStringLiteral("YOLOX");
    case ModelFamily::Ssd:
        return QStringLiteral("SSD");
    case ModelFamily::DarknetRegions:
        return Words::tr("Darknet YOLO");
    case ModelFamily::FastestDet:
        return QStringLiteral("FastestDet");
    case ModelFamily::NanoDet:
        return QStringLiteral("NanoDet");
    case ModelFamily::YuNet:
        return QStringLiteral("YuNet");
    case ModelFamily::UltraLightFace:
        return Words::tr("Ultra-light face");
    case ModelFamily::TorchvisionScript:
        return QStringLiteral("torchvision");
    case ModelFamily::D2Go:
        return QStringLiteral("D2Go");
    case ModelFamily::Detectron2:
        return QStringLiteral("Detectron2");
    case ModelFamily::YoloSegment:
        return Words::tr("YOLO segment");
    case ModelFamily::YoloPose:
        return Words::tr("YOLO pose");
    case ModelFamily::YoloOriented:
        return Words::tr("YOLO oriented boxes");
    case ModelFamily::RtDetrLists:
        return Words::tr("RT-DETR, labels, boxes and scores");
    case ModelFamily::Classification:
        return Words::tr("Classification");
    }
    return Words::tr("unknown");
}

QString taskName(ModelTask task)
{
    switch (task) {
    case ModelTask::Detect:
        break;
    case ModelTask::Segment:
        return Words::tr("segmentation");
    case ModelTask::Pose:
        return Words::tr("pose");
    case ModelTask::OrientedBoxes:
        return Words::tr("oriented boxes");
    case ModelTask::Classify:
        return Words::tr("classification");
    }
    return Words::tr("detection");
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

QString backendName(Backend backend)
{
    switch (backend) {
    case Backend::Automatic:
        break;
    case Backend::OpenCv:
        return QStringLiteral("OpenCV");
    case Backend::OnnxRuntime:
        return QStringLiteral("ONNX Runtime");
    }
    return {};
}

QString inputFitName(InputFit fit)
{
    switch (fit) {
    case InputFit::Letterbox:
        return Words::tr("letterbox");
    case InputFit::LetterboxTopLeft:
        return Words::tr("letterbox, top left");
    case InputFit::Stretch:
        return Words::tr("stretch");
    case InputFit::CentreCrop:
        return Words::tr("centre crop");
    case InputFit::None:
        break;
    }
    return Words::tr("any size");
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
    return Words::tr("grey");
}

} // namespace sightglass
