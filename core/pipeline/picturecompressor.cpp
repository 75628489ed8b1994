// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/picturecompressor.h"

#include <QtGlobal>

#include <utility>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace sightglass
{

namespace
{

/// The calling thread gives way to others from now on.
void giveWay()
{
#ifdef Q_OS_LINUX
    constexpr int leastImportant = 19;
    (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), leastImportant);
#endif
}

} // namespace

PictureCompressor::PictureCompressor()
    : m_thread([this] { work(); })
{}

PictureCompressor::~PictureCompressor()
{
    m_picture = nullptr;
    m_wanted.release();
    m_thread.join();
}

std::optional<CompressedPicture> PictureCompressor::compress(const cv::Mat &picture, std::int64_t milliseconds)
{
    m_picture = &picture;
    m_milliseconds = milliseconds;
    m_wanted.release();
    m_done.acquire();
    return std::exchange(m_compressed, std::nullopt);
}

void PictureCompressor::work()
{
    giveWay();
    for (m_wanted.acquire(); m_picture != nullptr; m_wanted.acquire()) {
        m_compressed = CompressedPicture::of(*m_picture, m_milliseconds);
        m_done.release();
    }
}

} // namespace sightglass
