// SPDX-License-Identifier: Apache-2.0
#include "core/store/storekey.h"

#include "core/inference/modelids.h"
#include "core/inference/sidecar.h"
#include "core/media/imagefiles.h"
#include "core/values/contenthash.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace sightglass
{

namespace
{

/// Of a clip: so many parts of so many bytes, from its first ones to its last; all of it where that is less.
constexpr qint64 partBytes = 1 << 16;
constexpr qint64 parts = 24;
/// Of a folder: so many of its pictures.
constexpr qsizetype mostPictures = 200;

QStringList filesOf(const SourceSpec &source)
{
    return source.kind == SourceKind::ImageSequence ? imageFiles(source.location) : QStringList{source.location};
}

QByteArray stamp(const QFileInfo &file)
{
    return QByteArray::number(file.size()) + '/' + QByteArray::number(file.lastModified().toMSecsSinceEpoch()) + '\n';
}

bool addParts(QCryptographicHash &hash, const QString &path, qint64 count)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const qint64 last = std::max<qint64>(0, file.size() - partBytes);
    qint64 done = 0;
    for (qint64 i = 0; i < count; ++i) {
        const qint64 from = std::max(done, count == 1 ? 0 : last * i / (count - 1));
        if (!file.seek(from))
            return false;
        const QByteArray part = file.read(partBytes);
        if (file.error() != QFileDevice::NoError)
            return false;
        hash.addData(part);
        done = from + part.size();
    }
    return true;
}

/// Models are some hundred megabytes at times, and loaded again and again.
std::optional<QByteArray> contentOf(const QString &path)
{
    static std::mutex mutex;
    static std::map<QString, std::pair<QByteArray, QByteArray>> known; // Stamp and content, by path.
    const QFileInfo file(path);
    const QByteArray now = stamp(file);
    {
        const std::lock_guard lock(mutex);
        if (const auto found = known.find(path); found != known.end() && found->second.first == now)
            return found->second.second;
    }
    const auto content = ContentHash({path}).finish();
    if (content) {
        const std::lock_guard lock(mutex);
        known[path] = {now, *content};
    }
    return content;
}

/// "cuda" of "cuda:1": another device of the same kind answers alike.
QString classOf(const QString &device)
{
    return device.section(QLatin1Char(':'), 0, 0);
}

QJsonArray numbers(const std::array<float, 3> &values)
{
    return {values[0], values[1], values[2]};
}

} // namespace

bool canBeStored(const SourceSpec &source)
{
    switch (source.kind) {
    case SourceKind::VideoFile:
    case SourceKind::Image:
    case SourceKind::ImageSequence:
        return true;
    default:
        return false;
    }
}

std::optional<QByteArray> sourceKey(const SourceSpec &source)
{
    if (!canBeStored(source))
        return std::nullopt;
    const QStringList files = filesOf(source);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &path : files) {
        const QFileInfo file(path);
        if (!file.isFile())
            return std::nullopt;
        hash.addData(file.fileName().toUtf8() + '\n' + stamp(file));
    }
    const bool isClip = files.size() == 1;
    const qsizetype each = std::max<qsizetype>(1, files.size() / mostPictures);
    for (qsizetype i = 0; i < files.size(); i += each)
        if (!addParts(hash, files[i], isClip ? parts : 1))
            return std::nullopt;
    return files.isEmpty() ? std::nullopt : std::optional(hash.result().toHex());
}

std::optional<QByteArray> modelKey(const ModelDescriptor &model)
{
    if (model.location.isEmpty())
        return std::nullopt;
    QJsonArray files;
    for (const QString &path : model.files) {
        const auto content = contentOf(path);
        if (!content)
            return std::nullopt;
        files.append(QString::fromLatin1(*content));
    }
    const InputValues &input = model.input;
    const QJsonObject object{
        {QStringLiteral("program"), QCoreApplication::applicationVersion()},
        {QStringLiteral("location"), files.isEmpty() ? model.location : QString()},
        {QStringLiteral("files"), files},
        {QStringLiteral("family"), familyId(model.family)},
        {QStringLiteral("backend"), model.backend},
        {QStringLiteral("device"), classOf(model.device)},
        {QStringLiteral("precision"), precisionName(model.precision)},
        {QStringLiteral("input_size"), QJsonArray{model.inputSize.width(), model.inputSize.height()}},
        {QStringLiteral("fit"), inputFitId(model.fit)},
        {QStringLiteral("channels"), channelOrderId(input.order)},
        {QStringLiteral("layout"),
         QJsonArray{model.layout.classes, model.layout.keypoints, model.layout.keypointValues}},
        {QStringLiteral("values"), QJsonArray{input.divisor, numbers(input.mean), numbers(input.deviation)}},
        {QStringLiteral("least_score"), model.leastScore},
        {QStringLiteral("overrides"), QJsonDocument::fromJson(sidecarJson(model.overrides)).object()}};
    return QCryptographicHash::hash(QJsonDocument(object).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256)
        .toHex();
}

QByteArray storeKey(const QByteArray &source, const QByteArray &model)
{
    return QCryptographicHash::hash(source + '/' + model, QCryptographicHash::Sha256).toHex().left(40);
}

} // namespace sightglass
