// SPDX-License-Identifier: Apache-2.0
#include "tests/support/synthetic.h"

#include <algorithm>
#include <thread>

namespace sightglass::test
{

SyntheticSource::SyntheticSource(SyntheticScript script)
    : m_script(script)
{}

Result<SourceInfo> SyntheticSource::blockUntilAborted()
{
    std::unique_lock lock(m_mutex);
    m_script.blocked->release();
    m_wake.wait(lock, [this] { return m_aborted; });
    return Error{QStringLiteral("The synthetic source was aborted."), {}, {}};
}

Result<SourceInfo> SyntheticSource::open()
{
    if (m_script.blockInOpen)
        return blockUntilAborted();
    if (m_script.deaf)
        m_script.deaf->acquire();
    if (m_script.failInOpen || m_script.down)
        return Error{QStringLiteral("The synthetic source cannot be opened."), QStringLiteral("Try another."), {}};
    m_due = Clock::now();
    SourceInfo opened = info();
    if (const auto early = m_script.early) {
        ++early->openings;
        early->earlyOpenings += m_isEarly ? 1 : 0;
        if (!m_isEarly && early->failsWhole)
            return Error{QStringLiteral("The synthetic source cannot be opened whole."), {}, {}};
    }
    if (m_isEarly) {
        opened.indexed = false;
        opened.frameCount.reset();
        opened.missingAtEnd = 0;
    }
    return opened;
}

SourceInfo SyntheticSource::info() const
{
    SourceInfo info;
    info.name = QStringLiteral("synthetic");
    info.format = QStringLiteral("synthetic");
    info.size = m_script.size;
    info.frameRate = m_script.frameRate;
    info.live = m_script.live;
    info.seekable = m_script.seekable && !m_script.live;
    if (!m_script.live) {
        info.frameCount = m_script.frames;
        info.missingAtEnd = m_script.missingAtEnd;
        info.duration = static_cast<double>(m_script.frames) / m_script.frameRate.toDouble();
    }
    return info;
}

Result<FrameSource::ReadStatus> SyntheticSource::read(Frame &frame)
{
    if (m_script.firstPicture && !m_hasBegun && !m_script.firstPicture->try_acquire_for(std::chrono::milliseconds(10)))
        return ReadStatus::NoData;
    m_hasBegun = true;
    const std::vector<std::int64_t> &damaged = m_script.damaged;
    while (std::find(damaged.begin(), damaged.end(), m_next) != damaged.end())
        ++m_next;
    if (m_next == m_script.blockAt)
        return blockUntilAborted().error();
    if (m_next == m_script.failAt)
        return Error{QStringLiteral("The synthetic source failed."), {}, {}};
    if (m_script.live) {
        std::unique_lock lock(m_mutex);
        m_wake.wait_until(lock, m_due, [this] { return m_aborted; });
        if (m_aborted)
            return Error{QStringLiteral("The synthetic source was aborted."), {}, {}};
        if (m_next >= m_script.frames) {
            m_due = Clock::now() + std::chrono::milliseconds(20);
            return ReadStatus::NoData;
        }
        m_due += m_script.interval;
    } else if (m_next >= m_script.frames) {
        if (m_script.end && !m_script.end->try_acquire_for(std::chrono::milliseconds(10)))
            return ReadStatus::NoData;
        m_script.end.reset();
        m_hasEnded = true;
        return ReadStatus::End;
    }
    frame.image = numberedPicture(m_script.size, m_next);
    frame.id.index = m_next;
    frame.pts = m_next;
    frame.duration = 1;
    frame.timeBase = m_script.frameRate.inverted();
    frame.captured = Clock::now();
    ++m_next;
    return ReadStatus::Frame;
}

Result<void> SyntheticSource::seek(std::int64_t index)
{
    if (m_script.early && !m_isEarly && index == m_script.failSeek)
        --index; // Its number, as it turns out.
    else if (index == m_script.failSeek)
        return Error{QStringLiteral("The synthetic source cannot be sought."), {}, {}};
    m_next = std::clamp<std::int64_t>(index, 0, m_script.frames - 1);
    return {};
}

Result<std::optional<SourceInfo>> SyntheticSource::workAhead(Clock::time_point)
{
    if (!m_isEarly)
        return std::optional<SourceInfo>();
    if (m_script.early->misleads)
        return Error{QStringLiteral("The synthetic source has misled."), {}, {}};
    const bool isKnown = ++m_script.early->slices >= m_script.early->needed || m_hasEnded;
    return isKnown ? std::optional(info()) : std::nullopt;
}

void SyntheticSource::abort() noexcept
{
    {
        const std::lock_guard lock(m_mutex);
        m_aborted = true;
    }
    m_wake.notify_all();
}

FrameSourceFactory SyntheticSource::factory(SyntheticScript script)
{
    return [script](const SourceSpec &) { return std::make_unique<SyntheticSource>(script); };
}

cv::Mat numberedPicture(QSize size, std::int64_t number)
{
    const auto byte = [number](int shift) { return static_cast<double>((number >> shift) & 0xff); };
    return {size.height(), size.width(), CV_8UC3, cv::Scalar(byte(0), byte(8), byte(16))};
}

std::int64_t frameNumberOf(const cv::Mat &picture)
{
    const auto pixel = picture.at<cv::Vec3b>(0, 0);
    return pixel[0] | (pixel[1] << 8) | (pixel[2] << 16);
}

SyntheticDetector::SyntheticDetector(std::shared_ptr<SyntheticModel> model, const ModelRequest &request)
    : m_model(std::move(model))
{
    ++m_model->alive;
    m_descriptor.name = QStringLiteral("Synthetic");
    m_descriptor.location = request.location;
    m_descriptor.backend = QStringLiteral("none");
    m_descriptor.classNames = std::make_shared<const QStringList>(
        QStringList{QStringLiteral("zero"), QStringLiteral("one"), QStringLiteral("two")});
    m_descriptor.fit = InputFit::None;
    m_descriptor.batch = m_model->batch;
}

SyntheticDetector::~SyntheticDetector()
{
    --m_model->alive;
}

Result<DetectOutput> SyntheticDetector::detect(std::span<const cv::Mat> images)
{
    ++m_model->calls;
    const int count = static_cast<int>(images.size());
    for (int most = m_model->mostAtOnce; most < count && !m_model->mostAtOnce.compare_exchange_weak(most, count);) {
    }
    if (m_model->failing)
        return Error{QStringLiteral("The synthetic model failed."), {}, {}};
    DetectOutput output;
    for (const cv::Mat &image : images) {
        const auto begin = Clock::now();
        if (const int delay = m_model->delayMs; delay > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(delay));
        const std::int64_t number = frameNumberOf(image);
        if (number == m_model->failAt)
            return Error{QStringLiteral("The synthetic model failed on a picture."), {}, {}};
        if (m_model->onPicture)
            m_model->onPicture(number);
        const auto x = static_cast<float>(number);
        // Scattered, and the same each time.
        if (const int uneven = m_model->unevenMs; uneven > 0)
            std::this_thread::sleep_for(
                std::chrono::microseconds(static_cast<int>(x) * 2654435761u % (1000u * static_cast<unsigned>(uneven))));
        const int base = m_model->classBase;
        output.items.push_back({{{x, 0.f, 10.f, 10.f}, base, 0.9f},
                                {{x, 20.f, 10.f, 10.f}, base + 1, 0.5f},
                                {{x, 40.f, 10.f, 10.f}, base + 2, 0.1f}});
        output.times.inference += Clock::now() - begin;
    }
    return output;
}

Result<std::unique_ptr<Detector>> SyntheticDetector::duplicate(int) const
{
    return std::unique_ptr<Detector>(
        std::make_unique<SyntheticDetector>(m_model, ModelRequest{.location = m_descriptor.location}));
}

DetectorFactory SyntheticDetector::factory(std::shared_ptr<SyntheticModel> model)
{
    return [model](const ModelRequest &request) -> Result<std::unique_ptr<Detector>> {
        model->loads.release();
        if (const int load = model->loadMs; load > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(load));
        if (model->failLoad)
            return Error{QStringLiteral("The synthetic model cannot be loaded."), {}, {}};
        return std::unique_ptr<Detector>(std::make_unique<SyntheticDetector>(model, request));
    };
}

} // namespace sightglass::test
