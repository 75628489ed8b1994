// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/cachefile.h"
#include "core/inference/modeldescriptor.h"
#include "core/inference/opencv/modelpair.h"
#include "core/values/result.h"

#include <QString>

#include <chrono>
#include <optional>

namespace sightglass
{

/// The first load of a model's files happens in another process: a damaged or hostile file may end a library by a
/// signal, or have it take all memory there is, and that must not be this process.
///
/// The other process is this project's program, called as `PROGRAM --try-model FILE`. It loads and warms up the model
/// on the processor, and has two minutes and three quarters of the machine's memory for it. Content that it loaded, and
/// content that ended it, is remembered, so that each is tried once. What is said of a model by hand is not part of
/// that.
///
/// Any thread.
class ModelTrial
{
public:
    ModelTrial(QString program, CacheFile verdicts, std::chrono::milliseconds longest = std::chrono::minutes(2),
               QString language = {});
    /// The program that is running, and its user's cache folder. The other process tells its errors in the language
    /// with this code; empty: English.
    static ModelTrial ofUser(const QString &language = {});

    /// Success: these files may be loaded here, or the other process could not be started. Else why they must not: how
    /// they ended the other process, or what it said of them. Blocks for as long as that takes.
    Result<void> operator()(const ModelRequest &request, const ModelPair &files) const;

private:
    QString m_program;
    CacheFile m_verdicts;
    std::chrono::milliseconds m_longest;
    QString m_language;
};

/// What loadDetector() and inspectModel() try files with that do not come with the program. One for the process, set
/// once before models are loaded; where none is set, files are loaded at once.
void setModelTrial(ModelTrial trial);
const std::optional<ModelTrial> &modelTrial();

/// The other process's part: loads the model and, where a library does not take it, writes why to the standard output.
/// What is said of it by hand comes as a sidecar's JSON on the standard input, where it does not lie beside the file.
/// The exit status.
int runModelTrial(ModelRequest request);

} // namespace sightglass
