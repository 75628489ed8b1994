// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/picturecompressor.h"

#include <QtGlobal>

#include <atomic>
#include <chrono>
#include <semaphore>
#include <thread>
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

struct PictureCompressor::Work
{
    std::counting_semaphore<> wanted{0};
    std::counting_semaphore<> done{0};
    std::atomic<bool> isGivenUp{false};
    // Of the thread between wanted and done, else of the caller.
    cv::Mat picture;
    std::int64_t milliseconds = 0;
    std::optional<CompressedPicture> compressed;
};

PictureCompressor::PictureCompressor()
    : m_work(std::make_shared<Work>())
{
    std::thread([work = m_work] {
        giveWay();
        for (work->wanted.acquire(); !work->isGivenUp; work->wanted.acquire()) {
            work->compressed = CompressedPicture::of(work->picture, work->milliseconds);
            work->done.release();
        }
    }).detach();
}

PictureCompressor::~PictureCompressor()
{
    constexpr std::chrono::milliseconds patience{100};
    giveUp();
    m_work->wanted.release();
    if (!m_work->picture.empty()) // It was given up while at work.
        (void)m_work->done.try_acquire_for(patience);
}

std::optional<CompressedPicture> PictureCompressor::compress(const cv::Mat &picture, std::int64_t milliseconds)
{
    constexpr std::chrono::milliseconds lookInterval{20};
    if (m_work->isGivenUp)
        return std::nullopt;
    m_work->picture = picture;
    m_work->milliseconds = milliseconds;
    m_work->wanted.release();
    while (!m_work->done.try_acquire_for(lookInterval))
        if (m_work->isGivenUp)
            return std::nullopt;
    m_work->picture.release();
    return std::exchange(m_work->compressed, std::nullopt);
}

void PictureCompressor::giveUp()
{
    m_work->isGivenUp = true;
}

} // namespace sightglass
