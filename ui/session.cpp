// SPDX-License-Identifier: Apache-2.0
#include "ui/session.h"

#include "core/export/jsonfields.h"
#include "core/export/valuesjson.h"
#include "core/inference/detector.h"
#include "core/media/credentials.h"
#include "core/pipeline/lanegroup.h"
#include "core/values/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>
#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr int version = 1;
constexpr qint64 largest = 1 << 20; ///< It is read on the window's thread.

constexpr std::array<std::pair<GridShape, const char *>, 6> shapes{{{GridShape::Automatic, "automatic"},
                                                                    {GridShape::One, "1"},
                                                                    {GridShape::TwoByOne, "2x1"},
                                                                    {GridShape::TwoByTwo, "2x2"},
                                                                    {GridShape::ThreeByThree, "3x3"},
                                                                    {GridShape::FourByFour, "4x4"}}};
constexpr std::array<std::pair<FlowPolicy, const char *>, 2> policies{
    {{FlowPolicy::Latest, "latest"}, {FlowPolicy::EveryFrame, "every-frame"}}};
constexpr std::array<std::pair<ViewMode, const char *>, 2> views{
    {{ViewMode::Synced, "synced"}, {ViewMode::Smooth, "smooth"}}};

bool isPath(const SourceSpec &source)
{
    return source.kind == SourceKind::VideoFile || source.kind == SourceKind::Image ||
           source.kind == SourceKind::ImageSequence;
}

/// From the folder, where the path leads into it.
QString relative(const QString &path, const QString &folder)
{
    const QString way = QDir(folder).relativeFilePath(path);
    return way.startsWith(QLatin1String("..")) ? path : way;
}

QString absolute(const QString &path, const QString &folder)
{
    return path.isEmpty() ? path : QDir::cleanPath(QDir(folder).absoluteFilePath(path));
}

void bringIntoRange(Thresholds &thresholds)
{
    const auto share = [](float value) { return std::isfinite(value) ? std::clamp(value, 0.f, 1.f) : 0.f; };
    thresholds.confidence = share(thresholds.confidence);
    thresholds.iou = share(thresholds.iou);
    thresholds.maxDetections = std::clamp(thresholds.maxDetections, 1, 100000);
    for (auto &[id, rule] : thresholds.classes) {
        if (rule.confidence)
            rule.confidence = share(*rule.confidence);
    }
}

QJsonObject toJson(const SessionSource &source, const QString &folder)
{
    SourceSpec kept = withoutCredentials(source.spec);
    if (isPath(kept))
        kept.location = relative(kept.location, folder);
    QJsonObject object = sourceToJson(kept);
    object.remove(QStringLiteral("typed"));
    object.insert(QStringLiteral("paused"), source.paused);
    object.insert(QStringLiteral("frame"), static_cast<qint64>(source.frame));
    object.insert(QStringLiteral("speed"), source.speed);
    if (source.offset != 0.0)
        object.insert(QStringLiteral("offset"), source.offset);
    object.insert(QStringLiteral("thresholds"), thresholdsToJson(source.thresholds));
    return object;
}

void read(JsonFields &fields, SessionSource &source, const QString &folder)
{
    readSource(fields, source.spec);
    source.spec.typed = false;
    // What is more than the address of a stream (concat:, data: and the like) is shown to a person first.
    if (source.spec.kind == SourceKind::Url) {
        const auto address = SourceSpec::fromOutside(source.spec.location);
        source.spec.incomplete = source.spec.incomplete || !address || address->kind != SourceKind::Url;
    }
    if (isPath(source.spec))
        source.spec.location = absolute(source.spec.location, folder);
    fields.read("paused", source.paused);
    fields.read("frame", source.frame);
    fields.read("speed", source.speed);
    fields.read("offset", source.offset);
    fields.readObject("thresholds", [&](JsonFields &each) { readThresholds(each, source.thresholds); });
    bringIntoRange(source.thresholds);
    source.frame = std::max<std::int64_t>(0, source.frame);
    source.speed = std::clamp(source.speed, 0.1, 16.0);
    source.offset = std::clamp(source.offset, -LaneGroup::longestOffset, LaneGroup::longestOffset);
}

} // namespace

QString sessionSuffix()
{
    return QStringLiteral(".sightglass");
}

bool looksLikeSession(const QString &path)
{
    return path.endsWith(sessionSuffix(), Qt::CaseInsensitive);
}

QByteArray sessionJson(const Session &session, const QString &folder)
{
    QJsonArray sources;
    for (const SessionSource &source : session.sources)
        sources.append(toJson(source, folder));
    ModelRequest model = session.model;
    if (QFileInfo(model.location).isAbsolute())
        model.location = relative(model.location, folder);
    const QJsonObject object{{QStringLiteral("sightglass_session"), version},
                             {QStringLiteral("sources"), sources},
                             {QStringLiteral("chosen"), session.chosen},
                             {QStringLiteral("grid"), nameOf(shapes, session.grid)},
                             {QStringLiteral("policy"), nameOf(policies, session.flow.policy)},
                             {QStringLiteral("view"), nameOf(views, session.flow.mode)},
                             {QStringLiteral("loop"), session.loop},
                             {QStringLiteral("together"), session.together},
                             {QStringLiteral("tune_all"), session.tunesAll},
                             {QStringLiteral("model"), modelToJson(model)},
                             {QStringLiteral("panels"), QString::fromLatin1(session.panels.toBase64())}};
    return QJsonDocument(object).toJson();
}

Result<Session> parseSession(const QByteArray &json, const QString &folder)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return Error{Words::tr("Line %1 is not valid JSON.").arg(json.left(problem.offset).count('\n') + 1),
                     Words::tr("A session is a JSON object in braces."), problem.errorString()};
    Session session;
    QString bad;
    int format = 0;
    QString panels;
    {
        JsonFields all(document.object(), bad);
        all.read("sightglass_session", format);
        if (format > version) {
            all.ignoreTheRest();
            return Error{Words::tr("It was written by a newer version of Sightglass."),
                         Words::tr("Take that version, or save the session with this one."),
                         {}};
        }
        if (format < 1)
            all.reject(QStringLiteral("sightglass_session"));
        all.readEachObject("sources",
                           [&](JsonFields &fields) { read(fields, session.sources.emplace_back(), folder); });
        all.read("chosen", session.chosen);
        all.read("grid", session.grid, shapes);
        all.read("policy", session.flow.policy, policies);
        all.read("view", session.flow.mode, views);
        all.read("loop", session.loop);
        all.read("together", session.together);
        all.read("tune_all", session.tunesAll);
        all.readObject("model", [&](JsonFields &fields) { readModel(fields, session.model); });
        all.read("panels", panels);
    }
    if (!bad.isEmpty())
        return Error{Words::tr("%1 is no field of a session, or its value none of it.").arg(bad), {}, {}};
    if (session.sources.size() > mostTiles)
        return Error{Words::tr("It has %1 sources; there is room for %2.")
                         .arg(QString::number(session.sources.size()), QString::number(mostTiles)),
                     {},
                     {}};
    session.chosen = std::clamp(session.chosen, 0, std::max(0, static_cast<int>(session.sources.size()) - 1));
    if (!isBuiltInModel(session.model.location))
        session.model.location = absolute(session.model.location, folder);
    session.panels = QByteArray::fromBase64(panels.toLatin1());
    return session;
}

Result<Session> readSession(const QString &path)
{
    const auto failed = [&path](const Error &error) {
        return Error{Words::tr("The session %1 cannot be opened: %2").arg(QFileInfo(path).fileName(), error.message),
                     error.suggestion, error.detail};
    };
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        return failed({file.errorString(), {}, {}});
    if (file.size() > largest)
        return failed({Words::tr("it is too large for one."), {}, {}});
    auto session = parseSession(file.readAll(), QFileInfo(path).absolutePath());
    if (!session)
        return failed(session.error());
    return session;
}

Result<void> writeSession(const Session &session, const QString &path)
{
    QSaveFile file(path);
    const QByteArray json = sessionJson(session, QFileInfo(path).absolutePath());
    if (file.open(QFile::WriteOnly) && file.write(json) == json.size() && file.commit())
        return {};
    return Error{Words::tr("The session %1 cannot be saved.").arg(QFileInfo(path).fileName()),
                 Words::tr("Choose a folder that can be written to, on a disk with room."), file.errorString()};
}

} // namespace sightglass
