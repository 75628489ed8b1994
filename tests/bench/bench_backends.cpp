// SPDX-License-Identifier: Apache-2.0
// What a picture of an ONNX model costs in ONNX Runtime and in OpenCV: bench_backends MODEL...
//
// Prints, for one and two workers of one thread each, the processor time of a picture in either (the whole of detect(),
// the median of all pictures) and the ratio. The backends take turns, so that what else the machine does weighs on
// both.
#include "core/inference/detector.h"
#include "core/inference/examplepicture.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <thread>

using namespace sightglass;

namespace
{

constexpr int rounds = 6;
constexpr int picturesOfARound = 25;

double threadMilliseconds()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

Result<std::unique_ptr<Detector>> loaded(const QString &model, Backend backend)
{
    return loadDetector({.location = model, .backend = backend, .threads = 1});
}

/// Appends the time of each picture but the first of each worker.
bool measure(const Detector &model, int workers, std::vector<double> &times)
{
    std::vector<std::unique_ptr<Detector>> copies;
    for (int i = 0; i < workers; ++i) {
        auto copy = model.duplicate(1);
        if (!copy)
            return false;
        copies.push_back(*std::move(copy));
    }
    std::vector<std::vector<double>> ofWorkers(copies.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < copies.size(); ++i)
            threads.emplace_back([&, i] {
                const cv::Mat picture = examplePicture({768, 576}, int(i));
                for (int k = 0; k <= picturesOfARound; ++k) {
                    const double begin = threadMilliseconds();
                    if (copies[i]->detect({&picture, 1}) && k > 0)
                        ofWorkers[i].push_back(threadMilliseconds() - begin);
                }
                copies[i].reset();
            });
    }
    for (const auto &worker : ofWorkers)
        times.insert(times.end(), worker.begin(), worker.end());
    return true;
}

double medianOf(std::vector<double> times)
{
    const auto middle = times.begin() + std::ptrdiff_t(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return middle == times.end() ? 0.0 : *middle;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    for (const QString &model : application.arguments().mid(1)) {
        std::map<Backend, std::unique_ptr<Detector>> detectors;
        for (const Backend backend : {Backend::OnnxRuntime, Backend::OpenCv}) {
            auto detector = loaded(model, backend);
            if (!detector) {
                std::fprintf(stderr, "%s\n", qPrintable(detector.error().toText()));
                return 1;
            }
            detectors[backend] = *std::move(detector);
        }
        for (const int workers : {1, 2}) {
            std::map<Backend, std::vector<double>> times;
            for (int i = 0; i < rounds; ++i)
                for (const auto &[backend, detector] : detectors)
                    if (!measure(*detector, workers, times[backend]))
                        return 1;
            const double runtime = medianOf(times[Backend::OnnxRuntime]);
            const double openCv = medianOf(times[Backend::OpenCv]);
            std::printf("%s, workers: %d: ONNX Runtime %.2f ms, OpenCV %.2f ms, ratio %.2f\n",
                        qPrintable(QFileInfo(model).fileName()), workers, runtime, openCv, openCv / runtime);
        }
    }
    return 0;
}
