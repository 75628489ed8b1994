// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelids.h"

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

template <typename T>
struct Named
{
    T value;
    const char *id;
};

constexpr std::array families{
    Named{ModelFamily::YoloV5, "yolov5"},
    Named{ModelFamily::YoloV8, "yolov8"},
    Named{ModelFamily::YoloEndToEnd, "yolo-end-to-end"},
    Named{ModelFamily::YoloWithNms, "yolo-with-nms"},
    Named{ModelFamily::YoloSegment, "yolo-segment"},
    Named{ModelFamily::YoloPose, "yolo-pose"},
    Named{ModelFamily::YoloOriented, "yolo-oriented"},
    Named{ModelFamily::YoloX, "yolox"},
    Named{ModelFamily::RtDetr, "rt-detr"},
    Named{ModelFamily::RtDetrLists, "rt-detr-lists"},
    Named{ModelFamily::Ssd, "ssd"},
    Named{ModelFamily::DarknetRegions, "darknet"},
    Named{ModelFamily::FastestDet, "fastestdet"},
    Named{ModelFamily::NanoDet, "nanodet"},
    Named{ModelFamily::YuNet, "yunet"},
    Named{ModelFamily::UltraLightFace, "ultra-light-face"},
    Named{ModelFamily::TorchvisionScript, "torchvision"},
    Named{ModelFamily::D2Go, "d2go"},
    Named{ModelFamily::Detectron2, "detectron2"},
    Named{ModelFamily::Classification, "classification"},
};

constexpr std::array fits{
    Named{InputFit::Letterbox, "letterbox"}, Named{InputFit::LetterboxTopLeft, "letterbox-top-left"},
    Named{InputFit::Stretch, "stretch"},     Named{InputFit::CentreCrop, "centre-crop"},
    Named{InputFit::None, "any-size"},
};

constexpr std::array orders{
    Named{ChannelOrder::Rgb, "rgb"},
    Named{ChannelOrder::Bgr, "bgr"},
    Named{ChannelOrder::Gray, "gray"},
};

template <typename Table, typename T>
QString idIn(const Table &table, T value)
{
    const auto found =
        std::find_if(table.begin(), table.end(), [value](const auto &row) { return row.value == value; });
    return found == table.end() ? QString() : QString::fromLatin1(found->id);
}

template <typename Table>
auto valueIn(const Table &table, const QString &id) -> std::optional<decltype(table.front().value)>
{
    const auto found =
        std::find_if(table.begin(), table.end(), [&id](const auto &row) { return id == QLatin1String(row.id); });
    if (found == table.end())
        return std::nullopt;
    return found->value;
}

template <typename Table>
QStringList idsIn(const Table &table)
{
    QStringList ids;
    for (const auto &row : table)
        ids << QString::fromLatin1(row.id);
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

} // namespace sightglass
