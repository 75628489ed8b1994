// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pipelinelog.h"

#include "core/log/categories.h"
#include "core/pipeline/modelslot.h"
#include "core/pipeline/sourcelane.h"

#include <QFileInfo>

namespace sightglass
{

namespace
{

QLatin1String nameOf(SourceState::Phase phase)
{
    switch (phase) {
    case SourceState::Phase::Empty:
        return QLatin1String("empty");
    case SourceState::Phase::Opening:
        return QLatin1String("opening");
    case SourceState::Phase::Playing:
        return QLatin1String("playing");
    case SourceState::Phase::Paused:
        return QLatin1String("paused");
    case SourceState::Phase::Ended:
        return QLatin1String("ended");
    case SourceState::Phase::Stalled:
        return QLatin1String("stalled");
    case SourceState::Phase::Reconnecting:
        return QLatin1String("reconnecting");
    case SourceState::Phase::Failed:
        return QLatin1String("failed");
    }
    return QLatin1String("unknown");
}

/// A file's name without its folders, which say who the user is.
QString nameOf(const ModelRequest &request)
{
    return QFileInfo(request.location).fileName();
}

} // namespace

void logEvents(const SourceLane &lane)
{
    QObject::connect(&lane, &SourceLane::openingChanged, &lane, [&lane] {
        if (const auto next = lane.opening())
            qCInfo(sourceLog).noquote() << "opening" << next->displayName() << "beside the open one";
    });
    QObject::connect(&lane, &SourceLane::openFailed, &lane, [](const SourceSpec &spec, const Error &error) {
        qCInfo(sourceLog).noquote() << spec.displayName() << "was not opened:" << error.message;
    });
    QObject::connect(&lane, &SourceLane::sourceOpened, &lane, [](const SourceInfo &info) {
        qCInfo(sourceLog).noquote().nospace()
            << "opened " << info.spec.displayName() << ": " << info.size.width() << "x" << info.size.height() << ", "
            << (info.frameRate.isValid() ? info.frameRate.toDouble() : 0.0) << " fps, "
            << (info.frameCount ? QString::number(*info.frameCount) : QStringLiteral("unknown")) << " frames, "
            << (info.live ? "live" : "stored");
    });
    QObject::connect(&lane, &SourceLane::sourceIndexed, &lane, [](const SourceInfo &info) {
        qCInfo(sourceLog).noquote() << "indexed" << info.spec.displayName() << "with" << info.frameCount.value_or(0)
                                    << "frames";
    });
    QObject::connect(&lane, &SourceLane::sourceChanged, &lane, [](const SourceInfo &info) {
        qCInfo(sourceLog).noquote().nospace() << info.spec.displayName() << " is now " << info.format << ", "
                                              << info.size.width() << "x" << info.size.height();
    });
    QObject::connect(&lane, &SourceLane::sourceStateChanged, &lane, [](const SourceState &state) {
        qCInfo(sourceLog).noquote() << nameOf(state.phase) << state.error.message;
    });
    QObject::connect(&lane, &SourceLane::warned, &lane,
                     [](const Error &error) { qCInfo(pipelineLog).noquote() << error.message; });
}

void logEvents(const ModelSlot &model)
{
    QObject::connect(&model, &ModelSlot::loading, &model, [](const ModelRequest &request) {
        qCInfo(modelLog).noquote() << "loading" << nameOf(request) << "on" << request.device;
    });
    QObject::connect(&model, &ModelSlot::loaded, &model, [](const ModelDescriptor &loaded) {
        qCInfo(modelLog).noquote() << "loaded" << loaded.name << "by" << loaded.backend << "with" << loaded.workers
                                   << "workers";
    });
    QObject::connect(&model, &ModelSlot::unloaded, &model, [] { qCInfo(modelLog) << "unloaded"; });
    QObject::connect(&model, &ModelSlot::failed, &model, [](const ModelRequest &request, const Error &error) {
        qCInfo(modelLog).noquote() << nameOf(request) << "was not loaded:" << error.message;
    });
}

} // namespace sightglass
