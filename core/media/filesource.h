// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/media/interruption.h"
#include "core/media/pictureconverter.h"
#include "core/media/picturereader.h"

#include <atomic>
#include <chrono>
#include <optional>

namespace sightglass
{

/// A video file, sought to the exact picture.
///
/// All packets are read once, without decoding them: thus frame count and times are exact for constant and variable
/// frame rates alike. open() does that; after beginEarly() it gives up after 0.3 s, if by then the places of the first
/// pictures are certain, and what is delivered waits until its own is (see IndexReader). The count is that of the
/// pictures that the packets announce (see PacketContent); where some do not decode, indices of the others stay as they
/// are, and the file ends with the last one that decodes. Pictures that refer to what lies before the start of the file
/// are none of it.
class FileSource : public FrameSource
{
public:
    /// `devices`: see PictureDecoder.
    explicit FileSource(SourceSpec spec, HardwareDecoderFactories devices = {});

    void beginEarly() override { m_patience = std::chrono::milliseconds(300); }
    /// Another time in the place of these 0.3 s, after beginEarly(): for tests.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }
    Result<SourceInfo> open() override;
    std::optional<double> openingProgress() const noexcept override;
    Result<ReadStatus> read(Frame &frame) override;
    Result<std::optional<SourceInfo>> workAhead(Clock::time_point until) override;
    std::optional<SourceInfo> changedInfo() override;
    Result<void> seek(std::int64_t index) override;
    std::optional<std::int64_t> indexAt(double seconds) const override;
    void abort() noexcept override;

private:
    Result<SourceInfo> openFile();
    Result<void> readIndex();
    Result<void> openReader();
    std::int64_t leadingPictures();
    Result<void> openFirstPicture();
    Result<ReadStatus> readPicture(Frame &frame);
    Result<void> seekPicture(std::int64_t index);
    Rational frameRate() const;
    SourceInfo info();

    static constexpr double unknown = -1.0;

    const HardwareDecoderFactories m_devices;
    SourceSpec m_spec;
    std::atomic<double> m_progress{unknown};
    Interruption m_interruption;
    std::optional<std::chrono::milliseconds> m_patience; ///< With the index; nothing: until it is whole.
    std::optional<IndexReader> m_index;
    bool m_isIndexTold = false; ///< That it is whole.
    VideoInput m_input;
    std::optional<PictureReader> m_reader;
    std::optional<PictureConverter> m_converter;
    QSize m_size;
    QStringList m_notes;
    QString m_toldDevice;      ///< By open() or changedInfo().
    bool m_usesDevice = false; ///< Or has, since it was opened.
    Rational m_timeBase;
    std::int64_t m_next = 0;
};

} // namespace sightglass
