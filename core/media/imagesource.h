// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/media/imagedecoder.h"

#include <QStringList>

#include <atomic>

namespace sightglass
{

/// One image, or those of a folder or glob, one after another.
///
/// Each picture is delivered in its own size, EXIF orientation applied. A file that does not decode is skipped; the
/// others keep their indices (places in the natural order of the names), and all files are counted.
///
/// Time: files numbered without a gap (at least ten) are taken for the pictures of a video and last 1/25 s each; any
/// other folder is a show of photographs, one a second; a single image lasts one second.
class ImageSource : public FrameSource
{
public:
    explicit ImageSource(SourceSpec spec);

    Result<SourceInfo> open() override;
    Result<ReadStatus> read(Frame &frame) override;
    Result<void> seek(std::int64_t index) override;
    void abort() noexcept override;

private:
    Result<SourceInfo> openFiles();
    Result<void> listFiles();
    Result<ReadStatus> readPicture(Frame &frame);
    Result<DecodedImage> load(std::int64_t index);

    SourceSpec m_spec;
    QStringList m_files;
    Rational m_rate{1, 1};
    std::int64_t m_next = 0;
    std::int64_t m_loadedIndex = -1; ///< Place of m_loaded, the picture decoded last and not yet delivered.
    DecodedImage m_loaded;
    std::atomic<bool> m_aborted{false};
};

} // namespace sightglass
