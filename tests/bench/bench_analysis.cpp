// SPDX-License-Identifier: Apache-2.0
// What analysing a clip in the background costs another one that is played meanwhile through the same model: frames
// shown a second and their time from capture to display, without and with the analysis, in turns, so that the ratios
// hold on a busy machine.
//
//     bench_analysis CLIP [MODEL] [ROUNDS] [WORKERS] [SECONDS]

#include "core/pipeline/pipeline.h"
#include "core/store/storelimit.h"

#include <QEventLoop>
#include <QFile>
#include <QGuiApplication>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace sightglass;

namespace
{

using Seconds = std::chrono::duration<double>;

void run(Seconds time)
{
    QEventLoop loop;
    QTimer::singleShot(std::chrono::duration_cast<std::chrono::milliseconds>(time), &loop, &QEventLoop::quit);
    loop.exec();
}

void await(const char *what, const std::function<bool()> &condition)
{
    for (int i = 0; !condition(); ++i) {
        if (i > 600) {
            std::fprintf(stderr, "%s: that takes too long\n", what);
            std::exit(1);
        }
        run(Seconds(0.1));
    }
}

struct Rates
{
    double shown;      ///< Frames a second.
    double endToEnd;   ///< Milliseconds, median.
    double background; ///< Frames a second.
};

/// One clip on display, a copy of it at rest to be analysed.
class Bench
{
public:
    Bench(const QString &clip, const ModelRequest &model, const FlowOptions &flow)
        : m_pipeline(makeFrameSource, loadDetector, {}, StoreFolder(m_folder.filePath(QStringLiteral("results"))))
        , m_clip(clip)
        , m_watched(m_pipeline.lane())
        , m_other(m_pipeline.addLane())
    {
        QObject::connect(&m_pipeline.model(), &ModelSlot::failed, [](const ModelRequest &, const Error &error) {
            std::fprintf(stderr, "%s\n", qPrintable(error.toText()));
            std::exit(1);
        });
        QObject::connect(&m_watched, &SourceLane::presented, [this](const Presentation &shown) {
            m_shown += !shown.isNull() && shown.frame.id != m_last ? 1 : 0;
            m_last = shown.frame.id;
        });
        m_pipeline.model().load(model);
        await("loading the model", [this] { return m_pipeline.model().number() > 0; });
        // What is shown is asked of the model again each time it is shown.
        setStoreLimit(0);
        m_watched.setFlow(flow);
        m_watched.setLoop(true);
        m_watched.open(SourceSpec::fromPath(clip));
        await("opening the clip", [this] { return !m_watched.presentation().isNull() && !m_watched.isStoreAwaited(); });
        setStoreLimit(defaultStoreLimit);
    }

    Rates measure(bool analyse, Seconds time)
    {
        Analysis &analysis = m_pipeline.analysis(1);
        if (analyse && !analysis.isActive())
            openCopy();
        if (analyse)
            analysis.start();
        run(Seconds(1));
        const int before = m_shown;
        const std::int64_t kept = analysis.progress().kept;
        const auto begin = Clock::now();
        run(time);
        const double seconds = Seconds(Clock::now() - begin).count();
        const Rates rates{(m_shown - before) / seconds, m_watched.statistics().endToEnd.p50,
                          static_cast<double>(analysis.progress().kept - kept) / seconds};
        analysis.pause();
        run(Seconds(0.5));
        return rates;
    }

private:
    void openCopy()
    {
        const QString copy = m_folder.filePath(QStringLiteral("copy%1.mp4").arg(++m_copies));
        QFile::copy(m_clip, copy);
        m_other.open(SourceSpec::fromPath(copy), true);
        await("opening the copy", [this, copy] {
            return m_other.sourceInfo().spec.location == copy && m_pipeline.analysis(1).isPossible() && m_other.store();
        });
    }

    QTemporaryDir m_folder;
    Pipeline m_pipeline;
    const QString m_clip;
    SourceLane &m_watched;
    SourceLane &m_other;
    FrameId m_last;
    int m_shown = 0;
    int m_copies = 0;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const QStringList arguments = QGuiApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "bench_analysis CLIP [MODEL] [ROUNDS] [WORKERS] [SECONDS]\n");
        return 2;
    }
    const int rounds = std::max(1, arguments.value(3, QStringLiteral("5")).toInt());
    const int workers = std::max(1, arguments.value(4, QString::number(QThread::idealThreadCount())).toInt());
    const Seconds time(std::max(1.0, arguments.value(5, QStringLiteral("5")).toDouble()));
    const ModelRequest model{
        .location = arguments.value(2, builtInModels().constFirst().id), .threads = 1, .workers = workers};

    for (const FlowPolicy policy : {FlowPolicy::Latest, FlowPolicy::EveryFrame}) {
        const char *name = policy == FlowPolicy::Latest ? "latest" : "every frame";
        Bench bench(arguments.at(1), model, {.policy = policy});
        std::vector<double> ratios;
        std::vector<double> later;
        for (int round = 0; round < rounds; ++round) {
            const Rates without = bench.measure(false, time);
            const Rates with = bench.measure(true, time);
            std::printf("%s: %6.2f frames a second, %6.1f ms old; beside an analysis %6.2f and %6.1f, and %5.2f in the "
                        "background\n",
                        name, without.shown, without.endToEnd, with.shown, with.endToEnd, with.background);
            std::fflush(stdout);
            ratios.push_back(with.shown / without.shown);
            later.push_back(with.endToEnd - without.endToEnd);
        }
        std::printf("%s, %d workers: %.3f of the rate, %+.1f ms (medians)\n", name, workers, median(ratios),
                    median(later));
    }
    return 0;
}
