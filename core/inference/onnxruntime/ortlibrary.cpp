// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxruntime/ortlibrary.h"

#include "core/values/words.h"

namespace sightglass
{

namespace
{

// What matters comes as a status, too.
void ORT_API_CALL sayNothing(void *, OrtLoggingLevel, const char *, const char *, const char *, const char *) {}

} // namespace

Result<Ort::Env *> ortEnvironment()
{
    static const OrtApi *const api = OrtGetApiBase()->GetApi(ORT_API_VERSION);
    if (!api)
        return Error{Words::tr("ONNX Runtime %1 is older than the one the program was built for.")
                         .arg(QLatin1String(ortVersion())),
                     Words::tr("Install version 1.%1 or newer, or build the program anew.").arg(ORT_API_VERSION),
                     {}};
    // Never destroyed: workers that were given up may still run when the process ends.
    static Ort::Env *const environment = [] {
        Ort::InitApi(api);
        auto *made = new Ort::Env(ORT_LOGGING_LEVEL_FATAL, "sightglass", sayNothing, nullptr);
        made->DisableTelemetryEvents();
        return made;
    }();
    return environment;
}

const char *ortVersion()
{
    return OrtGetApiBase()->GetVersionString();
}

} // namespace sightglass
