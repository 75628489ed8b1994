// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/media/interruption.h"
#include "core/media/pictureconverter.h"
#include "core/media/picturereader.h"

#include <atomic>
#include <optional>

namespace sightglass
{

/// A video file, sought to the exact picture.
///
/// open() reads all packets once, without decoding them: thus frame count and times are exact for constant and variable
/// frame rates alike. The count is that of the pictures that the packets announce (see PacketContent); where some do
/// not decode, indices of the others stay as they are, and the file ends with the last one that decodes. Pictures that
/// refer to what lies before the start of the file are none of it.
class FileSource : public FrameSource
{
public:
    explicit FileSource(SourceSpec spec);

    Result<SourceInfo> open() override;
    std::optional<double> openingProgress() const noexcept override;
    Result<ReadStatus> read(Frame &frame) override;
    Result<void> seek(std::int64_t index) override;
    std::optional<std::int64_t> indexAt(double seconds) const override;
    void abort() noexcept override;

private:
    Result<SourceInfo> openFile();
    Result<PictureIndex> readIndex();
    Result<void> openReader(const PictureIndex &index);
    std::int64_t leadingPictures();
    Result<void> openFirstPicture();
    Result<ReadStatus> readPicture(Frame &frame);
    Result<void> seekPicture(std::int64_t index);
    Rational frameRate() const;
    SourceInfo info() const;

    static constexpr double unknown = -1.0;

    SourceSpec m_spec;
    std::atomic<double> m_progress{unknown};
    Interruption m_interruption;
    VideoInput m_input;
    std::optional<PictureReader> m_reader;
    std::optional<PictureConverter> m_converter;
    QSize m_size;
    QStringList m_notes;
    std::int64_t m_missingAtEnd = 0;
    Rational m_timeBase;
    std::int64_t m_next = 0;
};

} // namespace sightglass
