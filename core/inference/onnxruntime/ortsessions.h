// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modelterms.h"
#include "core/inference/onnxruntime/ortlibrary.h"

#include <QString>

#include <map>
#include <memory>
#include <mutex>

namespace sightglass
{

/// The sessions of one model on one device: one for each number of threads that is in use, shared by all who ask for
/// that number, with the weights in it once. A session may be run by several threads at once; of one thread, it runs on
/// that of its caller alone. Any thread.
class OrtSessions
{
public:
    OrtSessions(QString path, QString device, Precision precision);

    const QString &device() const { return m_device; }

    /// Made where nobody has one, from the file. Throws Ort::Exception.
    std::shared_ptr<Ort::Session> withThreads(int threads);

private:
    const QString m_path;
    const QString m_device;
    const Precision m_precision;
    std::mutex m_mutex;
    std::map<int, std::weak_ptr<Ort::Session>> m_sessions;
};

} // namespace sightglass
