// SPDX-License-Identifier: Apache-2.0
#include "core/inference/planmemory.h"

#include "core/inference/installation.h"
#include "core/inference/modelids.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QThread>

#include <utility>

namespace sightglass
{

namespace
{

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
          precisionName(request.precision).toUtf8(), backendId(request.backend).toUtf8(),
          QByteArray::number(isOnnxRuntimeInstalled()), QCoreApplication::applicationVersion().toUtf8(),
          QByteArray::number(QThread::idealThreadCount()), processorName()})
        hash.addData(part + '\0');
    return QString::fromLatin1(hash.result().toHex());
}

// Numbers, as the words for them are another language's at the next start.
QJsonArray arrayOf(const std::vector<PlanTrial> &trials)
{
    QJsonArray array;
    for (const PlanTrial &trial : trials)
        array.append(QJsonArray{trial.plan.workers, trial.plan.threads, trial.perSecond});
    return array;
}

std::vector<PlanTrial> trialsIn(const QJsonArray &array)
{
    std::vector<PlanTrial> trials;
    for (const QJsonValue &value : array) {
        const QJsonArray trial = value.toArray();
        trials.push_back({{trial[0].toInt(), trial[1].toInt()}, trial[2].toDouble()});
    }
    return trials;
}

} // namespace

PlanMemory::PlanMemory(CacheFile file)
    : m_file(std::move(file))
{}

PlanMemory PlanMemory::ofUser()
{
    return PlanMemory(CacheFile::ofUser(QStringLiteral("workers.json")));
}

std::optional<MeasuredPlan> PlanMemory::find(const ModelRequest &request) const
{
    const QJsonObject entry = m_file.find(keyOf(request));
    const WorkerPlan plan{entry[QStringLiteral("workers")].toInt(), entry[QStringLiteral("threads")].toInt()};
    if (plan.workers < 1 || plan.workers > 256 || plan.threads < 1 || plan.threads > 256)
        return std::nullopt;
    return MeasuredPlan{plan, trialsIn(entry[QStringLiteral("trials")].toArray())};
}

void PlanMemory::add(const ModelRequest &request, const MeasuredPlan &plan) const
{
    m_file.add(keyOf(request), {{QStringLiteral("workers"), plan.plan.workers},
                                {QStringLiteral("threads"), plan.plan.threads},
                                {QStringLiteral("trials"), arrayOf(plan.trials)}});
}

} // namespace sightglass
