// SPDX-License-Identifier: Apache-2.0
#include "core/inference/hogdetector.h"

#include "core/values/frame.h"
#include "core/values/words.h"

#include <opencv2/core/version.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

// 960 x 720: the smallest walkers of a 768 x 576 street scene then fill the window's 96 pixels of person.
constexpr double workingArea = 960.0 * 720.0;
constexpr double pyramidStep = 1.15;
// Below the decision plane, so that a person can tune towards more recall than the classic operating point.
constexpr double leastMargin = -0.2;
const cv::Size windowStride(8, 8);
const cv::Size windowPadding(8, 8);

std::vector<Candidate> findPeople(const cv::HOGDescriptor &hog, const cv::Mat &grey, double toSource)
{
    std::vector<cv::Rect> windows;
    std::vector<double> margins;
    constexpr double noGrouping = 0.0;
    hog.detectMultiScale(grey, windows, margins, leastMargin, windowStride, windowPadding, pyramidStep, noGrouping);
    std::vector<Candidate> people;
    people.reserve(windows.size());
    const auto scale = static_cast<float>(toSource);
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const cv::Rect2f window(windows[i]);
        people.push_back({hogPerson({window.x * scale, window.y * scale, window.width * scale, window.height * scale}),
                          0, hogScore(margins[i])});
    }
    return people;
}

} // namespace

float hogScore(double margin)
{
    return static_cast<float>(1.0 / (1.0 + std::exp(-2.0 * margin)));
}

cv::Rect2f hogPerson(const cv::Rect2f &window)
{
    return {window.x + window.width * 0.25f, window.y + window.height * 0.125f, window.width * 0.5f,
            window.height * 0.75f};
}

HogDetector::HogDetector(const ModelRequest &request)
{
    m_descriptor.name = QStringLiteral("People (HOG, built in)");
    m_descriptor.location = request.location;
    m_descriptor.family = ModelFamily::HogPeople;
    m_descriptor.familyReason = Words::tr("Built into the program.");
    m_descriptor.backend = QStringLiteral("OpenCV %1 HOG").arg(QLatin1String(CV_VERSION));
    m_descriptor.classNames = std::make_shared<const QStringList>(QStringList{QStringLiteral("person")});
    m_descriptor.fit = InputFit::None;
    m_descriptor.input.order = ChannelOrder::Gray;
    m_descriptor.input.divisor = 1.f;
    m_descriptor.threads = cv::getNumThreads();
    m_descriptor.defaultConfidence = 0.65f;
    m_descriptor.description = Words::tr("OpenCV's default people detector: upright people, any clothing.");
    if (request.device != QLatin1String("cpu"))
        m_descriptor.notes << Words::tr("HOG runs on the processor only; \"%1\" is not used.").arg(request.device);
    if (request.batch > 1)
        m_descriptor.notes
            << Words::tr("HOG takes one picture at a time: batches of %1 are not used.").arg(request.batch);
    m_hog.setSVMDetector(cv::HOGDescriptor::getDefaultPeopleDetector());
}

Result<DetectOutput> HogDetector::detect(std::span<const cv::Mat> images)
try {
    DetectOutput output;
    for (const cv::Mat &image : images) {
        const auto begin = Clock::now();
        const double scale = std::sqrt(workingArea / static_cast<double>(image.total()));
        cv::Mat grey;
        cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
        cv::resize(grey, grey, {}, scale, scale, scale < 1.0 ? cv::INTER_AREA : cv::INTER_LINEAR);
        const auto prepared = Clock::now();
        std::vector<Candidate> people;
        // A very thin picture is smaller than the window whatever its area.
        if (grey.cols >= m_hog.winSize.width && grey.rows >= m_hog.winSize.height)
            people = findPeople(m_hog, grey, 1.0 / scale);
        const auto inferred = Clock::now();
        std::stable_sort(people.begin(), people.end(),
                         [](const Candidate &a, const Candidate &b) { return a.score > b.score; });
        if (people.size() > maxCandidates)
            people.resize(maxCandidates);
        output.items.push_back(std::move(people));
        output.times.preprocess += prepared - begin;
        output.times.inference += inferred - prepared;
        output.times.postprocess += Clock::now() - inferred;
    }
    return output;
} catch (const std::exception &exception) {
    return Error{Words::tr("The HOG people detector failed on a picture."), Words::tr("Try another model."),
                 QString::fromUtf8(exception.what())};
}

} // namespace sightglass
