// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxruntime/ortsessions.h"

#include "core/inference/onnxruntime/ortdevices.h"

#include <onnxruntime_session_options_config_keys.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace sightglass
{

namespace
{

// What it held lies between what others hold, and would stay with the process.
void closeSession(Ort::Session *session)
{
    delete session;
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace

OrtSessions::OrtSessions(QString path, QString device, Precision precision)
    : m_path(std::move(path))
    , m_device(std::move(device))
    , m_precision(precision)
{}

std::shared_ptr<Ort::Session> OrtSessions::withThreads(int threads)
{
    const std::lock_guard lock(m_mutex);
    if (auto present = m_sessions[threads].lock())
        return present;
    const auto environment = ortEnvironment();
    if (!environment)
        throw Ort::Exception(environment.error().toText().toStdString(), ORT_FAIL);
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(threads);
    options.SetInterOpNumThreads(1);
    options.SetExecutionMode(ORT_SEQUENTIAL);
    options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
    // Threads that wait by turning keep processors from those that read, decode and draw.
    options.AddConfigEntry(kOrtSessionOptionsConfigAllowIntraOpSpinning, "0");
    if (m_device != QLatin1String("cpu"))
        addProvider(options, m_device, m_precision);
    std::shared_ptr<Ort::Session> session(new Ort::Session(**environment, m_path.toUtf8().constData(), options),
                                          closeSession);
    m_sessions[threads] = session;
    return session;
}

} // namespace sightglass
