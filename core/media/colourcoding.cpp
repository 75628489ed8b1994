// SPDX-License-Identifier: Apache-2.0
#include "core/media/colourcoding.h"

#include "core/media/mediatext.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

#include <QStringList>

#include <optional>

namespace sightglass
{

namespace
{

std::optional<ColourCoding::Transfer> transferOf(const AVFrame &picture)
{
    switch (picture.color_trc) {
    case AVCOL_TRC_SMPTE2084:
        return ColourCoding::Transfer::Pq;
    case AVCOL_TRC_ARIB_STD_B67:
        return ColourCoding::Transfer::Hlg;
    case AVCOL_TRC_LINEAR:
    case AVCOL_TRC_LOG:
    case AVCOL_TRC_LOG_SQRT:
    case AVCOL_TRC_SMPTE428:
        return std::nullopt;
    default:
        return ColourCoding::Transfer::Standard;
    }
}

ColourCoding::Gamut gamutOf(const AVFrame &picture, bool isHdr)
{
    switch (picture.color_primaries) {
    case AVCOL_PRI_BT2020:
        return ColourCoding::Gamut::Bt2020;
    case AVCOL_PRI_SMPTE432:
        return ColourCoding::Gamut::P3D65;
    case AVCOL_PRI_SMPTE431:
        return ColourCoding::Gamut::DciP3;
    case AVCOL_PRI_UNSPECIFIED:
    case AVCOL_PRI_RESERVED:
    case AVCOL_PRI_RESERVED0:
        return isHdr ? ColourCoding::Gamut::Bt2020 : ColourCoding::Gamut::Bt709;
    default:
        return ColourCoding::Gamut::Bt709;
    }
}

/// In nits: of the brightest pixel (MaxCLL of CTA-861.3), else of the display that it was graded on (SMPTE ST 2086).
std::optional<double> saidPeak(const AVFrame &picture)
{
    constexpr double most = 10000.0;
    const auto plausible = [](double nits) { return nits >= ColourCoding::referenceWhite && nits <= most; };
    if (const AVFrameSideData *data = av_frame_get_side_data(&picture, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL)) {
        const double level = reinterpret_cast<const AVContentLightMetadata *>(data->data)->MaxCLL;
        if (plausible(level))
            return level;
    }
    if (const AVFrameSideData *data = av_frame_get_side_data(&picture, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA)) {
        const auto *display = reinterpret_cast<const AVMasteringDisplayMetadata *>(data->data);
        const double level = display->has_luminance != 0 ? av_q2d(display->max_luminance) : 0.0;
        if (plausible(level))
            return level;
    }
    return std::nullopt;
}

} // namespace

ColourCoding ColourCoding::of(const AVFrame &picture)
{
    const auto transfer = transferOf(picture);
    if (!transfer)
        return {};
    ColourCoding coding;
    coding.transfer = *transfer;
    coding.gamut = gamutOf(picture, coding.isHdr());
    if (coding.transfer == Transfer::Pq)
        coding.peak = saidPeak(picture).value_or(coding.peak);
    return coding;
}

QString ColourCoding::note() const
{
    if (isOrdinary())
        return {};
    QStringList kinds;
    if (isHdr())
        kinds.append(transfer == Transfer::Pq ? QStringLiteral("PQ") : QStringLiteral("HLG"));
    if (gamut != Gamut::Bt709)
        kinds.append(gamut == Gamut::Bt2020 ? QStringLiteral("BT.2020") : QStringLiteral("P3"));
    const QString said = kinds.join(QLatin1String(", "));
    return isHdr() ? Media::tr("HDR (%1): shown in ordinary colours.").arg(said)
                   : Media::tr("Wide colours (%1): shown in ordinary colours.").arg(said);
}

} // namespace sightglass
