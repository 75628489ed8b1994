// SPDX-License-Identifier: Apache-2.0
#include "core/inference/planmemory.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThread>

#include <utility>

namespace sightglass
{

namespace
{

/// Each takes some hundred bytes; more models than that are begun anew.
constexpr qsizetype mostPlans = 500;

/// proc(5): the name stands in the line "model name" of x86 machines; others have none.
QByteArray processorName()
{
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    while (true) {
        const QByteArray line = file.readLine();
        if (line.isEmpty() || line.startsWith("model name"))
            return line.trimmed();
    }
}

QString keyOf(const ModelRequest &request)
{
    const QFileInfo file(request.location);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part :
         {(file.exists() ? file.canonicalFilePath() : request.location).toUtf8(), QByteArray::number(file.size()),
          QByteArray::number(file.exists() ? file.lastModified().toMSecsSinceEpoch() : 0), request.device.toUtf8(),
          precisionName(request.precision).toUtf8(), QCoreApplication::applicationVersion().toUtf8(),
          QByteArray::number(QThread::idealThreadCount()), processorName()})
        hash.addData(part + '\0');
    return QString::fromLatin1(hash.result().toHex());
}

QJsonObject readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

PlanMemory::PlanMemory(QString file)
    : m_file(std::move(file))
{}

PlanMemory PlanMemory::ofUser()
{
    return PlanMemory(QStandardPaths::writableLocation(QStandardPaths::CacheLocation) +
                      QStringLiteral("/workers.json"));
}

std::optional<MeasuredPlan> PlanMemory::find(const ModelRequest &request) const
{
    const QJsonObject entry = readAll(m_file).value(keyOf(request)).toObject();
    const WorkerPlan plan{entry[QStringLiteral("workers")].toInt(), entry[QStringLiteral("threads")].toInt()};
    if (plan.workers < 1 || plan.workers > 256 || plan.threads < 1 || plan.threads > 256)
        return std::nullopt;
    return MeasuredPlan{plan, entry[QStringLiteral("trials")].toString()};
}

void PlanMemory::add(const ModelRequest &request, const MeasuredPlan &plan) const
{
    QJsonObject all = readAll(m_file);
    if (all.size() >= mostPlans)
        all = {};
    all[keyOf(request)] = QJsonObject{{QStringLiteral("workers"), plan.plan.workers},
                                      {QStringLiteral("threads"), plan.plan.threads},
                                      {QStringLiteral("trials"), plan.trials}};
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QSaveFile file(m_file);
    if (file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(all).toJson()) > 0)
        file.commit();
}

} // namespace sightglass
