// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/framewriter.h"
#include "core/export/videosettings.h"

#include <QString>

#include <memory>

namespace sightglass
{

class CompanionStreams;
class PacketStore;
struct VideoContainer;

/// Writes a video with libav, coded as the settings say, by the first of encodersFor() that does its work (see
/// encoderWorks()).
///
/// Times are the source's, from 0 at the first picture: exact in MP4 and MOV (which count in the frames' own time base,
/// up to a millionth of a second), to the millisecond in Matroska and WebM, to the nearest frame in AVI, as the
/// containers are able to. The last picture keeps its duration.
///
/// The first picture decides the size. Where colours are halved, an odd side is padded by one pixel, repeated from its
/// edge; pictures of another size are fitted in, on black.
class VideoEncoder : public FrameWriter
{
public:
    /// Writes to path; errors name the target, whose ending decides the container. frameRate: of the source, pictures
    /// per second on average; invalid when unknown.
    VideoEncoder(QString path, QString target, const VideoContainer &container, Rational frameRate,
                 VideoSettings settings = {});
    ~VideoEncoder() override;

    /// What goes along with the pictures; before the first one.
    void setCompanions(std::shared_ptr<CompanionStreams> companions);

    /// Coded pictures are kept there, and go into the file at the end: so the video can be made in parts. Before the
    /// first picture; outlives this.
    void setStore(PacketStore &store);
    /// With a store: all pictures so far are in it, and the next one begins a part that needs none of them. What goOn()
    /// needs to go on from here.
    Result<QByteArray> endPart();
    /// Before the first picture: the store has the parts up to an endPart() that gave this state.
    void goOn(const QByteArray &state);

    Result<void> write(const cv::Mat &picture, const Frame &frame) override;
    Result<void> finish() override;
    QString encoderName() const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass
