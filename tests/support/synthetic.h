// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/media/framesource.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <vector>

namespace sightglass::test
{

/// How sources behave that are asked to begin early, and what they were asked; shared with the test.
struct EarlyScript
{
    static constexpr int never = std::numeric_limits<int>::max();

    std::atomic<int> needed{never};      ///< So many calls of workAhead() make one indexed.
    std::atomic<bool> misleads{false};   ///< workAhead() yields an Error, and seek() where failSeek says so.
    std::atomic<bool> failsWhole{false}; ///< So does open() of one that is not to begin early.
    std::atomic<int> openings{0};
    std::atomic<int> earlyOpenings{0};
    std::atomic<int> slices{0}; ///< Calls of workAhead().
};

/// How a SyntheticSource behaves.
struct SyntheticScript
{
    QSize size{64, 48};
    std::int64_t frames = 100; ///< Ends after so many; live: fails to deliver after so many.
    Rational frameRate{30, 1};
    bool live = false;
    std::chrono::milliseconds interval{0}; ///< Live: time between pictures.
    std::int64_t failAt = -1;              ///< read() of this frame yields an Error.
    std::int64_t blockAt = -1;             ///< read() of this frame blocks until abort().
    bool blockInOpen = false;              ///< open() blocks until abort().
    std::optional<double> progress{};      ///< That open() tells of itself.
    bool failInOpen = false;
    std::vector<std::int64_t> damaged{}; ///< Frames that do not decode.
    std::int64_t missingAtEnd = 0;       ///< See SourceInfo.
    bool down = false;                   ///< As failInOpen, and it may pass.
    /// Released when a call begins to block, so that a test acts then and not after a guessed time.
    std::shared_ptr<std::counting_semaphore<>> blocked = std::make_shared<std::counting_semaphore<>>(0);
    /// Where there is one: open and without a picture until it is released once.
    std::shared_ptr<std::counting_semaphore<>> firstPicture{};
    /// Where there is one: open() returns when it is released, and hears no abort().
    std::shared_ptr<std::counting_semaphore<>> deaf{};
    /// Where there is one: the end is found when it is released once.
    std::shared_ptr<std::counting_semaphore<>> end{};
    std::int64_t failSeek = -1; ///< seek() to this frame yields an Error.
    bool seekable = true;       ///< Unless it is live.
    /// Where there is one: a source that begins early is not indexed at first.
    std::shared_ptr<EarlyScript> early{};
};

/// A source whose pictures carry their own index in their pixels (see frameNumberOf), so that a test can prove which
/// picture a result was computed on.
class SyntheticSource : public FrameSource
{
public:
    explicit SyntheticSource(SyntheticScript script);

    void beginEarly() override { m_isEarly = m_script.early != nullptr; }
    Result<SourceInfo> open() override;
    Result<std::optional<SourceInfo>> workAhead(Clock::time_point until) override;
    bool mayComeUp() const override { return m_script.down; }
    Result<ReadStatus> read(Frame &frame) override;
    Result<void> seek(std::int64_t index) override;
    void abort() noexcept override;
    std::optional<double> openingProgress() const noexcept override { return m_script.progress; }

    static FrameSourceFactory factory(SyntheticScript script);

private:
    Result<SourceInfo> blockUntilAborted();
    SourceInfo info() const;

    SyntheticScript m_script;
    std::int64_t m_next = 0;
    bool m_hasBegun = false;
    bool m_isEarly = false;
    bool m_hasEnded = false;
    Clock::time_point m_due;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_aborted = false;
};

/// A picture with a number in its pixels.
cv::Mat numberedPicture(QSize size, std::int64_t number);
/// The number in a picture made by numberedPicture().
std::int64_t frameNumberOf(const cv::Mat &picture);

/// How a SyntheticDetector behaves; shared with the test, which may change it while the detector runs.
struct SyntheticModel
{
    std::atomic<int> delayMs{0};  ///< Time one picture takes.
    std::atomic<int> unevenMs{0}; ///< And up to so much more, another for each picture.
    std::atomic<int> calls{0};
    std::atomic<int> alive{0};      ///< Detectors that exist.
    std::atomic<int> mostAtOnce{0}; ///< Pictures of the largest call.
    std::atomic<bool> failing{false};
    std::atomic<std::int64_t> failAt{-1};        ///< The number of a picture that it fails on.
    std::function<void(std::int64_t)> onPicture; ///< Called in a run with each picture's number; set before the first.
    std::atomic<int> loadMs{0};                  ///< Time that loading takes.
    std::atomic<bool> failLoad{false};
    std::counting_semaphore<> loads{0}; ///< Released when a load begins.
    int classBase = 0;                  ///< Added to class ids, to tell models apart.
    int batch = 1;                      ///< Pictures of one run.
};

/// Finds in a picture with number n three things: class 0, score 0.9, box (n, 0, 10, 10); class 1, score 0.5, box
/// (n, 20, 10, 10); class 2, score 0.1, box (n, 40, 10, 10). Class names "zero", "one", "two".
class SyntheticDetector : public Detector
{
public:
    SyntheticDetector(std::shared_ptr<SyntheticModel> model, const ModelRequest &request);
    ~SyntheticDetector() override;

    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override;
    Result<std::unique_ptr<Detector>> duplicate(int threads) const override;

    static DetectorFactory factory(std::shared_ptr<SyntheticModel> model);

private:
    std::shared_ptr<SyntheticModel> m_model;
    ModelDescriptor m_descriptor;
};

} // namespace sightglass::test
