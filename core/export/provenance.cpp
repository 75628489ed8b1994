// SPDX-License-Identifier: Apache-2.0
#include "core/export/provenance.h"

#include "core/inference/modelids.h"
#include "core/inference/sidecar.h"
#include "core/media/imagefiles.h"
#include "core/values/visibletext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

/// Read for each frame while nobody knows how many there will be.
constexpr qint64 usualPiece = 1 << 18;

QStringList filesOf(const SourceSpec &source)
{
    switch (source.kind) {
    case SourceKind::VideoFile:
    case SourceKind::Image:
        return {source.location};
    case SourceKind::ImageSequence:
        return imageFiles(source.location);
    default:
        return {};
    }
}

/// That of pictures is in words, of the window's language where there is one; results are read by programs.
QString formatOf(const SourceInfo &source)
{
    if (source.spec.kind != SourceKind::Image && source.spec.kind != SourceKind::ImageSequence)
        return source.format;
    const std::int64_t count = source.frameCount.value_or(1);
    return count == 1 ? QStringLiteral("image") : QStringLiteral("%1 images").arg(count);
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonValue orNull(const std::optional<QByteArray> &hash)
{
    return hash ? QJsonValue(QString::fromLatin1(*hash)) : QJsonValue(QJsonValue::Null);
}

QJsonValue orNull(const QSize &size)
{
    return size.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(QJsonArray{size.width(), size.height()});
}

QJsonValue count(std::uint64_t value)
{
    return static_cast<qint64>(value);
}

/// As a person would type it: 0.3, not 0.30000001.
QJsonValue share(float value)
{
    return QString::number(static_cast<double>(value), 'g', 6).toDouble();
}

QJsonObject thresholdsObject(const Thresholds &thresholds, const QStringList &chosen)
{
    QJsonArray classes;
    for (const auto &[id, rule] : thresholds.classes)
        classes.append(QJsonObject{
            {QStringLiteral("class_id"), id},
            {QStringLiteral("shown"), rule.shown},
            {QStringLiteral("confidence"), rule.confidence ? share(*rule.confidence) : QJsonValue(QJsonValue::Null)}});
    return {{QStringLiteral("confidence"), share(thresholds.confidence)},
            {QStringLiteral("iou"), share(thresholds.iou)},
            {QStringLiteral("max_detections"), thresholds.maxDetections},
            {QStringLiteral("class_agnostic"), thresholds.classAgnostic},
            {QStringLiteral("classes"), classes},
            {QStringLiteral("chosen"),
             chosen.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(QJsonArray::fromStringList(chosen))}};
}

} // namespace

void Provenance::setModel(const ModelDescriptor &model, const Thresholds &thresholds, const QStringList &chosen)
{
    m_model = model;
    m_thresholds = thresholds;
    m_chosen = chosen;
    for (const QString &file : model.files)
        m_modelFiles.push_back({QFileInfo(file).fileName(), ContentHash({file}).finish()});
}

void Provenance::setSource(const SourceSpec &spec, const SourceInfo &source)
{
    m_source = source;
    const QStringList files = filesOf(spec);
    for (const QString &file : files)
        m_bytes += QFileInfo(file).size();
    m_content.emplace(files);
}

void Provenance::advance(std::optional<std::int64_t> frames)
{
    m_content->advance(frames ? m_bytes / std::max<std::int64_t>(1, *frames) + 1 : usualPiece);
}

QByteArray Provenance::text(const QString &name, const QString &format, const FrameRange &range,
                            const ExportSummary &summary)
{
    if (!std::exchange(m_isHashed, true))
        m_contentHash = m_content->finish();
    const SourceInfo &source = m_source;
    QString rate;
    if (source.frameRate.isValid())
        rate =
            QStringLiteral("%1/%2").arg(QString::number(source.frameRate.num), QString::number(source.frameRate.den));
    QJsonValue model = QJsonValue::Null;
    if (!m_model.name.isEmpty()) {
        QJsonArray files;
        for (const HashedFile &file : m_modelFiles)
            files.append(
                QJsonObject{{QStringLiteral("name"), file.name}, {QStringLiteral("sha256"), orNull(file.hash)}});
        model = QJsonObject{
            {QStringLiteral("name"), m_model.name},
            {QStringLiteral("files"), files},
            {QStringLiteral("family"), familyId(m_model.family)},
            {QStringLiteral("backend"), m_model.backend},
            {QStringLiteral("device"), m_model.device},
            {QStringLiteral("precision"), precisionName(m_model.precision)},
            {QStringLiteral("input_size"), orNull(m_model.inputSize)},
            {QStringLiteral("overrides"), QJsonDocument::fromJson(sidecarJson(m_model.overrides)).object()}};
    }
    const QJsonObject object{
        {QStringLiteral("program"), QStringLiteral("sightglass %1").arg(QCoreApplication::applicationVersion())},
        {QStringLiteral("made"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
        {QStringLiteral("results"), QJsonObject{{QStringLiteral("file"), name}, {QStringLiteral("format"), format}}},
        {QStringLiteral("source"),
         QJsonObject{{QStringLiteral("name"), source.name},
                     {QStringLiteral("format"), orNull(formatOf(source))},
                     {QStringLiteral("width"), summary.size.width()},
                     {QStringLiteral("height"), summary.size.height()},
                     {QStringLiteral("frame_rate"), orNull(rate)},
                     {QStringLiteral("bytes"), m_contentHash ? QJsonValue(m_content->size()) : QJsonValue::Null},
                     {QStringLiteral("sha256"), orNull(m_contentHash)}}},
        {QStringLiteral("model"), model},
        {QStringLiteral("thresholds"),
         m_model.name.isEmpty() ? QJsonValue() : thresholdsObject(m_thresholds, m_chosen)},
        {QStringLiteral("range"),
         QJsonObject{{QStringLiteral("first"), static_cast<qint64>(range.first)},
                     {QStringLiteral("last"),
                      range.last ? QJsonValue(static_cast<qint64>(*range.last)) : QJsonValue(QJsonValue::Null)}}},
        {QStringLiteral("frames"), QJsonObject{{QStringLiteral("written"), count(summary.written)},
                                               {QStringLiteral("unreadable"), count(summary.unreadable.count())},
                                               {QStringLiteral("missing"), count(summary.missing)}}},
        {QStringLiteral("detections"), count(summary.detections)}};
    return visibleJson(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

} // namespace sightglass
