// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelids.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sightglass
{

namespace
{

constexpr std::array families{
    std::pair{ModelFamily::YoloV5, "yolov5"},
    std::pair{ModelFamily::YoloV6, "yolov6"},
    std::pair{ModelFamily::YoloV8, "yolov8"},
    std::pair{ModelFamily::YoloEndToEnd, "yolo-end-to-end"},
    std::pair{ModelFamily::YoloWithNms, "yolo-with-nms"},
    std::pair{ModelFamily::YoloSegment, "yolo-segment"},
    std::pair{ModelFamily::YoloPose, "yolo-pose"},
    std::pair{ModelFamily::YoloOriented, "yolo-oriented"},
    std::pair{ModelFamily::YoloX, "yolox"},
    std::pair{ModelFamily::RtDetr, "rt-detr"},
    std::pair{ModelFamily::RtDetrLists, "rt-detr-lists"},
    std::pair{ModelFamily::Ssd, "ssd"},
    std::pair{ModelFamily::DarknetRegions, "darknet"},
    std::pair{ModelFamily::FastestDet, "fastestdet"},
    std::pair{ModelFamily::NanoDet, "nanodet"},
    std::pair{ModelFamily::YuNet, "yunet"},
    std::pair{ModelFamily::UltraLightFace, "ultra-light-face"},
    std::pair{ModelFamily::TorchvisionScript, "torchvision"},
    std::pair{ModelFamily::D2Go, "d2go"},
    std::pair{ModelFamily::Detectron2, "detectron2"},
    std::pair{ModelFamily::Classification, "classification"},
};

constexpr std::array fits{
    std::pair{InputFit::Letterbox, "letterbox"}, std::pair{InputFit::LetterboxTopLeft, "letterbox-top-left"},
    std::pair{InputFit::Stretch, "stretch"},     std::pair{InputFit::CentreCrop, "centre-crop"},
    std::pair{InputFit::None, "any-size"},
};

constexpr std::array orders{
    std::pair{ChannelOrder::Rgb, "rgb"},
    std::pair{ChannelOrder::Bgr, "bgr"},
    std::pair{ChannelOrder::Gray, "gray"},
};

constexpr std::array backends{
    std::pair{Backend::Automatic, "auto"},
    std::pair{Backend::OpenCv, "opencv"},
    std::pair{Backend::OnnxRuntime, "onnxruntime"},
};

template <typename Table, typename T>
QString idIn(const Table &table, T value)
{
    const auto found =
        std::find_if(table.begin(), table.end(), [value](const auto &row) { return row.first == value; });
    return found == table.end() ? QString() : QString::fromLatin1(found->second);
}

template <typename Table>
auto valueIn(const Table &table, const QString &id) -> std::optional<decltype(table.front().first)>
{
    const auto found =
        std::find_if(table.begin(), table.end(), [&id](const auto &row) { return id == QLatin1String(row.second); });
    if (found == table.end())
        return std::nullopt;
    return found->first;
}

template <typename Table>
QStringList idsIn(const Table &table)
{
    QStringList ids;
    for (const auto &row : table)
        ids << QString::fromLatin1(row.second);
    return ids;
}

} // namespace

QString familyId(ModelFamily family)
{
    const QString id = idIn(families, family);
    return id.isEmpty() ? QStringLiteral("unknown") : id;
}

std::optional<ModelFamily> familyFromId(const QString &id)
{
    return valueIn(families, id);
}

QStringList familyIds()
{
    return idsIn(families);
}

QString inputFitId(InputFit fit)
{
    return idIn(fits, fit);
}

std::optional<InputFit> inputFitFromId(const QString &id)
{
    return valueIn(fits, id);
}

QStringList inputFitIds()
{
    return idsIn(fits);
}

QString channelOrderId(ChannelOrder order)
{
    return idIn(orders, order);
}

std::optional<ChannelOrder> channelOrderFromId(const QString &id)
{
    return valueIn(orders, id);
}

QStringList channelOrderIds()
{
    return idsIn(orders);
}

QString backendId(Backend backend)
{
    return idIn(backends, backend);
}

std::optional<Backend> backendFromId(const QString &id)
{
    return valueIn(backends, id);
}

} // namespace sightglass
